import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { rate } from '../ratings/rate.ts'
import type { Votes } from '../ratings/votes.ts'
import { moveByVote, moved, partAround } from './after-vote.ts'

type Row = [left: number, right: number, outcome: number]

const scores = [1, 0, 0.5]

/** Some votes among models of which the first are the strongest; with few, many have only won, or only lost. */
function someVotes(models: number, votes: number, seed: number): Row[] {
  const chance = new Chance(seed)
  return Array.from({ length: votes }, (): Row => {
    const [left, right] = [chance.below(models), chance.below(models - 1)]
    const other = right >= left ? right + 1 : right
    const luck = chance.next()
    return [left, other, luck < 0.15 ? 2 : luck < 0.15 + 0.85 / (1 + Math.exp((3 / models) * (left - other))) ? 0 : 1]
  })
}

function votesOf(models: number, rows: Row[]): Votes {
  return {
    length: rows.length, models: Array.from({ length: models }, (_, model) => `m${model}`),
    left: Int32Array.from(rows, ([left]) => left), right: Int32Array.from(rows, ([, right]) => right), outcome: Uint8Array.from(rows, ([, , outcome]) => outcome),
  }
}

/** Where the first part of these votes' board has its models. */
function boardOf(models: number, rows: Row[]) {
  const report = rate(votesOf(models, rows), { pairs: true })
  const first = new Set(report.parts?.[0] ?? report.models.filter(({ games }) => games > 0).map(({ model }) => model))
  const rated = report.models.filter(({ model }) => first.has(model))
  return { rated: new Map(rated.map((one) => [one.model, one])), part: partAround(rated, report.pairs!, report.options.prior) }
}

/** A vote added to a board, and what is told of its two models beside the fit of all votes anew. */
function addedVote(models: number, rows: Row[], [left, right, outcome]: Row) {
  const [before, after] = [boardOf(models, rows), boardOf(models, [...rows, [left, right, outcome]])]
  const told = moveByVote(before.part, `m${left}`, `m${right}`, scores[outcome]!, 1)
  if (!told || before.rated.size !== after.rated.size) return []
  return [[`m${left}`, told.left] as const, [`m${right}`, told.right] as const].map(([model, move]) => {
    const [was, is] = [before.rated.get(model)!, after.rated.get(model)!]
    const now = moved({ rating: was.rating!, lo: was.lo!, hi: was.hi! }, move)
    return { told: now, is, real: is.rating! - was.rating!, missed: Math.abs(now.rating - is.rating!), width: (now.hi - now.lo) / (is.hi! - is.lo!) }
  })
}

for (const [models, votes] of [[2, 1], [3, 4], [5, 9], [8, 20], [20, 40], [40, 200]] as const) {
  test(`on a board of ${models} models and ${votes} votes a vote moves ratings to within a hundredth of a point of where all votes fitted anew have them`, () => {
    const cases = Array.from({ length: 12 }, (_, seed) => someVotes(models, votes + 1, seed + 1)).flatMap((rows) => addedVote(models, rows.slice(0, -1), rows.at(-1)!))
    assert.ok(cases.length >= 8)
    for (const { missed } of cases) assert.ok(missed < 0.01, `${missed} points`)
    // Intervals are scaled by what the model of votes says; what the votes really varied by is known only to a fit.
    for (const { width } of cases.filter(() => votes >= 20)) assert.ok(width > 0.6 && width < 1.7, `width ${width}`)
  })
}

test('on a board of more models than move with a vote, it is within a twentieth of the move and half a point', () => {
  const cases = Array.from({ length: 6 }, (_, seed) => someVotes(90, 401, seed + 1)).flatMap((rows) => addedVote(90, rows.slice(0, -1), rows.at(-1)!))
  assert.ok(cases.length >= 8)
  for (const { missed, real } of cases) assert.ok(missed < 0.5 + Math.abs(real) / 20, `${missed} of ${real} points`)
})

test('a vote taken away leads back to where the board was', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const rows = someVotes(8, 31, seed)
    const [left, right, outcome] = rows.at(-1)!
    const [before, after] = [boardOf(8, rows.slice(0, -1)), boardOf(8, rows)]
    const back = moveByVote(after.part, `m${left}`, `m${right}`, scores[outcome]!, -1)!
    assert.ok(Math.abs(after.rated.get(`m${left}`)!.rating! + back.left.points - before.rated.get(`m${left}`)!.rating!) < 0.01)
  }
})

test('without the only vote that connects two models there is no scale to tell what it did', () => {
  const { part } = boardOf(4, [[0, 1, 0], [1, 2, 0], [2, 0, 0], [2, 3, 1]])
  assert.equal(moveByVote(part, 'm2', 'm3', 0, -1), null)
  assert.ok(moveByVote(part, 'm0', 'm1', 1, -1))
  assert.equal(moveByVote(part, 'm0', 'nobody', 1, 1), null)
})

test('a surprise moves more than what was expected, in opposite directions for the two', () => {
  const { part } = boardOf(3, [...Array.from({ length: 12 }, (): Row => [0, 1, 0]), [1, 0, 0], [1, 2, 0], [2, 1, 0]])
  const [expected, surprise] = [moveByVote(part, 'm0', 'm1', 1, 1)!, moveByVote(part, 'm0', 'm1', 0, 1)!]
  assert.ok(expected.left.points > 0 && expected.right.points < 0 && expected.left.narrowing < 1)
  assert.ok(surprise.left.points < -3 * expected.left.points && surprise.right.points > 0)
})
