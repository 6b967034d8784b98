import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Price } from './model.ts'
import { mergePrices } from './prices.ts'

const price = (provider: string, output: number, date?: string): Price => ({ provider, output, source: 'a list', date })

const cases: Array<[name: string, known: Price[], offered: Price[], merged: Price[]]> = [
  ['a later price replaces an earlier one of the same provider', [price('a', 1, '2025-01-01')], [price('a', 2, '2026-01-01')], [price('a', 2, '2026-01-01')]],
  ['an earlier price changes nothing', [price('a', 1, '2025-01-01')], [price('a', 2, '2024-01-01')], [price('a', 1, '2025-01-01')]],
  ['the same day changes nothing', [price('a', 1, '2025-01-01')], [price('a', 2, '2025-01-01')], [price('a', 1, '2025-01-01')]],
  ['a price without a date changes nothing', [price('a', 1, '2025-01-01')], [price('a', 2)], [price('a', 1, '2025-01-01')]],
  ['a dated price replaces one without a date', [price('a', 1)], [price('a', 2, '2025-01-01')], [price('a', 2, '2025-01-01')]],
  ['another provider stands behind those known', [price('a', 1, '2025-01-01')], [price('b', 2, '2026-01-01')], [price('a', 1, '2025-01-01'), price('b', 2, '2026-01-01')]],
]
for (const [name, known, offered, merged] of cases) {
  test(name, () => assert.deepEqual(mergePrices(known, offered), merged))
}
