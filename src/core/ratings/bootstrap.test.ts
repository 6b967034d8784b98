import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { bootstrapBothClusters, bootstrapClusters, bootstrapQuantiles, bootstrapVotes, rankShares, refitByChords, topShares, type Bootstrap } from './bootstrap.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf, type Cells } from './cells.ts'
import { bothClusters, clusterMeatOf, meatOf, modelCovariance, rowSlopesOf, sandwichOf } from './covariance.ts'
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

/** Votes with effects of both kinds: models are better on some prompts, and some voters are for one model or against good ones. */
function crossed(seed: number) {
  return simulateVotes({
    models: 6, votes: 3_000, seed, prompts: { count: 40, sd: 0.8 },
    voters: { votesEach: 60, groups: [{ kind: 'one-model', count: 12 }, { kind: 'reversed', count: 8 }] },
  }).votes
}

test('prompts and voters drawn together spread as theory says, wider than by either alone', () => {
  const votes = crossed(5)
  const { cells, fit, rows } = fitted(votes)
  const { prompt, voter } = votes as Required<Votes>
  const options = () => ({ rounds: 2_000, random: randomOf(1) })
  const both = spread(bootstrapBothClusters(cells, fit, rows, { prompt, voter }, options()))
  for (const alone of [prompt, voter]) {
    const narrower = spread(bootstrapClusters(cells, fit, rows, alone, options()))
    for (const [model, sd] of narrower.entries()) assert.ok(both[model]! > sd)
  }
  // Two votes of one prompt vary together with covariance 1, and so do two of one voter; those of both with 3.
  const slopes = rowSlopesOf(fit, rows)
  const meats = [prompt, voter, bothClusters(prompt, voter)].map((clusters) => clusterMeatOf(fit, slopes, clusters).meat)
  const ratio = meanRatio(both, sandwichOf(modelCovariance(fit), meats[0]!.map((value, at) => value + meats[1]![at]! + meats[2]![at]!), 6))
  assert.ok(Math.abs(ratio - 1) < 0.06, `sd / sandwich of both is ${ratio}`)
})

/** The same strengths each time; prompts and voters, of whom a random share is for the first model, are others. */
function worldOf(seed: number): Votes {
  const random = randomOf(1_000 + seed)
  const forOne = Array.from({ length: 50 }, random).filter((number) => number < 0.2).length
  return simulateVotes({
    models: 6, votes: 15_000, seed, strengths: [0, 0.2, 0.4, 0.6, 0.8, 1], prompts: { count: 40, sd: 0.6 },
    voters: { votesEach: 300, groups: [{ kind: 'one-model', count: forOne }] },
  }).votes
}

test('the spread with both is that of ratings from other prompts and other voters; with either alone it is narrower', () => {
  const worlds = Array.from({ length: 150 }, (_, seed) => fitted(worldOf(seed)).fit.theta)
  const truth = spread({ rounds: 150, failed: 0, modelCount: 6, theta: Float64Array.from(worlds.flatMap((theta) => [...theta])) })
  const share = (sd: Float64Array) => sd.reduce((sum, one, model) => sum + one / truth[model]! / 6, 0)
  const [both, byPrompt, byVoter] = [0, 1, 2, 3].map((seed) => {
    const votes = worldOf(seed) as Required<Votes>
    const { cells, fit, rows } = fitted(votes)
    const options = () => ({ rounds: 300, random: randomOf(seed) })
    return [bootstrapBothClusters(cells, fit, rows, votes, options()), ...[votes.prompt, votes.voter].map((clusters) => bootstrapClusters(cells, fit, rows, clusters, options()))].map(spread).map(share)
  }).reduce((sums, shares) => shares.map((one, way) => sums[way]! + one / 4), [0, 0, 0])
  assert.ok(both! > 0.95 && both! < 1.2, `by both, sd / true sd is ${both}`)
  assert.ok(byPrompt! < 0.9 && byVoter! < 0.9, `by prompt it is ${byPrompt}, by voter ${byVoter}`)
})

test('a vote of unknown prompt or voter has one of its own', () => {
  const { votes } = simulateVotes({ models: 6, votes: 1_500, seed: 6, prompts: { count: 30, sd: 0.7 } })
  const { cells, fit, rows } = fitted({ ...votes, weight: new Float64Array(1_500).fill(3) })
  const unknown = new Int32Array(1_500).fill(-1)
  const ratioOf = (prompt: Int32Array, voter: Int32Array, meat: Float64Array) =>
    meanRatio(spread(bootstrapBothClusters(cells, fit, rows, { prompt, voter }, { rounds: 2_000, random: randomOf(1) })), sandwichOf(modelCovariance(fit), meat, 6))
  const alone = ratioOf(unknown, unknown, meatOf(fit, cells))
  assert.ok(Math.abs(alone - 1) < 0.04, `sd / sandwich is ${alone}`)
  const { meat } = clusterMeatOf(fit, rowSlopesOf(fit, rows), votes.prompt!)
  const ownVoters = meat.map((value, at) => value + 2 * meatOf(fit, cells)[at]!)
  for (const [prompt, voter] of [[votes.prompt!, unknown], [unknown, votes.prompt!]] as const) {
    const ratio = ratioOf(prompt, voter, ownVoters)
    assert.ok(Math.abs(ratio - 1) < 0.06, `sd / sandwich is ${ratio}`)
  }
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
  const votes = crossed(1)
  const both = fitted(votes)
  const drawBoth = (seed: number) => bootstrapBothClusters(both.cells, both.fit, both.rows, votes as Required<Votes>, { rounds: 20, random: randomOf(seed) })
  assert.deepEqual(drawBoth(1), drawBoth(1))
  assert.notDeepEqual(drawBoth(1), drawBoth(2))
})
