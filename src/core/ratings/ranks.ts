import type { Uncertainty } from './covariance.ts'
import type { Fit } from './fit.ts'
import { solveTransposedInPlace } from './linear-algebra.ts'
import { fillNormal, type Random } from './random.ts'

/** What can be said of the order of models, by their number. Ranks start at 1. */
export interface Ranks {
  lo: Int32Array
  hi: Int32Array
  loSimultaneous: Int32Array
  hiSimultaneous: Int32Array
  tier: Int32Array
  /** Probability that a model is the best. */
  best: Float64Array
}

/**
 * Ranks that the differences leave open (Mogstad, Romano, Shaikh and Wilhelm, 2024): a model stands behind those that are
 * significantly better and before those that are significantly worse; each by itself, and all at once with the critical value
 * of the largest of all differences. Narrower than counting intervals that overlap. `covariance` is the fit's own
 * (`modelCovariance`).
 */
export function ranksOf(fit: Fit, covariance: Float64Array, uncertainty: Uncertainty, random: Random): Ranks {
  const { theta } = fit
  const draws = drawDifferences(fit, covariance, uncertainty, random)
  const [lo, hi] = rankIntervals(theta, uncertainty.difference, uncertainty.critical)
  const [loSimultaneous, hiSimultaneous] = rankIntervals(theta, uncertainty.difference, draws.critical)
  return { lo, hi, loSimultaneous, hiSimultaneous, tier: tiersOf(theta, uncertainty), best: draws.best }
}

function rankIntervals(theta: Float64Array, difference: Float64Array, critical: number): [lo: Int32Array, hi: Int32Array] {
  const count = theta.length
  const [lo, hi] = [new Int32Array(count).fill(1), new Int32Array(count).fill(count)]
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const ahead = theta[i]! - theta[j]!
      if (Math.abs(ahead) <= critical * difference[i * count + j]!) continue
      lo[ahead > 0 ? j : i]!++
      hi[ahead > 0 ? i : j]!--
    }
  }
  return [lo, hi]
}

/** 1 for the best; the next tier opens with the first that is significantly worse than the best of the tier. */
function tiersOf(theta: Float64Array, { difference, critical }: Uncertainty): Int32Array {
  const count = theta.length
  const tier = new Int32Array(count)
  const order = Array.from(theta.keys()).sort((a, b) => theta[b]! - theta[a]! || a - b)
  let [first, number] = [order[0]!, 1]
  for (const model of order) {
    if (theta[first]! - theta[model]! > critical * difference[first * count + model]!) {
      first = model
      number++
    }
    tier[model] = number
  }
  return tier
}

/** Numbers that the draws may take together: some hundredths of a second of work. */
const work = 40_000_000

/** With 1,000 draws a chance is known to .016, with 4,000 to .008. */
function drawCountOf(models: number): number {
  return Math.round(Math.min(4000, Math.max(1000, work / models ** 2)))
}

/**
 * Draws ratings from N(θ, V), or Student's t where clusters are few: how often each is the best, and the value that the
 * largest of all standardised differences stays below in 95 %. V has the standard errors of `uncertainty` and the
 * correlations of the information, which every fit has, even one whose votes all agree.
 */
function drawDifferences(
  fit: Fit, covariance: Float64Array, { se, critical, df }: Uncertainty, random: Random,
): { critical: number; best: Float64Array } {
  const count = fit.theta.length
  const drawCount = drawCountOf(count)
  const scale = se.map((error, model) => error / Math.sqrt(covariance[model * fit.size + model]!))
  const inverse = inverseErrors(covariance, fit.size, scale)
  const [best, largest] = [new Float64Array(count), new Float64Array(drawCount)]
  const draw = new Float64Array(fit.size)
  for (let round = 0; round < drawCount; round++) {
    fillNormal(draw, random)
    solveTransposedInPlace(fit.factor, fit.size, draw)
    const mean = meanOf(draw, count)
    const stretch = df === Infinity ? 1 : Math.sqrt(df / chiSquareOf(df, random))
    for (let model = 0; model < count; model++) draw[model] = (draw[model]! - mean) * scale[model]! * stretch
    largest[round] = largestOf(draw, inverse)
    best[bestOf(fit.theta, draw)]!++
  }
  // Of two models the largest difference is the only one, whose critical value is known exactly.
  const simultaneous = count > 2 ? largest.sort()[Math.ceil(0.95 * drawCount) - 1]! : critical
  return { critical: Math.max(critical, simultaneous), best: best.map((times) => times / drawCount) }
}

/** Errors of differences when θ has this covariance and is then stretched by `scale`. */
function inverseErrors(covariance: Float64Array, size: number, scale: Float64Array): InverseErrors {
  const count = scale.length
  const ofPair = new Float64Array(count * count)
  const most = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (i === j) continue
      const a = scale[i]!
      const b = scale[j]!
      const inverse = 1 / Math.sqrt(a * a * covariance[i * size + i]! + b * b * covariance[j * size + j]! - 2 * a * b * covariance[i * size + j]!)
      ofPair[i * count + j] = inverse
      if (inverse > most[i]!) most[i] = inverse
    }
  }
  return { ofPair, most }
}

function meanOf(numbers: Float64Array, count: number): number {
  let sum = 0
  for (let index = 0; index < count; index++) sum += numbers[index]!
  return sum / count
}

function bestOf(theta: Float64Array, draw: Float64Array): number {
  let best = 0
  for (let model = 1; model < theta.length; model++) if (theta[model]! + draw[model]! > theta[best]! + draw[best]!) best = model
  return best
}

/** 1 / se of the difference of each pair, row after row, and the largest of each row. */
interface InverseErrors {
  ofPair: Float64Array
  most: Float64Array
}

/** The largest |xi - xj| / se. Rows in the middle of the field are passed over where they cannot hold it. */
function largestOf(x: Float64Array, { ofPair, most }: InverseErrors): number {
  const count = most.length
  let top = 0
  let bottom = 0
  for (let i = 1; i < count; i++) {
    if (x[i]! > x[top]!) top = i
    if (x[i]! < x[bottom]!) bottom = i
  }
  const highest = x[top]!
  const lowest = x[bottom]!
  let largest = largestOfRow(x, ofPair, top, count, largestOfRow(x, ofPair, bottom, count, 0))
  for (let i = 0; i < count; i++) {
    if (Math.max(highest - x[i]!, x[i]! - lowest) * most[i]! > largest) largest = largestOfRow(x, ofPair, i, count, largest)
  }
  return largest
}

function largestOfRow(x: Float64Array, inverseSe: Float64Array, i: number, count: number, atLeast: number): number {
  const own = x[i]!
  const at = i * count
  let largest = atLeast
  for (let j = 0; j < count; j++) {
    const size = Math.abs(own - x[j]!) * inverseSe[at + j]!
    if (size > largest) largest = size
  }
  return largest
}

/** Sum of the squares of `df` standard normals, by Marsaglia and Tsang's method for the gamma distribution (2000). */
function chiSquareOf(df: number, random: Random): number {
  const pair = new Float64Array(1)
  // Below shape 1 the method draws one shape higher and takes a power of chance.
  const shape = df / 2
  const raised = shape < 1 ? shape + 1 : shape
  const d = raised - 1 / 3
  for (;;) {
    fillNormal(pair, random)
    const cube = (1 + pair[0]! / Math.sqrt(9 * d)) ** 3
    if (cube > 0 && Math.log(1 - random()) < 0.5 * pair[0]! ** 2 + d - d * cube + d * Math.log(cube)) {
      return 2 * d * cube * (shape < 1 ? (1 - random()) ** (1 / shape) : 1)
    }
  }
}
