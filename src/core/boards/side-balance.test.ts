import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Votes } from '../ratings/votes.ts'
import { sideBalance } from './side-balance.ts'

function votesOf(...rows: Array<[left: number, right: number]>): Votes {
  const [left, right] = [Int32Array.from(rows, ([one]) => one), Int32Array.from(rows, ([, other]) => other)]
  return { length: rows.length, models: ['a', 'b', 'c'], left, right, outcome: new Uint8Array(rows.length) }
}

const cases: Array<[name: string, rows: Array<[number, number]>, balance: number]> = [
  ['no votes tell nothing', [], 0],
  ['a pair shown both ways as often', [[0, 1], [1, 0]], 1],
  ['a baseline that is always left', [[0, 1], [0, 1], [0, 2]], 0],
  ['three to one', [[0, 1], [0, 1], [0, 1], [1, 0]], 0.75],
  ['half of the votes on a pair that only stood one way', [[0, 1], [1, 0], [0, 2], [0, 2]], 0.5],
]
for (const [name, rows, balance] of cases) test(`side balance: ${name}`, () => assert.equal(sideBalance(votesOf(...rows)), balance))
