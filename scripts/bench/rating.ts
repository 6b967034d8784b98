import { bootstrapVotes } from '../../src/core/ratings/bootstrap.ts'
import { fitBradleyTerry } from '../../src/core/ratings/bradley-terry.ts'
import { cellsAmong, cellsOf, type Cells } from '../../src/core/ratings/cells.ts'
import { modelCovariance } from '../../src/core/ratings/covariance.ts'
import { errorsOf, variationOf } from '../../src/core/ratings/errors.ts'
import { existenceOf } from '../../src/core/ratings/existence.ts'
import { randomOf } from '../../src/core/ratings/random.ts'
import { ranksOf } from '../../src/core/ratings/ranks.ts'
import { defaultRateOptions } from '../../src/core/ratings/report.ts'
import { fitStyle } from '../../src/core/ratings/style.ts'
import type { Votes } from '../../src/core/ratings/votes.ts'
import { simulateVotes, type SimulatedVotes } from '../../src/testing/simulated-votes.ts'
import { load } from './machine.ts'
import { slowRatings } from './rating-reference.ts'
import { coverage } from './rating-coverage.ts'
import { voters } from './rating-voters.ts'
import { atMost, median, result, rounded, say, type Result } from './result.ts'
import type { Benchmark } from './stage.ts'

const points = 400 / Math.LN10

/** Ratings of simulated votes: how right, how sure, and how fast. Everything in this process, on one thread. */
export const rating: Benchmark = {
  name: 'rating',
  async run() {
    const board = millionVotes()
    return [worstError(), ...speeds(board), ...styleFit(board), ...coverage(), ...voters()]
  },
}

function millionVotes(): SimulatedVotes {
  say('  simulating 1,000,000 votes on 200 models …')
  return simulateVotes({
    models: 200, votes: 1_000_000, seed: 1, ties: { kind: 'logistic-score', amount: 0.3 },
    style: { features: ['tokens', 'headers', 'lists', 'bold'], beta: [0.25, 0.05, 0.04, 0.02] }, side: { gamma: 0.1, leftShareOfFirst: 0.5 },
  })
}

/** Boards of kinds that fits are known to stumble over, by ours and by the slow reference. */
function worstError(): Result {
  const cases: Array<[name: string, cells: Cells, prior: number]> = [
    ['200 models, 100,000 votes', cellsOf(simulateVotes({ models: 200, votes: 100_000, seed: 1, ties: { kind: 'davidson', amount: 0.5 } }).votes), 0.5],
    ['20 models, 60 votes', cellsOf(simulateVotes({ models: 20, votes: 60, seed: 2 }).votes), 0.5],
    ['5 models, 30 votes, prior 0.05', cellsOf(simulateVotes({ models: 5, votes: 30, seed: 3 }).votes), 0.05],
    ['12 models, 3,000 votes, no prior', cellsOf(simulateVotes({ models: 12, votes: 3_000, seed: 4 }).votes), 0],
    ['neighbours only, 30 models', cellsOf(simulateVotes({ models: 30, votes: 6_000, seed: 5, pairing: 'near' }).votes), 0.5],
    ['strengths of sd 3', cellsOf(simulateVotes({ models: 15, votes: 2_000, seed: 6, sd: 3 }).votes), 0.5],
    ['a newcomer with 3 votes', cellsOf(simulateVotes({ models: 30, votes: 30_000, seed: 7, newcomerVotes: 3 }).votes), 0.5],
    ['a pair with 50,000 votes, the others 1 to 3', lopsided(), 0.5],
  ]
  const errors = cases.map(([name, cells, prior]) => {
    const among = cellsAmong(cells, existenceOf(cells).parts[0]!)
    const [ours, reference] = [fitBradleyTerry(among, prior)!.theta, slowRatings(among, prior)]
    const error = ours.reduce((most, one, model) => Math.max(most, Math.abs(1000 + points * one - reference[model]!)), 0)
    say(`  ${name}: ${error.toExponential(1)} points off the reference`)
    return { name, error }
  })
  const worst = errors.reduce((most, one) => (one.error > most.error ? one : most))
  return result('rating error against an independent implementation, worst of 8 kinds of boards', atMost(0.01), worst.error, 'points', {
    detail: `Against Zermelo's iteration until it stands still, written for this purpose. ${errors.map(({ name, error }) => `${name}: ${error.toExponential(0)}`).join('; ')}.`,
  })
}

function lopsided(): Cells {
  const { votes } = simulateVotes({ models: 10, votes: 90, seed: 8, sd: 0.3 })
  return cellsOf({ ...votes, weight: Float64Array.from(votes.left, (left, row) => (left + (votes.right[row] ?? 0) === 1 ? 50_000 / 4 : 1)) })
}

function speeds({ votes }: SimulatedVotes): Result[] {
  const detail = `CPU time of 200 models with 1,000,000 votes in memory, median of runs; ${load()}.`
  const { ms: aggregating, value: cells } = cpu(7, () => cellsOf(votes))
  const { ms: fitting, value: fit } = cpu(25, () => fitBradleyTerry(cells, 0.5)!)
  const { ms: inferring } = cpu(15, () => {
    const covariance = modelCovariance(fit)
    const errors = errorsOf(fit, covariance, variationOf(fit, cells, rowsOf(votes)), {}, defaultRateOptions)
    return ranksOf(fit, covariance, errors.uncertainty!, randomOf(1))
  })
  const { ms: resampling } = cpu(3, () => bootstrapVotes(cells, fit, { rounds: 1_000, random: randomOf(1) }))
  return [
    result('fit, 200 models', atMost(30), fitting, 'ms of CPU', { detail: `${detail} After summing the votes up by pair, which took ${rounded(aggregating)} ms.` }),
    result('intervals and ranks, 200 models', atMost(80), inferring, 'ms of CPU', { detail: `${detail} Covariance, recommended errors of all differences, rank intervals alone and at once, tiers, chance of being first.` }),
    result('1,000 bootstrap rounds, 200 models', atMost(3), resampling / 1_000, 's of CPU', { detail }),
  ]
}

function styleFit({ votes, strengths }: SimulatedVotes): Result[] {
  const { ms, value: fit } = cpu(7, () => fitStyle(rowsOf(votes), 200, { prior: 0.5, style: true, side: true })!)
  const error = (theta: Float64Array) => points * Math.sqrt(theta.reduce((sum, one, model) => sum + (one - strengths[model]!) ** 2, 0) / theta.length)
  const without = error(fitBradleyTerry(cellsOf(votes), 0.5)!.theta)
  return [
    result('style-controlled fit, 1,000,000 votes', atMost(0.7), ms / 1_000, 's of CPU', {
      detail: `From rows in memory: 200 models, four features and the side, ${fit.iterations} passes of Newton's method after a start on a sixteenth of the rows; ${load()}.`,
    }),
    result('error that style control leaves', atMost(0.5 * without), error(fit.theta), 'points', {
      baseline: without, detail: 'Root mean square error to strengths at equal style, votes swayed by .25 per standard deviation of length. Baseline: the same votes without control; the goal is half of it.',
    }),
  ]
}

function rowsOf(votes: Votes) {
  return { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' as const }
}

/** Median CPU milliseconds of so many runs, after one that warms up, and what the last one made. */
function cpu<T>(runs: number, make: () => T): { ms: number; value: T } {
  const times: number[] = []
  let value = make()
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    value = make()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1_000)
  }
  return { ms: median(times), value }
}
