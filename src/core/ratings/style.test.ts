import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { modelCovariance, sandwichOf } from './covariance.ts'
import { rate } from './rate.ts'
import { fitStyle, sideEffectOf, styleEffectsOf, styleVariationOf, type StyleFit, type StyleOptions } from './style.ts'
import { outcomes, scoreOf, type Outcome, type Votes } from './votes.ts'

const points = 400 / Math.LN10
const withBoth: StyleOptions = { prior: 0.5, style: true, side: true }

function fit(votes: Votes, options: StyleOptions = withBoth): StyleFit {
  const fitted = fitStyle(rowsOf(votes), votes.models.length, options)
  assert.ok(fitted)
  return fitted
}

function rowsOf(votes: Votes) {
  return { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' as const }
}

/** Covariance that the votes' own variation gives. */
function sandwich(fitted: StyleFit): Float64Array {
  return sandwichOf(modelCovariance(fitted), styleVariationOf(fitted).meat(), fitted.size)
}

interface Row {
  z: number[]
  y: number
}

/** The plainest design: a row of 1, -1 and covariates for each vote, features divided by their standard deviation. */
function designOf(votes: Votes, side: boolean): Row[] {
  const relative = votes.style!.left.map((column, feature) => Array.from(column, (a, row) => {
    const b = votes.style!.right[feature]![row]!
    return (a - b) / (a + b + 1)
  }))
  const sd = relative.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length
    return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length)
  })
  return Array.from({ length: votes.length }, (_, row) => {
    const z = votes.models.map((_, model) => Number(votes.left[row] === model) - Number(votes.right[row] === model))
    return { z: [...z, ...relative.map((column, feature) => column[row]! / sd[feature]!), ...(side ? [1] : [])], y: scoreOf(votes, row) }
  })
}

/** Minimises the mean loss plus what `slopeOf` is the slope of, by nothing but steps against the slope. */
function descend(design: Row[], slopeOf: (x: number[], place: number) => number, { rate, steps }: { rate: number; steps: number }): number[] {
  const x = Array.from(design[0]!.z, () => 0)
  for (let step = 0; step < steps; step++) {
    const slope = x.map((_, place) => slopeOf(x, place))
    for (const { z, y } of design) {
      const off = 1 / (1 + Math.exp(-z.reduce((sum, value, place) => sum + value * x[place]!, 0))) - y
      for (const [place, value] of z.entries()) slope[place]! += off * value / design.length
    }
    for (const place of x.keys()) x[place]! -= rate * slope[place]!
  }
  return x
}

test('strengths, coefficients and side are those that plain descent finds', () => {
  const { votes } = simulateVotes({
    models: 4, votes: 400, seed: 5, ties: { kind: 'logistic-score', amount: 0.2 }, style: { features: ['tokens', 'bold'], beta: [0.5, -0.3] },
    side: { gamma: 0.3, leftShareOfFirst: 0.7 },
  })
  const fitted = fit(votes)
  // The prior of 0.5: half a win and half a loss against strength 0, for each of the four models.
  const slopeOfPrior = (x: number[], place: number) => (place < 4 ? (1 / (1 + Math.exp(-x[place]!)) - 0.5) / votes.length : 0)
  const expected = descend(designOf(votes, true), slopeOfPrior, { rate: 2, steps: 4_000 })
  const mean = expected.slice(0, 4).reduce((sum, x) => sum + x, 0) / 4
  for (let model = 0; model < 4; model++) assert.ok(Math.abs(fitted.theta[model]! - (expected[model]! - mean)) < 1e-6)
  const effects = [...styleEffectsOf(fitted, [sandwich(fitted)], 2), sideEffectOf(fitted, [sandwich(fitted)], 2)!]
  for (const [index, { coefficient }] of effects.entries()) assert.ok(Math.abs(coefficient - expected[4 + index]!) < 1e-6, `${coefficient} is not ${expected[4 + index]}`)
})

test('without style and side it is the fit of Bradley and Terry', () => {
  const { votes } = simulateVotes({ models: 6, votes: 500, seed: 5, ties: { kind: 'davidson', amount: 0.4 } })
  const [plain, bare] = [fitBradleyTerry(cellsOf(votes), 0.5)!, fit(votes, { prior: 0.5, style: false, side: false })]
  for (const [model, theta] of plain.theta.entries()) assert.ok(Math.abs(bare.theta[model]! - theta) < 1e-9)
})

test('a hundred thousand votes, begun on a sample, arrive at the same optimum as the few', () => {
  const { votes } = simulateVotes({ models: 5, votes: 10_000, seed: 8, style: { features: ['tokens'], beta: [0.3] } })
  const times = (column: Int32Array) => Int32Array.from({ length: 120_000 }, (_, row) => column[Math.floor(row / 12)]!)
  const many: Votes = {
    ...votes, length: 120_000, left: times(votes.left), right: times(votes.right), outcome: Uint8Array.from(times(Int32Array.from(votes.outcome))),
    style: {
      features: ['tokens'], left: [Float64Array.from(times(Int32Array.from(votes.style!.left[0]!)))], right: [Float64Array.from(times(Int32Array.from(votes.style!.right[0]!)))],
    },
  }
  const weighted: Votes = { ...votes, weight: new Float64Array(votes.length).fill(12) }
  const [one, other] = [fit(many), fit(weighted)]
  for (let place = 0; place < one.size; place++) assert.ok(Math.abs(one.x[place]! - other.x[place]!) < 1e-8, `${one.x[place]} is not ${other.x[place]}`)
  const [a, b] = [sandwich(one), sandwich(other)]
  for (let place = 0; place < a.length; place++) assert.ok(Math.abs(a[place]! - b[place]!) < 1e-4 * Math.abs(b[0]!))
})

for (const seed of [1, 2, 3]) {
  test(`what style and side are worth is found within two standard errors (seed ${seed})`, () => {
    const truth = [0.25, 0.05, -0.1]
    const { votes } = simulateVotes({
      models: 12, votes: 20_000, seed, style: { features: ['tokens', 'headers', 'bold'], beta: truth }, side: { gamma: 0.1, leftShareOfFirst: 0.5 },
    })
    const fitted = fit(votes)
    const covariance = sandwich(fitted)
    for (const [index, { coefficient, se }] of styleEffectsOf(fitted, [covariance], 2).entries()) {
      assert.ok(se > 0.01 && se < 0.03 && Math.abs(coefficient - truth[index]!) < 2 * se, `${coefficient} ± ${se} is not ${truth[index]}`)
    }
    const side = sideEffectOf(fitted, [covariance], 2)!
    assert.ok(Math.abs(side.coefficient - 0.1) < 2 * side.se)
    assert.ok(Math.abs(side.rating - points * side.coefficient) < 1e-9)
  })
}

test('a ridge of 1 on the mean loss, arena-rank\'s default, shrinks .217 to .02; ours finds it', () => {
  const { votes } = simulateVotes({ models: 5, votes: 4_000, seed: 2, style: { features: ['tokens'], beta: [0.217] } })
  const ridge = (x: number[], place: number) => (place === 5 ? 2 * x[place]! : 0)
  const shrunken = descend(designOf(votes, false), ridge, { rate: 0.4, steps: 400 })[5]!
  assert.ok(shrunken > 0.01 && shrunken < 0.03, `shrunken to ${shrunken}`)
  const fitted = fit(votes, { ...withBoth, side: false })
  const [{ coefficient, se }] = styleEffectsOf(fitted, [sandwich(fitted)], 2) as [ReturnType<typeof styleEffectsOf>[0]]
  assert.ok(Math.abs(coefficient - 0.217) < 2 * se, `${coefficient} ± ${se}`)
})

/** Root mean square of the error of ratings, in points. */
function errorOf(theta: Float64Array, strengths: Float64Array): number {
  return points * Math.sqrt(theta.reduce((sum, one, model) => sum + (one - strengths[model]!) ** 2, 0) / theta.length)
}

test('control takes away more than half of the error that style brings into ratings', () => {
  const { votes, strengths } = simulateVotes({ models: 15, votes: 20_000, seed: 6, style: { features: ['tokens'], beta: [0.4] } })
  const [without, withControl] = [errorOf(fitBradleyTerry(cellsOf(votes), 0.5)!.theta, strengths), errorOf(fit(votes).theta, strengths)]
  assert.ok(without > 25 && withControl < without / 2, `${withControl} of ${without} points are left`)
})

test('a model shown on the left 80 % of the time gains 15 points where the left is worth .15, and none with a side term', () => {
  const biases = [1, 2, 3, 4].map((seed) => {
    const { votes, strengths } = simulateVotes({ models: 8, votes: 50_000, seed, side: { gamma: 0.15, leftShareOfFirst: 0.8 } })
    const off = ({ theta }: { theta: Float64Array }) => points * (theta[0]! - strengths[0]!)
    return [off(fitBradleyTerry(cellsOf(votes), 0.5)!), off(fit(votes, { prior: 0.5, style: false, side: true }))] as const
  })
  const mean = (index: 0 | 1) => biases.reduce((sum, bias) => sum + bias[index], 0) / biases.length
  assert.ok(Math.abs(mean(0) - 15) < 5, `without a term: ${mean(0)}`)
  assert.ok(Math.abs(mean(1)) < 4, `with a term: ${mean(1)}`)
})

test('a vote whose style is unknown is left out and counted; a feature without difference tells nothing', () => {
  const { votes } = simulateVotes({ models: 4, votes: 600, seed: 3, style: { features: ['tokens', 'headers'], beta: [0.3, 0.1] } })
  const holes = { ...votes, style: { ...votes.style!, left: votes.style!.left.map((column) => column.slice()) } }
  for (let row = 0; row < 100; row++) holes.style.left[row % 2]![row] = NaN
  const rest: Votes = {
    ...votes, length: 500, left: votes.left.slice(100), right: votes.right.slice(100), outcome: votes.outcome.slice(100),
    style: { features: votes.style!.features, left: votes.style!.left.map((column) => column.slice(100)), right: votes.style!.right.map((column) => column.slice(100)) },
  }
  const [one, other] = [fit(holes), fit(rest)]
  assert.equal(one.rows.unknown, 100)
  assert.deepEqual(one.x, other.x)

  const flat = { ...votes, style: { ...votes.style!, left: [votes.style!.left[0]!, votes.style!.right[1]!] } }
  assert.deepEqual(fit(flat).features, ['tokens'])
})

test('no ratings where style or side tells the winner of every vote', () => {
  const rows: Array<[number, number, Outcome]> = [[0, 1, 'left'], [1, 0, 'left'], [1, 2, 'left'], [2, 0, 'left']]
  const votes: Votes = {
    length: 4, models: ['a', 'b', 'c'], left: Int32Array.from(rows, ([left]) => left), right: Int32Array.from(rows, ([, right]) => right),
    outcome: Uint8Array.from(rows, ([, , outcome]) => outcomes.indexOf(outcome)),
    style: { features: ['tokens'], left: [Float64Array.of(9, 8, 9, 8)], right: [Float64Array.of(2, 1, 3, 1)] },
  }
  assert.equal(fitStyle(rowsOf(votes), 3, { prior: 0.5, style: false, side: true }), null)
  assert.equal(fitStyle(rowsOf(votes), 3, { prior: 0.5, style: true, side: false }), null)
  assert.ok(fitStyle(rowsOf(votes), 3, { prior: 0.5, style: false, side: false }))
  for (const [options, why] of [[{ style: false, side: true }, /^No ratings: the answer shown on one and the same side won every vote.* would tell\.$/], [{ style: true, side: false }, /^No ratings: the length and markup of the answers foretell .* or collect more votes\.$/]] as const) {
    const report = rate(votes, options)
    assert.ok(report.models.every(({ rating }) => rating === null))
    assert.match(report.reason!, why)
  }
})

test('the clustered sum is that of whole clusters; each vote by itself, or of unknown cluster, is the plain one', () => {
  const { votes } = simulateVotes({ models: 5, votes: 300, seed: 4, style: { features: ['tokens'], beta: [0.3] }, prompts: { count: 9, sd: 0.5 } })
  const fitted = fit(votes)
  const variation = styleVariationOf(fitted)
  const { size, x } = fitted
  const sums = Array.from({ length: 9 }, () => new Float64Array(size))
  const sd = fitted.rows.scales[0]!
  for (const [row, { z, y }] of designOf(votes, true).entries()) {
    const raw = z.map((value, place) => (place === 5 ? value * sd : value))
    const off = y - 1 / (1 + Math.exp(-raw.reduce((sum, value, place) => sum + value * x[place]!, 0)))
    for (const [place, value] of raw.entries()) sums[votes.prompt![row]!]![place]! += off * value
  }
  const { meat, clusters } = variation.clusterMeat(votes.prompt!)
  assert.equal(clusters, 9)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      assert.ok(Math.abs(meat[row * size + column]! - sums.reduce((sum, one) => sum + one[row]! * one[column]!, 0)) < 1e-4)
    }
  }
  const plain = variation.meat()
  for (const numbers of [Int32Array.from({ length: 300 }, (_, row) => row), new Int32Array(300).fill(-1)]) {
    const alone = variation.clusterMeat(numbers)
    assert.equal(alone.clusters, 300)
    for (let place = 0; place < plain.length; place++) assert.ok(Math.abs(alone.meat[place]! - plain[place]!) < 1e-9)
  }
})
