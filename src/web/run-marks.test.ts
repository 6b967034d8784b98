import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellCost } from './run-marks.ts'

test('a cost of which only a part is known is told as at least that part', () => {
  const told = (costUsd: number | null, knownCostUsd: number, answers = 2) => tellCost({ answers, costUsd, knownCostUsd })
  assert.deepEqual([told(null, 0.0075), told(null, 0), told(0.5, 0.5), told(0, 0, 0)], ['at least $0.0075: what the rest cost is unknown', 'unknown', '$0.50', 'none yet'])
})
