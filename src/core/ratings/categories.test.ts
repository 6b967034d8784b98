import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { normal, simulateVotes } from '../../testing/simulated-votes.ts'
import { rateCategories } from './categories.ts'
import { cellsOf } from './cells.ts'
import { ratePart, type Part } from './rate-part.ts'
import { defaultRateOptions } from './report.ts'
import type { Votes } from './votes.ts'

/** Votes of several categories, each with strengths of its own around common ones. */
function votesIn(seed: number, { models, counts, tau }: { models: number; counts: number[]; tau: number }): { votes: Votes; strengths: Float64Array[]; common: number[] } {
  const chance = new Chance(seed)
  const common = Array.from({ length: models }, () => 0.6 * normal(chance))
  const parts = counts.map((count, category) => simulateVotes({
    models, votes: count, seed: 1000 * seed + category, strengths: common.map((one) => one + tau * normal(chance)), ties: { kind: 'logistic-score', amount: 0.2 },
  }))
  const joined = (column: 'left' | 'right') => Int32Array.from(parts.flatMap(({ votes }) => [...votes[column]]))
  const votes: Votes = {
    length: counts.reduce((sum, count) => sum + count, 0), models: parts[0]!.votes.models, left: joined('left'), right: joined('right'),
    outcome: Uint8Array.from(parts.flatMap(({ votes: own }) => [...own.outcome])),
    category: Int32Array.from(counts.flatMap((count, category) => Array.from({ length: count }, () => category))), categories: counts.map((_, category) => `c${category}`),
  }
  return { votes, strengths: parts.map((part) => part.strengths), common }
}

function rated(votes: Votes, tau?: number) {
  const part: Part = { names: votes.models, cells: cellsOf(votes), rows: { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' } }
  const whole = ratePart(part, defaultRateOptions)
  return { whole, categories: rateCategories(part, defaultRateOptions, tau) }
}

/** Mean square of the difference, over the models of a category, both around their own mean. */
function squareError(theta: Float64Array, truth: ArrayLike<number>, models: Int32Array): number {
  const own = Array.from(models, (model) => truth[model]!)
  const mean = own.reduce((sum, one) => sum + one, 0) / own.length
  return theta.reduce((sum, one, place) => sum + (one - own[place]! + mean) ** 2, 0) / theta.length
}

test('a category with 30 votes a model is rated by itself', () => {
  const { votes } = votesIn(1, { models: 6, counts: [90, 400], tau: 0.3 })
  const { categories } = rated(votes)
  const { votes: alone } = votesIn(1, { models: 6, counts: [90, 400], tau: 0.3 })
  const only: Part = { names: alone.models, cells: cellsOf({ ...alone, weight: Float64Array.from(alone.category!, (category) => category) }), rows: categories[1]!.part.rows }
  assert.deepEqual(categories.map(({ category, votes: count, shrinkage }) => [category, count, shrinkage]), [[0, 90, undefined], [1, 400, undefined]])
  assert.deepEqual(categories[1]!.rating.fit!.theta, ratePart(only, defaultRateOptions).fit!.theta)
})

test('sparse categories are where plain ascent on all of μ and δ together ends', () => {
  const { votes } = votesIn(2, { models: 4, counts: [50, 50, 300], tau: 0.2 })
  const { whole, categories } = rated(votes, 0.2)
  const y = Array.from(votes.outcome, (outcome) => [1, 0, 0.5][outcome]!)
  const expected = (theta: ArrayLike<number>, row: number) => 1 / (1 + Math.exp(theta[votes.right[row]!]! - theta[votes.left[row]!]!))
  const all = Array.from(votes.left.keys(), (row) => expected(whole.fit!.theta, row))
  const dispersion = all.reduce((sum, p, row) => sum + (y[row]! - p) ** 2, 0) / all.reduce((sum, p) => sum + p * (1 - p), 0)
  const mu = Array.from(whole.fit!.theta)
  const thetas = [0, 1, 2].map(() => mu.slice())
  for (let step = 0; step < 20_000; step++) {
    const slopes = thetas.map((theta) => theta.map((one, model) => (mu[model]! - one) / 0.04))
    for (let row = 0; row < votes.length; row++) {
      const category = votes.category![row]!
      const off = (y[row]! - expected(thetas[category]!, row)) / dispersion
      slopes[category]![votes.left[row]!]! += off
      slopes[category]![votes.right[row]!]! -= off
    }
    for (const model of mu.keys()) {
      mu[model]! += 0.002 * thetas.reduce((sum, theta) => sum + (theta[model]! - mu[model]!) / 0.04, 0)
      for (const [category, theta] of thetas.entries()) theta[model]! += 0.002 * slopes[category]![model]!
    }
  }
  for (const { category, rating, shrinkage } of categories.slice(0, 2)) {
    const mean = thetas[category]!.reduce((sum, one) => sum + one, 0) / 4
    assert.equal(shrinkage, 0.2)
    for (const [model, one] of rating.fit!.theta.entries()) {
      assert.ok(Math.abs(one - thetas[category]![model]! + mean) < 0.01, `${one} is not ${thetas[category]![model]! - mean}`)
    }
  }
})

test('drawn towards the whole, sparse categories are nearer to the truth than each alone, and than the whole', () => {
  const errors = [0, 0, 0]
  for (let seed = 1; seed <= 20; seed++) {
    const { votes, strengths } = votesIn(seed, { models: 10, counts: [80, 80, 80, 80, 80, 2_000], tau: 0.3 })
    const { whole, categories } = rated(votes)
    for (const { category, models, part, rating, shrinkage } of categories.slice(0, 5)) {
      assert.ok(shrinkage! > 0)
      errors[0]! += squareError(rating.fit!.theta, strengths[category]!, models)
      errors[1]! += squareError(ratePart(part, defaultRateOptions).fit!.theta, strengths[category]!, models)
      errors[2]! += squareError(Float64Array.from(models, (model) => whole.fit!.theta[model]!), strengths[category]!, models)
    }
  }
  assert.ok(errors[0]! < 0.6 * errors[1]! && errors[0]! < 0.9 * errors[2]!, `${errors}`)
})

test('its intervals cover the truth in 95 % of the cases', () => {
  let [covered, all] = [0, 0]
  for (let seed = 1; seed <= 40; seed++) {
    const { votes, strengths } = votesIn(seed, { models: 10, counts: [60, 60, 60, 60, 60, 60, 60, 60], tau: 0.3 })
    for (const { category, models, rating: { fit, uncertainty } } of rated(votes).categories) {
      const own = Array.from(models, (model) => strengths[category]![model]!)
      const mean = own.reduce((sum, one) => sum + one, 0) / own.length
      for (const [place, one] of fit!.theta.entries()) {
        all++
        if (Math.abs(one - own[place]! + mean) < uncertainty!.critical * uncertainty!.se[place]!) covered++
      }
    }
  }
  assert.ok(covered / all > 0.93 && covered / all < 0.99, `covered: ${covered / all}`)
})

for (const [tau, least, most] of [[0, 0, 0.15], [0.3, 0.2, 0.35], [0.8, 0.55, 0.9]] as const) {
  test(`that models differ by ${tau} between categories is found from the votes, on average over boards`, () => {
    const found = [1, 2, 3, 4, 5].map((seed) => rated(votesIn(seed, { models: 10, counts: Array.from({ length: 10 }, () => 140), tau }).votes).categories[0]!.shrinkage!)
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length
    assert.ok(mean >= least && mean <= most, `τ: ${found}`)
  })
}

test('a category that does not connect its models is tied together by the whole', () => {
  const { votes } = votesIn(3, { models: 4, counts: [400, 400], tau: 0.1 })
  const weight = Float64Array.from(votes.left, (left, row) => (votes.category![row] === 1 || (left < 2) === (votes.right[row]! < 2) ? 1 : 0))
  const [apart] = rated({ ...votes, weight }).categories
  assert.ok(apart!.shrinkage !== undefined && apart!.rating.fit !== null && apart!.rating.uncertainty !== null)
})

test('a model without votes in a category is not in it; votes without categories have none', () => {
  const { votes } = votesIn(4, { models: 5, counts: [40, 300], tau: 0.2 })
  const weight = Float64Array.from(votes.left, (left, row) => (votes.category![row] === 0 && (left === 2 || votes.right[row] === 2) ? 0 : 1))
  assert.deepEqual([...rated({ ...votes, weight }).categories[0]!.models], [0, 1, 3, 4])
  assert.deepEqual(rated({ ...votes, category: undefined }).categories, [])
})
