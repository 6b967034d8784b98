import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostWinning } from './winners.ts'

test('an answer that won most of its duels comes before one that was only shown more often, and before one lucky win', () => {
  const tally = new Map([[1, { wins: 26, games: 140 }], [2, { wins: 10, games: 12 }], [3, { wins: 1, games: 1 }], [4, { wins: 0, games: 9 }], [5, { wins: 10, games: 12 }]])
  assert.deepEqual(mostWinning(tally).map(([id]) => id), [2, 5, 3, 1])
})
