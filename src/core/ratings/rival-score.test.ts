import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { rivalScores } from './rival-score.ts'
import { outcomes, type Outcome, type Votes } from './votes.ts'

function votesOf(models: string[], rows: Array<[left: string, right: string, outcome: Outcome, prompt: number]>): Votes {
  return {
    length: rows.length, models, left: Int32Array.from(rows, ([left]) => models.indexOf(left)), right: Int32Array.from(rows, ([, right]) => models.indexOf(right)),
    outcome: Uint8Array.from(rows, ([, , outcome]) => outcomes.indexOf(outcome)), prompt: Int32Array.from(rows, ([, , , prompt]) => prompt), promptCount: 2,
  }
}

test('win rate, consistency and credibility are counted as written, and multiplied', () => {
  // a: on challenge 0 two wins of two, on challenge 1 one tie of one.
  const [a] = rivalScores(votesOf(['a', 'b'], [['a', 'b', 'left', 0], ['b', 'a', 'right', 0], ['a', 'b', 'both-bad', 1]]))
  const [onFirst, onSecond] = [2.5 / 3, 1 / 2]
  const consistency = 1 - 2 * (Math.abs(onFirst - onSecond) / 2)
  assert.equal(a!.games, 3)
  assert.ok(Math.abs(a!.winRate! - 2.5 / 3) < 1e-12 && Math.abs(a!.consistency! - consistency) < 1e-12 && a!.credibility === 0.03)
  assert.ok(Math.abs(a!.score! - (2.5 / 3) * consistency * 0.03 * 1000) < 1e-9)
})

test('a hundred even wins on two challenges are nearly 1000, a hundred losses 0', () => {
  const rows = Array.from({ length: 100 }, (_, row): [string, string, Outcome, number] => ['a', 'b', 'left', row % 2])
  const [a, b] = rivalScores(votesOf(['a', 'b'], rows))
  assert.deepEqual([a!.score, b!.score], [1000, 0])
})

test('without games, and without challenges to be consistent over, the score is not known', () => {
  const votes = votesOf(['a', 'b', 'c'], [['a', 'b', 'left', 0], ['a', 'b', 'left', -1]])
  const [a, , c] = rivalScores(votes)
  assert.deepEqual(c, { games: 0, winRate: null, consistency: null, credibility: 0, score: null })
  assert.deepEqual([a!.games, a!.winRate, a!.consistency, a!.score], [2, 1, null, null])
  assert.equal(rivalScores({ ...votes, prompt: undefined })[0]!.score, null)
})

/** Kendall's τ between an order and the truth. */
function tau(values: ArrayLike<number>, truth: ArrayLike<number>): number {
  let [sum, pairs] = [0, 0]
  for (let i = 0; i < truth.length; i++) {
    for (let j = 0; j < i; j++) {
      sum += Math.sign((values[i]! - values[j]!) * (truth[i]! - truth[j]!))
      pairs++
    }
  }
  return sum / pairs
}

for (const [pairing, least, most] of [['uniform', 0.85, 1], ['weak-opponents', 0.7, 0.92], ['near', -0.5, 0.5]] as const) {
  test(`opponents: ${pairing}. The order by score has a τ of ${least} to ${most} to the truth, that by rating one above .88`, () => {
    const taus = [1, 2, 3, 4, 5].map((seed) => {
      const { votes, strengths } = simulateVotes({ models: 30, votes: 20_000, seed, prompts: { count: 20, sd: 0 }, pairing })
      return [tau(rivalScores(votes).map((one) => one.score!), strengths), tau(fitBradleyTerry(cellsOf(votes), 0.5)!.theta, strengths)] as const
    })
    const mean = (index: 0 | 1) => taus.reduce((sum, both) => sum + both[index], 0) / taus.length
    assert.ok(mean(0) >= least && mean(0) <= most, `τ of the score: ${mean(0)}`)
    assert.ok(mean(1) > 0.88 && mean(1) > mean(0), `τ of the rating: ${mean(1)}, of the score ${mean(0)}`)
  })
}
