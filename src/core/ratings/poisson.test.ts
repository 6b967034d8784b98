import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poissonDraws } from './poisson.ts'
import { randomOf } from './random.ts'

for (const mean of [0.3, 1, 4.5, 60, 2_500]) {
  test(`draws of mean ${mean} have the chances of Poisson's distribution`, () => {
    const count = 100_000
    const drawn = new Float64Array(count)
    poissonDraws(new Float64Array(count).fill(mean)).drawInto(drawn, randomOf(1))
    const average = drawn.reduce((sum, one) => sum + one) / count
    const variance = drawn.reduce((sum, one) => sum + (one - average) ** 2, 0) / count
    assert.ok(Math.abs(average - mean) < 4 * Math.sqrt(mean / count), `mean ${average}`)
    assert.ok(Math.abs(variance / mean - 1) < 4 * Math.sqrt((2 + 1 / mean) / count), `variance ${variance}`)
    if (mean > 10) return
    let chance = Math.exp(-mean)
    for (let k = 0; k < 5; k++) {
      const share = drawn.reduce((sum, one) => sum + Number(one === k), 0) / count
      assert.ok(Math.abs(share - chance) < 4 * Math.sqrt(chance / count), `${k}: ${share} is not ${chance}`)
      chance *= mean / (k + 1)
    }
  })
}

test('each number has a mean of its own; nothing stays nothing', () => {
  const drawn = new Float64Array(3)
  const draws = poissonDraws(Float64Array.of(0, 1_000, 1e6))
  draws.drawInto(drawn, randomOf(3))
  assert.equal(drawn[0], 0)
  assert.ok(Math.abs(drawn[1]! - 1_000) < 200 && Math.abs(drawn[2]! - 1e6) < 6_000)
})
