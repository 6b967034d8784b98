import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillNormal, randomOf } from './random.ts'

test('a seed gives the same numbers again, another seed others', () => {
  const ten = (seed: number) => Array.from({ length: 10 }, randomOf(seed))
  assert.deepEqual(ten(1), ten(1))
  for (const seed of [0, 2, -1, 2 ** 32 + 1, 2 ** 40]) assert.notDeepEqual(ten(1), ten(seed))
  assert.ok(ten(0).every((one) => one >= 0 && one < 1))
})

test('a million numbers spread evenly, and each is no hint of the next', () => {
  const random = randomOf(7)
  const [bins, pairs] = [new Float64Array(100), new Float64Array(100)]
  let last = random()
  for (let draw = 0; draw < 1_000_000; draw++) {
    const next = random()
    bins[Math.floor(next * 100)]!++
    pairs[Math.floor(last * 10) * 10 + Math.floor(next * 10)]!++
    last = next
  }
  // χ² with 99 degrees of freedom is above 149 once in a thousand.
  for (const counts of [bins, pairs]) assert.ok(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0) < 149)
})

test('normal numbers have the quantiles of the normal distribution', () => {
  const numbers = new Float64Array(200_001)
  fillNormal(numbers, randomOf(3))
  numbers.sort()
  for (const [share, z] of [[0.025, -1.959964], [0.25, -0.67449], [0.5, 0], [0.84134, 1], [0.99, 2.326348]] as const) {
    assert.ok(Math.abs(numbers[Math.floor(share * numbers.length)]! - z) < 0.02, `${share}`)
  }
})
