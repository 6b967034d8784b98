import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RatedModel } from '../../core/ratings/report.ts'
import { bestOfVariants } from './best-of-variants.ts'

const rated = (model: string, rating: number | null, se: number | null = 20) => ({ model, rating, se }) as RatedModel

test('the best of each base model’s variants is told of how many, with what luck gives the best of so many equal ones', () => {
  const models = [rated('owl-high', 1100), rated('mole', 1050), rated('owl', 1020), rated('owl-low', 990), rated('owl-new', null, null), rated('newt', 900)]
  const found = bestOfVariants(models, (model) => (model === 'newt' ? undefined : model.split('-')[0]))
  // The largest of three normal variables is 0.8463 deviations up on average (mpmath 1.3).
  assert.deepEqual([...found].map(([model, { variants, points }]) => [model, variants, points.toFixed(2)]), [['owl-high', 3, '16.93']])
})
