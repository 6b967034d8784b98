import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rate } from '../ratings/rate.ts'
import type { Votes } from '../ratings/votes.ts'
import { Chance } from '../../testing/chance.ts'
import { informationOf, moveByVote, moved, movedBack, type Standing } from './after-vote.ts'

/** Two hundred votes among six models, the first of them the strongest. */
function someVotes(extra: Array<[left: number, right: number, outcome: number]> = []): Votes {
  const chance = new Chance(7)
  const rows = Array.from({ length: 200 }, (): [number, number, number] => {
    const [left, right] = [chance.below(6), chance.below(5)]
    const other = right >= left ? right + 1 : right
    return [left, other, chance.next() < 1 / (1 + Math.exp(0.3 * (left - other))) ? 0 : 1]
  })
  const all = [...rows, ...extra]
  return {
    length: all.length, models: ['a', 'b', 'c', 'd', 'e', 'f'],
    left: Int32Array.from(all, ([left]) => left), right: Int32Array.from(all, ([, right]) => right), outcome: Uint8Array.from(all, ([, , outcome]) => outcome),
  }
}

function standings(votes: Votes): Map<string, Standing> {
  const { models, pairs } = rate(votes, { pairs: true })
  const information = informationOf(pairs!)
  return new Map(models.map(({ model, rating, lo, hi }) => [model, { rating: rating!, lo: lo!, hi: hi!, information: information.get(model)! }]))
}

for (const [name, outcome, score] of [['a win', 0, 1], ['a loss', 1, 0], ['a tie', 2, 0.5]] as const) {
  test(`${name} moves both ratings about as far as fitting all votes anew does`, () => {
    const [before, after] = [standings(someVotes()), standings(someVotes([[1, 4, outcome]]))]
    const move = moveByVote(before.get('b')!, before.get('e')!, score)
    for (const [model, told] of [['b', move.left], ['e', move.right]] as const) {
      const real = after.get(model)!.rating - before.get(model)!.rating
      assert.ok(Math.abs(told.points - real) < 0.35 * Math.abs(real) + 0.2, `${model}: ${told.points} is told, ${real} is real`)
    }
  })
}

test('a surprise moves more than what was expected, in opposite directions for the two', () => {
  const [strong, weak] = [{ rating: 1200, lo: 1150, hi: 1250, information: 40 }, { rating: 1000, lo: 900, hi: 1100, information: 10 }]
  const [expected, surprise] = [moveByVote(strong, weak, 1), moveByVote(strong, weak, 0)]
  assert.ok(expected.left.points > 0 && expected.right.points < 0)
  assert.ok(surprise.left.points < -3 * expected.left.points && surprise.right.points > 0)
  // Of whom less is known, one vote says more.
  assert.ok(Math.abs(surprise.right.points) > 3 * Math.abs(surprise.left.points))
})

test('what a vote did can be taken back', () => {
  const standing = { rating: 1000, lo: 900, hi: 1120, information: 10 }
  const move = moveByVote(standing, { ...standing, rating: 1100 }, 1).left
  const there = moved(standing, move)
  const back = movedBack({ ...there, information: 10 }, move)
  for (const figure of ['rating', 'lo', 'hi'] as const) assert.ok(Math.abs(back[figure] - standing[figure]) < 1e-9)
  assert.ok(there.hi - there.lo < 220)
})
