import type { Cells } from './cells.ts'
import { emptySlopes, type Fit } from './fit.ts'
import type { GoodnessOfFit } from './report.ts'
import { chiSquareTail } from './special-functions.ts'

/** With fewer votes a pair says nothing about the fit: its deviance hardly depends on how they came out. */
const leastGames = 5
/** Up to so many votes of a pair, the chances of each score are worked out. */
const mostCounted = 100
/** Residuals beyond this are outliers … */
const mostResidual = 3
/** … if chance alone goes so far as rarely as a normal variable goes beyond 3. */
const outlierChance = 0.0027
/** A pair that settles the strengths this much by itself has nothing left to differ from: its residual tells of other pairs. */
const mostLeverage = 0.9

/**
 * Whether one strength a model explains the votes: G² = 2 Σ n [ph ln(ph / p) + (1 - ph) ln((1 - ph) / (1 - p))] over the pairs that
 * met at least five times, divided by how much less a score varies with ties than without (by nothing, without ties). df is
 * the number of those pairs less the parameters that they have settled: pairs - (K - 1) where all are tested. Where few
 * votes make chi-square a poor guide, p uses the mean and variance that G² then has (Satterthwaite, 1946).
 * `covariance` is that of the model. Undefined where no pair can be tested.
 */
export function fitTest(names: string[], cells: Cells, fit: Fit, covariance: Float64Array): GoodnessOfFit | undefined {
  const pairs = expectedPairs(cells, fit, covariance)
  const tested = pairs.filter(({ games }) => games >= leastGames)
  let [g2, mean, variance, leverage] = [0, 0, 0, 0]
  for (const pair of tested) {
    const moments = deviances(pair)
    g2 += devianceOf(pair)
    mean += moments.mean - pair.leverage
    variance += moments.variance - 2 * pair.leverage
    leverage += pair.leverage
  }
  if (!(mean > 0) || !(variance > 0)) return undefined
  const df = tested.length === pairs.length ? tested.length - (cells.modelCount - 1) : tested.length - leverage
  if (!(df > 0)) return undefined
  const scale = variance / (2 * mean)
  return { g2, df, p: chiSquareTail(g2 / scale, mean / scale), outliers: outliersOf(names, cells, pairs) }
}

/** A pair as the fit sees it. */
interface ExpectedPair {
  cell: number
  games: number
  score: number
  /** Expected score of one vote, and its variance. */
  p: number
  variance: number
  /** Which share of the pair's information went into the strengths. */
  leverage: number
}

function expectedPairs(cells: Cells, fit: Fit, covariance: Float64Array): ExpectedPair[] {
  const [at, size, pairs] = [emptySlopes(), fit.size, [] as ExpectedPair[]]
  for (let cell = 0; cell < cells.length; cell++) {
    const [i, j, games] = [cells.i[cell]!, cells.j[cell]!, cells.games[cell]!]
    if (!(games > 0)) continue
    fit.slopesAt(fit.theta[i]! - fit.theta[j]!, at)
    const ofDifference = covariance[i * size + i]! + covariance[j * size + j]! - 2 * covariance[i * size + j]!
    const leverage = Math.min(1, games * at.variance * ofDifference)
    pairs.push({ cell, games, score: cells.score[cell]!, p: at.expected, variance: at.variance, leverage })
  }
  // The model of Bradley and Terry knows no ties, which vary less than wins and losses: as the votes at hand do on average.
  if (!fit.tie) {
    const less = 1 - lostByTies(cells, pairs)
    for (const pair of pairs) pair.variance *= less
  }
  return pairs
}

/** Σ y (1 - y) / Σ p (1 - p): 0 without ties and judges' probabilities. */
function lostByTies(cells: Cells, pairs: ExpectedPair[]): number {
  let [lost, whole] = [0, 0]
  for (const { cell, games, score, variance } of pairs) {
    lost += score - cells.squares[cell]!
    whole += games * variance
  }
  return Math.min(0.99, lost / whole)
}

/** The deviance of a pair on the scale of its variance: about chi-square of 1 degree where votes are many. */
function devianceOf({ games, score, p, variance }: ExpectedPair): number {
  return (devianceAt(score, games, p) * p * (1 - p)) / variance
}

function devianceAt(score: number, games: number, p: number): number {
  return 2 * (timesLog(score, games * p) + timesLog(games - score, games * (1 - p)))
}

function timesLog(seen: number, expected: number): number {
  return seen > 0 ? seen * Math.log(seen / expected) : 0
}

/** Mean and variance of that deviance, where the model is right: counted out, or those of chi-square for many votes. */
function deviances({ games, p, variance }: ExpectedPair): { mean: number; variance: number } {
  if (games > mostCounted) return { mean: 1, variance: 2 }
  const votes = Math.round(games)
  const chances = scoreChances(votes, p, variance)
  const scale = (p * (1 - p)) / variance
  let [mean, squares] = [0, 0]
  for (let half = 0; half < chances.length; half++) {
    const deviance = scale * devianceAt(half / 2, votes, p)
    mean += chances[half]! * deviance
    squares += chances[half]! * deviance * deviance
  }
  return { mean, variance: squares - mean * mean }
}

/**
 * Chances of the scores 0, ½, 1 … n of n votes: coefficients of (loss + tie z + win z²)^n by the recurrence for powers of
 * polynomials (Knuth, The Art of Computer Programming 4.7), from both ends to the middle, where all its terms are positive.
 */
function scoreChances(votes: number, p: number, variance: number): Float64Array {
  const tie = Math.max(0, Math.min(4 * (p * (1 - p) - variance), 1.98 * p, 1.98 * (1 - p)))
  const [win, loss] = [p - tie / 2, 1 - p - tie / 2]
  const chances = new Float64Array(2 * votes + 1)
  for (const [low, high, at] of [[loss, win, (k: number) => k], [win, loss, (k: number) => 2 * votes - k]] as const) {
    let [before, last] = [0, low ** votes]
    chances[at(0)] = last
    for (let k = 1; k <= votes; k++) {
      const next = ((votes + 1 - k) * tie * last + (2 * (votes + 1) - k) * high * before) / (k * low)
      before = last
      last = next
      chances[at(k)] = next
    }
  }
  return chances
}

function outliersOf(names: string[], cells: Cells, pairs: ExpectedPair[]): GoodnessOfFit['outliers'] {
  const outliers = pairs.flatMap((pair) => {
    const { cell, games, score, p, variance, leverage } = pair
    const residual = (score - games * p) / Math.sqrt(games * variance * (1 - leverage))
    if (!(Math.abs(residual) > mostResidual) || leverage > mostLeverage || !isRare(pair)) return []
    return [{ a: names[cells.i[cell]!]!, b: names[cells.j[cell]!]!, residual }]
  })
  return outliers.sort((one, other) => Math.abs(other.residual) - Math.abs(one.residual))
}

/** Whether a score so far from the expected one is rare; one upset of a strong favourite is not. */
function isRare({ games, score, p, variance }: ExpectedPair): boolean {
  if (games > mostCounted) return true
  const votes = Math.round(games)
  const off = Math.abs(score - games * p) - 1e-9
  return scoreChances(votes, p, variance).reduce((sum, chance, half) => (Math.abs(half / 2 - votes * p) >= off ? sum + chance : sum), 0) < outlierChance
}
