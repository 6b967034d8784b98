import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalCritical, studentCritical, studentTails } from './student.ts'

// scipy 1.17: t.ppf(.975, df).
const critical: Array<[df: number, t: number]> = [
  [1, 12.706204736174694], [2, 4.302652729749462], [3, 3.1824463052837078], [4.5, 2.6589123472044034], [9, 2.262157162798205],
  [19, 2.0930240544083087], [49, 2.0095752371292335], [199, 1.9719565442517533], [999, 1.9623414611334493], [12345, 1.9601561676005668],
  [1e6, 1.959966356814107],
]

for (const [df, t] of critical) {
  test(`95 % of Student's t with ${df} degrees of freedom lie where scipy has them`, () => {
    assert.ok(Math.abs(studentCritical(df) / t - 1) < 1e-9, `${studentCritical(df)} is not ${t}`)
  })
}

test('infinitely many degrees of freedom are the normal distribution, none are nothing', () => {
  assert.equal(studentCritical(Infinity), normalCritical)
  assert.equal(studentCritical(0), Infinity)
  assert.ok(Math.abs(studentTails(normalCritical, Infinity) - 0.05) < 1e-12)
})

test('the tails of one degree of freedom are those of Cauchy', () => {
  for (const t of [0.1, 1, 3, 50]) assert.ok(Math.abs(studentTails(t, 1) - (1 - (2 / Math.PI) * Math.atan(t))) < 1e-13)
})
