import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { bootstrapClusters, bootstrapQuantiles, bootstrapVotes, rankShares, refitByChords, topShares, type Bootstrap } from './bootstrap.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf, type Cells } from './cells.ts'
import { clusterMeatOf, meatOf, modelCovariance, rowSlopesOf, sandwichOf } from './covariance.ts'
import { randomOf } from './random.ts'
import type { Votes } from './votes.ts'

function fitted(votes: Votes, prior = 0.5) {
  const cells = cellsOf(votes)
  return { cells, fit: fitBradleyTerry(cells, prior)!, rows: { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' as const } }
}

/** Standard deviation of each model's θ over the rounds. */
function spread({ rounds, modelCount, theta }: Bootstrap): Float64Array {
  return Float64Array.from({ length: modelCount }, (_, model) => {
    const values = Array.from({ length: rounds }, (__, round) => theta[round * modelCount + model]!)
    const mean = values.reduce((sum, value) => sum + value, 0) / rounds
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rounds - 1))
  })
}

function meanRatio(sd: Float64Array, covariance: Float64Array): number {
  return sd.reduce((sum, one, model) => sum + one / Math.sqrt(covariance[model * (sd.length + 1)]!), 0) / sd.length
}

for (const [name, ties] of [['without ties', 0], ['with 30 % ties', 0.3]] as const) {
  test(`ratings of resamples spread as the sandwich says, ${name}`, () => {
    const { votes } = simulateVotes({ models: 12, votes: 6_000, seed: 4, ties: { kind: 'logistic-score', amount: ties } })
    const { cells, fit } = fitted(votes)
    const ratio = meanRatio(spread(bootstrapVotes(cells, fit, { rounds: 2_000, random: randomOf(1) })), sandwichOf(modelCovariance(fit), meatOf(fit, cells), 12))
    assert.ok(Math.abs(ratio - 1) < 0.02, `sd / sandwich is ${ratio}`)
  })
}

test('judges\' probabilities spread as the sandwich says, whatever they are', () => {
  const { votes } = simulateVotes({ models: 6, votes: 4_000, seed: 4 })
  const random = randomOf(9)
  const { cells, fit } = fitted({ ...votes, share: Float64Array.from(votes.outcome, (outcome) => (outcome === 0 ? 0.3 : 0) + 0.6 * random()) })
  const ratio = meanRatio(spread(bootstrapVotes(cells, fit, { rounds: 2_000, random })), sandwichOf(modelCovariance(fit), meatOf(fit, cells), 6))
  assert.ok(Math.abs(ratio - 1) < 0.03, `sd / sandwich is ${ratio}`)
})

test('whole prompts drawn together spread as the clustered sandwich says, and far wider than votes', () => {
  const { votes } = simulateVotes({ models: 8, votes: 8_000, seed: 5, prompts: { count: 60, sd: 0.7 } })
  const { cells, fit, rows } = fitted(votes)
  const covariance = modelCovariance(fit)
  const sd = spread(bootstrapClusters(cells, fit, rows, votes.prompt!, { rounds: 2_000, random: randomOf(1) }))
  const { meat, clusters } = clusterMeatOf(fit, rowSlopesOf(fit, rows), votes.prompt!)
  const ratio = meanRatio(sd, sandwichOf(covariance, meat, 8, clusters / (clusters - 1)))
  assert.ok(Math.abs(ratio - 1) < 0.06, `sd / clustered sandwich is ${ratio}`)
  assert.ok(meanRatio(sd, sandwichOf(covariance, meatOf(fit, cells), 8)) > 1.5)
})

test('votes of unknown clusters are drawn one by one, as often as a row stands for votes', () => {
  const { votes } = simulateVotes({ models: 6, votes: 1_500, seed: 6 })
  const { cells, fit, rows } = fitted({ ...votes, weight: new Float64Array(1_500).fill(3) })
  const sd = spread(bootstrapClusters(cells, fit, rows, new Int32Array(1_500).fill(-1), { rounds: 2_000, random: randomOf(1) }))
  const ratio = meanRatio(sd, sandwichOf(modelCovariance(fit), meatOf(fit, cells), 6))
  assert.ok(Math.abs(ratio - 1) < 0.04, `sd / sandwich is ${ratio}`)
})

test('chords end where Newton\'s method ends', () => {
  const { votes } = simulateVotes({ models: 10, votes: 3_000, seed: 7, ties: { kind: 'davidson', amount: 0.5 } })
  const { cells, fit } = fitted(votes)
  const random = randomOf(5)
  const sample: Cells = { ...cells, games: cells.games.map((count) => count * (0.7 + 0.6 * random())) }
  sample.score = cells.score.map((score, cell) => (score / cells.games[cell]!) * sample.games[cell]!)
  const [chords, newton] = [refitByChords(sample, fit)!, fitBradleyTerry(sample, 0.5)!.theta]
  const mean = chords.reduce((sum, one) => sum + one, 0) / 10
  for (const [model, theta] of newton.entries()) assert.ok(Math.abs(chords[model]! - mean - theta) < 1e-4)
})

test('few votes, whose resamples lie far from the whole, all have a rating with a prior; without one some have none', () => {
  const { votes } = simulateVotes({ models: 5, votes: 25, seed: 8 })
  const withPrior = fitted(votes)
  const { rounds, failed } = bootstrapVotes(withPrior.cells, withPrior.fit, { rounds: 500, random: randomOf(1) })
  assert.deepEqual([rounds, failed], [500, 0])
  const bare = fitted(simulateVotes({ models: 4, votes: 40, seed: 8, strengths: [2, 0.5, 0, -2] }).votes, 0)
  const without = bootstrapVotes(bare.cells, bare.fit, { rounds: 500, random: randomOf(1) })
  assert.ok(without.failed > 0 && without.rounds + without.failed === 500)
})

test('quantiles, ranks and top places count the rounds', () => {
  const bootstrap: Bootstrap = { rounds: 4, failed: 0, modelCount: 3, theta: Float64Array.of(3, 2, 1, 3, 1, 2, 2, 3, 1, 3, 2, 1) }
  const [median, low] = bootstrapQuantiles(bootstrap, [0.5, 0]) as [Float64Array, Float64Array]
  assert.deepEqual([...median], [3, 2, 1])
  assert.deepEqual([...low], [2, 1, 1])
  const shares = rankShares(bootstrap)
  assert.deepEqual([...shares], [0.75, 0.25, 0, 0.25, 0.5, 0.25, 0, 0.25, 0.75])
  assert.deepEqual([...topShares(shares, 3, 2)], [1, 0.75, 0.25])
})

test('the same seed draws the same rounds', () => {
  const { cells, fit } = fitted(simulateVotes({ models: 4, votes: 200, seed: 1 }).votes)
  const draw = (seed: number) => bootstrapVotes(cells, fit, { rounds: 20, random: randomOf(seed) })
  assert.deepEqual(draw(1), draw(1))
  assert.notDeepEqual(draw(1), draw(2))
})
