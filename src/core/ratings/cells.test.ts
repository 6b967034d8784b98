import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { cellsAmong, cellsOf, gamesOfModels, type Cells } from './cells.ts'
import { scoreOf, type Votes } from './votes.ts'

function votesFrom(rows: Array<[left: number, right: number, outcome: number, share?: number, weight?: number]>, models = 3): Votes {
  return {
    length: rows.length, models: Array.from({ length: models }, (_, model) => String(model)),
    left: Int32Array.from(rows, ([left]) => left), right: Int32Array.from(rows, ([, right]) => right),
    outcome: Uint8Array.from(rows, ([, , outcome]) => outcome),
    share: Float64Array.from(rows, ([, , , share]) => share ?? NaN), weight: Float64Array.from(rows, ([, , , , weight]) => weight ?? 1),
  }
}

/** One cell as a plain object. */
function cellAt({ i, j, games, score, squares, halves, winsI, winsJ, ties, bothBad }: Cells, at: number) {
  return {
    i: i[at], j: j[at], games: games[at], score: score[at], squares: squares[at], halves: halves[at],
    winsI: winsI[at], winsJ: winsJ[at], ties: ties[at], bothBad: bothBad[at],
  }
}

test('wins are told from the side of the model with the lower number, whichever side it stood on', () => {
  const cells = cellsOf(votesFrom([[0, 1, 0], [1, 0, 0], [1, 0, 1], [0, 1, 2], [1, 0, 3]]))
  assert.equal(cells.length, 1)
  assert.deepEqual(cellAt(cells, 0), { i: 0, j: 1, games: 5, score: 3, squares: 2.5, halves: 2, winsI: 2, winsJ: 1, ties: 1, bothBad: 1 })
})

test('dropped ties leave the fit but not the counts', () => {
  const cells = cellsOf(votesFrom([[0, 1, 0], [0, 1, 2], [0, 1, 3], [1, 2, 2]]), 'drop')
  assert.deepEqual(cellAt(cells, 0), { i: 0, j: 1, games: 1, score: 1, squares: 1, halves: 0, winsI: 1, winsJ: 0, ties: 1, bothBad: 1 })
  assert.deepEqual(cellAt(cells, 1), { i: 1, j: 2, games: 0, score: 0, squares: 0, halves: 0, winsI: 0, winsJ: 0, ties: 1, bothBad: 0 })
  assert.deepEqual([...gamesOfModels(cells)], [1, 1, 0])
})

test('a probability of a judge is the score, the outcome is only counted, and a share of one half is a tie', () => {
  const cells = cellsOf(votesFrom([[0, 1, 0, 0.75], [1, 0, 0, 0.75], [0, 1, 2, 0.5]]))
  assert.deepEqual(cellAt(cells, 0), { i: 0, j: 1, games: 3, score: 1.5, squares: 0.875, halves: 1, winsI: 1, winsJ: 1, ties: 1, bothBad: 0 })
})

test('a weight of three is three votes', () => {
  const once = cellsOf(votesFrom([[0, 1, 0, 0.7, 3], [1, 2, 2, undefined, 3]]))
  const thrice = cellsOf(votesFrom([[0, 1, 0, 0.7], [0, 1, 0, 0.7], [0, 1, 0, 0.7], [1, 2, 2], [1, 2, 2], [1, 2, 2]]))
  for (const column of ['games', 'score', 'squares', 'halves', 'winsI', 'ties'] as const) {
    for (const at of [0, 1]) assert.ok(Math.abs(once[column][at]! - thrice[column][at]!) < 1e-12, column)
  }
})

test('votes of a model against itself or without weight say nothing', () => {
  assert.equal(cellsOf(votesFrom([[1, 1, 0], [0, 1, 0, undefined, 0], [0, 1, 0, undefined, NaN]])).length, 0)
})

test('cells are in order of their pair, with few models and with thousands, and lose no score', () => {
  for (const models of [7, 3000]) {
    const chance = new Chance(models)
    const votes = votesFrom(chance.list(4000, () => [chance.below(models), chance.below(models), chance.below(4)]), models)
    const cells = cellsOf(votes)
    for (let at = 1; at < cells.length; at++) {
      assert.ok(cells.i[at - 1]! < cells.i[at]! || (cells.i[at - 1] === cells.i[at] && cells.j[at - 1]! < cells.j[at]!))
    }
    const scored = new Float64Array(models)
    for (let row = 0; row < votes.length; row++) {
      if (votes.left[row] === votes.right[row]) continue
      scored[votes.left[row]!]! += scoreOf(votes, row)
      scored[votes.right[row]!]! += 1 - scoreOf(votes, row)
    }
    for (let at = 0; at < cells.length; at++) {
      assert.ok(cells.i[at]! < cells.j[at]!)
      scored[cells.i[at]!]! -= cells.score[at]!
      scored[cells.j[at]!]! -= cells.games[at]! - cells.score[at]!
    }
    assert.ok(scored.every((rest) => rest === 0))
  }
})

test('some models alone, in another order, are told as if only they had met', () => {
  const cells = cellsOf(votesFrom([[0, 2, 0, 0.8], [2, 0, 0], [0, 1, 0], [2, 0, 2]]))
  const among = cellsAmong(cells, [2, 0])
  assert.equal(among.length, 1)
  const { squares, score, ...rest } = cellAt(among, 0)
  assert.deepEqual(rest, { i: 0, j: 1, games: 3, halves: 1, winsI: 1, winsJ: 1, ties: 1, bothBad: 0 })
  assert.ok(Math.abs(score! - 1.7) < 1e-12 && Math.abs(squares! - (0.04 + 1 + 0.25)) < 1e-12)
})
