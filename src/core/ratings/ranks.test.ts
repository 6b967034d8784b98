import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairOf, votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { modelCovariance, uncertaintyOf, type Uncertainty } from './covariance.ts'
import type { Fit } from './fit.ts'
import { randomOf } from './random.ts'
import { ranksOf } from './ranks.ts'
import { normalBelow } from './special-functions.ts'

/** Equal models that met each other equally often: all differences have the same error. */
function balanced(models: number, df = Infinity): { fit: Fit; covariance: Float64Array; uncertainty: Uncertainty } {
  const names = Array.from({ length: models }, (_, model) => `m${String(model).padStart(2, '0')}`)
  return fitted(names.flatMap((one, i) => names.slice(i + 1).flatMap((other) => pairOf(one, other, 50, 50))), df)
}

function fitted(rows: VoteRow[], df = Infinity) {
  const cells = cellsOf(votesOf(rows))
  const fit = fitBradleyTerry(cells, 0)
  assert.ok(fit)
  const covariance = modelCovariance(fit)
  return { fit, covariance, uncertainty: uncertaintyOf([covariance], cells.modelCount, fit.size, df) }
}

// scipy 1.17: studentized_range.ppf(.95, K, df) / √2, Tukey's critical value of all differences at once.
for (const [models, df, tukey] of [[3, Infinity, 2.3437], [10, Infinity, 3.16368], [30, Infinity, 3.74858], [10, 12, 3.81456]] as const) {
  test(`of ${models} equal models (${df} degrees of freedom) a rank stands out at once exactly beyond Tukey's value`, () => {
    const { fit, covariance, uncertainty } = balanced(models, df)
    const error = uncertainty.difference[1]!
    for (const [times, standsOut] of [[0.96, false], [1.04, true]] as const) {
      const theta = fit.theta.map((_, model) => (model === 0 ? times * tukey * error : 0))
      const { loSimultaneous, hiSimultaneous } = ranksOf({ ...fit, theta }, covariance, uncertainty, randomOf(1))
      assert.equal(hiSimultaneous[0], standsOut ? 1 : models)
      assert.equal(loSimultaneous[1], standsOut ? 2 : 1)
    }
  })
}

test('a rank by itself stands out beyond 1.96 standard errors of the difference', () => {
  const { fit, covariance, uncertainty } = balanced(5)
  for (const [times, hi] of [[1.95, 5], [1.97, 1]] as const) {
    const theta = fit.theta.map((_, model) => (model === 3 ? times * uncertainty.difference[1]! : 0))
    const ranks = ranksOf({ ...fit, theta }, covariance, uncertainty, randomOf(1))
    assert.deepEqual([ranks.lo[3], ranks.hi[3], ranks.lo[0], ranks.hi[0]], [1, hi, hi === 1 ? 2 : 1, 5])
  }
})

test('of two models the better one is the best with probability Φ(d / se), and both ranks say the same', () => {
  const { fit, covariance, uncertainty } = fitted(pairOf('a', 'b', 60, 40))
  const { best, lo, hi, loSimultaneous, hiSimultaneous } = ranksOf(fit, covariance, uncertainty, randomOf(5))
  const expected = normalBelow((fit.theta[0]! - fit.theta[1]!) / uncertainty.difference[1]!)
  assert.ok(Math.abs(best[0]! - expected) < 0.02, `${best[0]} is not ${expected}`)
  assert.ok(Math.abs(best[0]! + best[1]! - 1) < 1e-12)
  assert.deepEqual([loSimultaneous, hiSimultaneous], [lo, hi])
})

test('few degrees of freedom make the best less sure', () => {
  const { fit, covariance, uncertainty } = fitted(pairOf('a', 'b', 60, 40))
  const few = ranksOf(fit, covariance, { ...uncertainty, df: 1 }, randomOf(5))
  // Student's t of one degree of freedom is Cauchy's distribution.
  const expected = 0.5 + Math.atan((fit.theta[0]! - fit.theta[1]!) / uncertainty.difference[1]!) / Math.PI
  assert.ok(Math.abs(few.best[0]! - expected) < 0.02, `${few.best[0]} is not ${expected}`)
})

test('a tier ends at the first model that is significantly worse than its best', () => {
  const { fit, covariance, uncertainty } = balanced(6)
  const error = uncertainty.difference[1]!
  const theta = Float64Array.from([0, -1, -1.9, -2, -3.9, -4.1], (steps) => steps * error)
  const { tier } = ranksOf({ ...fit, theta }, covariance, uncertainty, randomOf(1))
  assert.deepEqual([...tier], [1, 1, 1, 2, 2, 3])
})

test('a widened error widens ranks, the chance of the best, and leaves the order', () => {
  const { fit, covariance, uncertainty } = fitted([...pairOf('a', 'b', 70, 30), ...pairOf('b', 'c', 60, 40), ...pairOf('a', 'c', 80, 20)])
  const wide = { ...uncertainty, se: uncertainty.se.map((one) => 3 * one), difference: uncertainty.difference.map((one) => 3 * one) }
  const [narrowRanks, wideRanks] = [uncertainty, wide].map((one) => ranksOf(fit, covariance, one, randomOf(2)))
  assert.ok(narrowRanks!.best[0]! > wideRanks!.best[0]! && wideRanks!.best[0]! > wideRanks!.best[1]!)
  for (let model = 0; model < 3; model++) assert.ok(narrowRanks!.hi[model]! - narrowRanks!.lo[model]! <= wideRanks!.hi[model]! - wideRanks!.lo[model]!)
})
