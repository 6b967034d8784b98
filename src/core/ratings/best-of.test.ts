import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestOfBias, expectedMaximum } from './best-of.ts'

// By mpmath 1.3: the integral of x n φ(x) Φ(x)^(n-1).
const known: Array<[count: number, maximum: number]> = [
  [1, 0], [2, 0.5641895835477563], [3, 0.8462843753216345], [5, 1.1629644736405196], [10, 1.538752730835173],
  [27, 1.9982693020065785], [100, 2.507593636441684], [1000, 3.241435769133441],
]

for (const [count, maximum] of known) {
  test(`the largest of ${count} normal variables has the mean that mpmath finds`, () => {
    assert.ok(Math.abs(expectedMaximum(count) - maximum) < 1e-10, `${expectedMaximum(count)} is not ${maximum}`)
  })
}

test('one variant is not corrected, ten by one and a half standard errors', () => {
  assert.equal(bestOfBias(1, 20), 0)
  assert.ok(Math.abs(bestOfBias(10, 20) - 30.775) < 0.001)
})
