import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wilson } from './wilson.ts'

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
const published: Array<[count: number, total: number, lo: number, hi: number]> = [
  [81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718],
]

for (const [count, total, lo, hi] of published) {
  test(`${count} of ${total} has the interval that Newcombe printed`, () => {
    const found = wilson(count, total)
    assert.deepEqual([found.lo!.toFixed(4), found.hi!.toFixed(4)], [lo.toFixed(4), hi.toFixed(4)])
  })
}

test('nothing counted is unknown, not a share of zero', () => {
  assert.deepEqual(wilson(0, 0), { share: null, lo: null, hi: null })
})

test('all of them end at one', () => {
  assert.equal(wilson(7, 7).hi, 1)
})
