import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitBeforeNextTry } from './backoff.ts'

const cases: Array<[tries: number, retryAfterMs: number | undefined, chance: number, waits: number]> = [
  [1, undefined, 0, 500],
  [1, undefined, 1, 1_000],
  [2, undefined, 0.5, 1_500],
  [4, undefined, 0, 4_000],
  [30, undefined, 1, 120_000],
  [1, 30_000, 0.3, 30_000],
  [3, 100, 0, 2_000],
  [1, 86_400_000, 0, 86_400_000],
  [1, 86_400_001, 0, 86_400_000],
  [2, 99_999_999_999_999_000, 1, 86_400_000],
  [1, Infinity, 0, 86_400_000],
]

for (const [tries, retryAfterMs, chance, waits] of cases) {
  test(`after ${tries} tries, retry-after ${retryAfterMs ?? 'unknown'} and chance ${chance}, the next waits ${waits} ms`, () => {
    assert.equal(waitBeforeNextTry(tries, retryAfterMs, chance), waits)
  })
}
