import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { modelCovariance } from './covariance.ts'
import { decisiveVotes, fitOfRows, influenceOfVote, topVoters, type Fitted } from './influence.ts'
import { scoreOf, type Votes } from './votes.ts'

const points = 400 / Math.LN10

function fittedOf(votes: Votes): Fitted {
  const cells = cellsOf(votes)
  return { cells, fit: fitBradleyTerry(cells, 0.5)!, rows: { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' } }
}

/** Strengths without some rows, by leaving them out of the votes. */
function without(votes: Votes, rows: Iterable<number>): Float64Array {
  const weight = votes.weight?.slice() ?? new Float64Array(votes.length).fill(1)
  for (const row of rows) weight[row] = 0
  return fitBradleyTerry(cellsOf({ ...votes, weight }), 0.5)!.theta
}

test('the influence of a vote is what the ratings lose without it', () => {
  const { votes } = simulateVotes({ models: 6, votes: 400, seed: 3, ties: { kind: 'logistic-score', amount: 0.3 } })
  const { fit } = fittedOf(votes)
  const covariance = modelCovariance(fit)
  for (let row = 0; row < 40; row++) {
    const influence = influenceOfVote(fit, covariance, votes.left[row]!, votes.right[row]!, scoreOf(votes, row))
    const rest = without(votes, [row])
    for (const [model, one] of influence.entries()) {
      const real = points * (fit.theta[model]! - rest[model]!)
      assert.ok(Math.abs(one - real) < 0.05 + 0.02 * Math.abs(real), `${one} is not ${real}`)
    }
  }
})

/** All sets of `size` of the numbers below `count`. */
function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield []
  else for (let one = from; one < count; one++) for (const rest of subsets(count, size - 1, one + 1)) yield [one, ...rest]
}

function firstOf(theta: Float64Array): number {
  return theta.indexOf(Math.max(...theta))
}

for (const seed of [1, 2, 3, 4]) {
  test(`without the decisive votes another is first, and no smaller set does it (seed ${seed})`, () => {
    const { votes } = simulateVotes({ models: 4, votes: 45, seed, sd: 0.2 })
    const fitted = fittedOf(votes)
    const decisive = decisiveVotes(fitted)!
    const rest = without(votes, decisive.rows)
    assert.equal(decisive.rows.length, decisive.votes)
    assert.ok(Math.abs(decisive.share - decisive.votes / 45) < 1e-12)
    assert.equal(firstOf(fitted.fit.theta), decisive.first)
    assert.ok(rest[decisive.challenger]! > rest[decisive.first]! && decisive.leadAfter < 0)
    assert.ok(Math.abs(decisive.leadAfter - points * (rest[decisive.first]! - rest[decisive.challenger]!)) < 0.05)
    for (const smaller of subsets(45, Math.min(2, decisive.votes - 1))) assert.equal(firstOf(without(votes, smaller)), decisive.first, `without ${smaller}`)
  })
}

test('a close race of many votes turns with few of them, a clear one with many, and each is verified', () => {
  const [close, clear] = [[0.42, 0.4], [0.7, 0.3]].map(([first, second]) => {
    const { votes } = simulateVotes({ models: 6, votes: 12_000, seed: 5, strengths: [first!, second!, 0, -0.2, -0.4, -0.6], ties: { kind: 'logistic-score', amount: 0.2 } })
    const decisive = decisiveVotes(fittedOf(votes))!
    const rest = without(votes, decisive.rows)
    assert.ok(rest[decisive.challenger]! > rest[decisive.first]!)
    return decisive
  })
  assert.ok(close!.votes < 80 && clear!.votes > 100 && clear!.votes < 1_000, `${close!.votes} and ${clear!.votes}`)
})

test('rows that stand for many votes give only as many as it takes', () => {
  const { votes } = simulateVotes({ models: 4, votes: 45, seed: 2, sd: 0.2 })
  const decisive = decisiveVotes(fittedOf({ ...votes, weight: new Float64Array(45).fill(100) }))!
  const alone = decisiveVotes(fittedOf(votes))!
  assert.ok(decisive.votes > 10 * alone.votes && decisive.votes < 200 * alone.votes)
  assert.ok(decisive.votes > 100 * (decisive.rows.length - 1) - 100 * 4 && decisive.votes <= 100 * decisive.rows.length)
})

test('the voter who moves most is the one who always votes for a model, and what it moves is what a fit without it says', () => {
  const { votes } = simulateVotes({ models: 8, votes: 4_000, seed: 4, voters: { votesEach: 100, groups: [{ kind: 'one-model', count: 1 }] } })
  const fitted = fittedOf(votes)
  const voters = topVoters(fitted, 5)
  assert.equal(voters.length, 5)
  const [top] = voters
  assert.deepEqual([top!.voter, top!.model, top!.votes], [0, 0, 100])
  const rest = without(votes, Array.from({ length: 100 }, (_, row) => row))
  assert.ok(top!.moved > 5 && Math.abs(top!.moved - points * (fitted.fit.theta[0]! - rest[0]!)) < 1e-6)
  const order = Array.from(fitted.fit.theta.keys()).sort((a, b) => fitted.fit.theta[b]! - fitted.fit.theta[a]!)
  const lead = (theta: Float64Array) => points * (theta[order[0]!]! - theta[order[1]!]!)
  assert.ok(Math.abs(top!.lead - (lead(fitted.fit.theta) - lead(rest))) < 1e-6)
  assert.equal(top!.changesFirst, firstOf(rest) !== order[0])
  for (let index = 1; index < 5; index++) assert.ok(Math.abs(voters[index]!.moved) <= Math.abs(voters[index - 1]!.moved))
})

test('with and without some voters: the ratings by the others alone', () => {
  const { votes } = simulateVotes({ models: 5, votes: 1_000, seed: 4, voters: { votesEach: 50 } })
  const rest = fitOfRows(fittedOf(votes), (row) => votes.voter![row]! >= 3)!
  const expected = without(votes, Array.from({ length: 150 }, (_, row) => row))
  assert.equal(rest.votes, 850)
  for (const [model, theta] of rest.theta.entries()) assert.ok(Math.abs(theta - expected[model]!) < 1e-8)
})
