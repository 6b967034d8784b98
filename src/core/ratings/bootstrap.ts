import { fitBradleyTerry } from './bradley-terry.ts'
import { cellNumbers, type Cells } from './cells.ts'
import { byCluster, type FitRows } from './covariance.ts'
import { logistic, type Fit } from './fit.ts'
import { solveInPlace } from './linear-algebra.ts'
import { poissonDraws } from './poisson.ts'
import type { Random } from './random.ts'
import { styleRowsOf } from './style-rows.ts'

/** Ratings of many resamples of the votes, by the place of the models in the fit. */
export interface Bootstrap {
  /** Rounds that have a rating, and rounds that have none: without a prior a resample may have no finite optimum. */
  rounds: number
  failed: number
  modelCount: number
  /** θ with mean 0, round after round. */
  theta: Float64Array
}

export interface BootstrapOptions {
  rounds: number
  random: Random
}

/**
 * The Poisson bootstrap of votes: each vote is drawn a Poisson(1) number of times, that is, each kind of vote in each cell a
 * Poisson number around how often it was cast, which costs cells and not votes. For derived figures such as ranks and top
 * places; at few votes the interval of a rating is better from its standard error. `fit` is that of Bradley and Terry.
 */
export function bootstrapVotes(cells: Cells, fit: Fit, { rounds, random }: BootstrapOptions): Bootstrap {
  const kinds = kindsOf(cells)
  const draws = poissonDraws(kinds.mean)
  const drawn = new Float64Array(kinds.mean.length)
  return refitRounds(cells, fit, rounds, (games, score) => {
    draws.drawInto(drawn, random)
    for (let index = 0; index < drawn.length; index++) {
      games[kinds.cell[index]!]! += drawn[index]!
      score[kinds.cell[index]!]! += kinds.score[index]! * drawn[index]!
    }
  })
}

/**
 * The same by cluster: all votes on a prompt, or of a voter, are drawn a Poisson(1) number of times together, so that what they
 * have in common varies too. Votes of unknown clusters (-1) are drawn one by one.
 */
export function bootstrapClusters(cells: Cells, fit: Fit, rows: FitRows, clusters: Int32Array, { rounds, random }: BootstrapOptions): Bootstrap {
  const { left, right, score: scores, weight, voteOf, length } = styleRowsOf(rows, { style: false, side: false })
  const { order, start } = byCluster(voteOf, length, clusters)
  const cellAt = cellNumbers(cells)
  const cellOf = Int32Array.from(order, (row) => cellAt(left[row]!, right[row]!))
  const scoreOf = Float64Array.from(order, (row) => (left[row]! < right[row]! ? scores[row]! : 1 - scores[row]!))
  const weightOf = Float64Array.from(order, (row) => weight?.[row] ?? 1)
  const alone = start[1]!
  const draws = poissonDraws(Float64Array.from({ length: alone + start.length - 2 }, (_, index) => (index < alone ? weightOf[index]! : 1)))
  const drawn = new Float64Array(alone + start.length - 2)
  return refitRounds(cells, fit, rounds, (games, score) => {
    draws.drawInto(drawn, random)
    const add = (at: number, times: number) => {
      games[cellOf[at]!]! += times
      score[cellOf[at]!]! += times * scoreOf[at]!
    }
    for (let at = 0; at < alone; at++) add(at, drawn[at]!)
    for (let cluster = 1; cluster + 1 < start.length; cluster++) {
      const times = drawn[alone + cluster - 1]!
      if (times === 0) continue
      for (let at = start[cluster]!; at < start[cluster + 1]!; at++) add(at, times * weightOf[at]!)
    }
  })
}

/**
 * The same by prompt and by voter at once: a vote counts as often as its prompt was drawn times as often as its voter was, each
 * a Poisson(1) number of times (Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1, 2007; for product weights Owen
 * and Eckles, ibid. 6, 2012). What prompts and what voters have in common both vary, on whatever prompts a voter voted. No
 * resampling gets votes that are crossed so quite right (McCullagh, Bernoulli 6, 2000); this one errs on the safe side: the
 * covariance is V(prompt) + V(voter) + V(prompt and voter), so what neither explains counts up to three times. Where a prompt or
 * a voter is unknown (-1), each vote has one of its own.
 */
export function bootstrapBothClusters(cells: Cells, fit: Fit, rows: FitRows, clusters: BothClusters, { rounds, random }: BootstrapOptions): Bootstrap {
  const { left, right, score: scores, weight, voteOf, length } = styleRowsOf(rows, { style: false, side: false })
  // In the order of prompts, so that what is looked up lies close together.
  const { order } = byCluster(voteOf, length, clusters.prompt)
  const cellAt = cellNumbers(cells)
  const cellOf = Int32Array.from(order, (row) => cellAt(left[row]!, right[row]!))
  const scoreOf = Float64Array.from(order, (row) => (left[row]! < right[row]! ? scores[row]! : 1 - scores[row]!))
  const { means, first, second, factor } = drawsOfRows(order, voteOf, weight, clusters)
  const draws = poissonDraws(means)
  const drawn = new Float64Array(means.length)
  return refitRounds(cells, fit, rounds, (games, score) => {
    draws.drawInto(drawn, random)
    for (let at = 0; at < length; at++) {
      const times = factor[at]! * drawn[first[at]!]! * (second[at]! < 0 ? 1 : drawn[second[at]!]!)
      if (times === 0) continue
      games[cellOf[at]!]! += times
      score[cellOf[at]!]! += times * scoreOf[at]!
    }
  })
}

/** The cluster of each vote in both ways, -1 where it is unknown. */
export interface BothClusters {
  prompt: Int32Array
  voter: Int32Array
}

/**
 * Which two Poisson numbers each row is multiplied by, as places among `means`: first those of prompts, then of voters, then
 * one for each row that lacks either, which stands for as many votes as the row does. A row that lacks both has only that one.
 */
function drawsOfRows(order: Int32Array, voteOf: Int32Array, weight: Float64Array | undefined, { prompt, voter }: BothClusters) {
  const promptCount = countOf(prompt)
  const means = Array.from({ length: promptCount + countOf(voter) }, () => 1)
  const [first, second] = [new Int32Array(order.length), new Int32Array(order.length).fill(-1)]
  const factor = new Float64Array(order.length).fill(1)
  for (const [at, row] of order.entries()) {
    const [ofPrompt, ofVoter, votes] = [prompt[voteOf[row]!]!, voter[voteOf[row]!]!, weight?.[row] ?? 1]
    const known = [...(ofPrompt < 0 ? [] : [ofPrompt]), ...(ofVoter < 0 ? [] : [promptCount + ofVoter])]
    if (known.length === 2) factor[at] = votes
    else known.push(means.push(votes) - 1)
    first[at] = known[0]!
    second[at] = known[1] ?? -1
  }
  return { means: Float64Array.from(means), first, second, factor }
}

function countOf(clusters: Int32Array): number {
  return clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0)
}

/** Which kinds of votes the cells hold: in which cell, how many, and what i scored in one of them. */
interface VoteKinds {
  cell: Int32Array
  mean: Float64Array
  score: Float64Array
}

/**
 * Wins, ties and losses of each cell. Judges' probabilities are not kept apart in a cell; where Σ w, Σ w y and Σ w y² are not
 * those of wins, ties and losses, they are taken for votes of 0 and of Σ w y² / Σ w y, which have the same three sums.
 */
function kindsOf({ length, games, score, squares }: Cells): VoteKinds {
  const [cell, mean, scores]: [number[], number[], number[]] = [[], [], []]
  const add = (index: number, count: number, each: number) => {
    if (!(count > 1e-9)) return
    cell.push(index)
    mean.push(count)
    scores.push(each)
  }
  for (let index = 0; index < length; index++) {
    const ties = 4 * (score[index]! - squares[index]!)
    const [wins, losses] = [score[index]! - ties / 2, games[index]! - score[index]! - ties / 2]
    if (wins > -1e-9 && losses > -1e-9) {
      add(index, wins, 1)
      add(index, ties, 0.5)
      add(index, losses, 0)
    } else {
      const some = score[index]! ** 2 / squares[index]!
      add(index, some, squares[index]! / score[index]!)
      add(index, games[index]! - some, 0)
    }
  }
  return { cell: Int32Array.from(cell), mean: Float64Array.from(mean), score: Float64Array.from(scores) }
}

/** How far from the optimum a round may end, in log-odds: less than .02 points. */
const tolerance = 1e-4
const mostChords = 60

function refitRounds(cells: Cells, fit: Fit, rounds: number, draw: (games: Float64Array, score: Float64Array) => void): Bootstrap {
  const { modelCount } = cells
  const sample: Cells = { ...cells, games: new Float64Array(cells.length), score: new Float64Array(cells.length) }
  const theta = new Float64Array(rounds * modelCount)
  let settled = 0
  for (let round = 0; round < rounds; round++) {
    sample.games.fill(0)
    sample.score.fill(0)
    draw(sample.games, sample.score)
    const refitted = refitByChords(sample, fit) ?? fitBradleyTerry(sample, fit.prior, fit.theta.slice())?.theta
    if (refitted) theta.set(centred(refitted), settled++ * modelCount)
  }
  return { rounds: settled, failed: rounds - settled, modelCount, theta: theta.slice(0, settled * modelCount) }
}

/**
 * Newton's method with the information of the whole at each step (chords in place of tangents): no new factor is needed, and
 * resamples are near enough. Undefined where they are not.
 */
export function refitByChords(sample: Cells, fit: Fit): Float64Array | undefined {
  const theta = fit.theta.slice()
  const gradient = new Float64Array(theta.length)
  const odds = new Float64Array(theta.length)
  let last = Infinity
  for (let step = 0; step < mostChords; step++) {
    fillGradient(sample, fit.prior, theta, odds, gradient)
    solveInPlace(fit.factor, fit.size, gradient)
    let length = 0
    for (let model = 0; model < theta.length; model++) {
      theta[model]! += gradient[model]!
      length = Math.max(length, Math.abs(gradient[model]!))
    }
    // How much shorter steps become; what is left to go is their geometric series.
    const shrinking = step === 0 ? 0.9 : length / last
    if (length === 0 || length * shrinking <= tolerance * (1 - shrinking)) return theta
    if (!(shrinking < 0.95)) return undefined
    last = length
  }
  return undefined
}

function fillGradient({ length, i, j, games, score }: Cells, prior: number, theta: Float64Array, odds: Float64Array, gradient: Float64Array): void {
  for (let model = 0; model < theta.length; model++) {
    odds[model] = Math.exp(theta[model]!)
    gradient[model] = prior * (1 - 2 * logistic(theta[model]!))
  }
  for (let cell = 0; cell < length; cell++) {
    const [one, other] = [i[cell]!, j[cell]!]
    const slope = score[cell]! - (games[cell]! * odds[one]!) / (odds[one]! + odds[other]!)
    gradient[one]! += slope
    gradient[other]! -= slope
  }
}

function centred(theta: Float64Array): Float64Array {
  const mean = theta.reduce((sum, one) => sum + one, 0) / theta.length
  return theta.map((one) => one - mean)
}

/** The θ of each model that this share of the rounds stays below, for each share: `quantiles[share][model]`. */
export function bootstrapQuantiles({ rounds, modelCount, theta }: Bootstrap, shares: number[]): Float64Array[] {
  const quantiles = shares.map(() => new Float64Array(modelCount).fill(NaN))
  if (rounds === 0) return quantiles
  const column = new Float64Array(rounds)
  for (let model = 0; model < modelCount; model++) {
    for (let round = 0; round < rounds; round++) column[round] = theta[round * modelCount + model]!
    column.sort()
    for (const [index, share] of shares.entries()) {
      const place = (rounds - 1) * share
      const [low, high] = [column[Math.floor(place)]!, column[Math.ceil(place)]!]
      quantiles[index]![model] = low + (high - low) * (place - Math.floor(place))
    }
  }
  return quantiles
}

/** In which share of the rounds each model had each rank: row after row of models, rank 1 first. */
export function rankShares({ rounds, modelCount, theta }: Bootstrap): Float64Array {
  const shares = new Float64Array(modelCount * modelCount)
  const order = Int32Array.from({ length: modelCount }, (_, model) => model)
  for (let round = 0; round < rounds; round++) {
    const at = round * modelCount
    order.sort((a, b) => theta[at + b]! - theta[at + a]!)
    for (let place = 0; place < modelCount; place++) shares[order[place]! * modelCount + place]! += 1 / rounds
  }
  return shares
}

/** In which share of the rounds each model is among the first `places`, from `rankShares`. */
export function topShares(shares: Float64Array, modelCount: number, places: number): Float64Array {
  return Float64Array.from({ length: modelCount }, (_, model) => shares.subarray(model * modelCount, model * modelCount + places).reduce((sum, share) => sum + share, 0))
}
