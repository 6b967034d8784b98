import { byCluster, clusterSums, type ClusterMeat } from './covariance.ts'
import { logistic } from './fit.ts'
import { mirrorLower } from './linear-algebra.ts'
import type { Concave } from './newton.ts'
import type { StyleRows } from './style-rows.ts'

/** ln L of the rows, where logit P = θ_left - θ_right + x'b: first the θ of `modelCount` models, then b. */
export function styleLikelihood(rows: StyleRows, modelCount: number): Concave {
  const chances = new Float64Array(rows.length)
  // Newton's method asks for the slopes where it has just asked for the value.
  let last: Float64Array | undefined
  const valueAt = (x: Float64Array) => {
    last = x.slice()
    return fillChances(rows, modelCount, x, chances)
  }
  return {
    size: modelCount + rows.covariateCount,
    valueAt,
    addSlopesAt(x, gradient, information) {
      if (!last?.every((one, at) => one === x[at])) valueAt(x)
      addProducts(rows, modelCount, chances, 'information', information, gradient)
    },
  }
}

/** Σ over votes of the square of their slope of ln L. */
export function styleMeat(rows: StyleRows, modelCount: number, x: Float64Array): Float64Array {
  const size = modelCount + rows.covariateCount
  const [meat, chances] = [new Float64Array(size * size), new Float64Array(rows.length)]
  fillChances(rows, modelCount, x, chances)
  addProducts(rows, modelCount, chances, 'meat', meat, new Float64Array(size))
  mirrorLower(meat, size)
  return meat
}

/** Fills in the expected score of each row, and answers ln L. */
function fillChances(rows: StyleRows, modelCount: number, x: Float64Array, chances: Float64Array): number {
  const { length, left, right, score, weight, covariates, covariateCount } = rows
  const b = x.slice(modelCount)
  // The logarithm is taken of the product of many rows at once.
  let [sum, product, at] = [0, 1, 0]
  for (let row = 0; row < length; row++) {
    let logit = x[left[row]!]! - x[right[row]!]!
    for (let k = 0; k < covariateCount; k++) logit += covariates[at++]! * b[k]!
    const small = Math.exp(-Math.abs(logit))
    const more = 1 / (1 + small)
    chances[row] = logit > 0 ? more : small * more
    // ln L = y z - ln(1 + e^z), and ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|).
    const given = score[row]! * logit - (logit > 0 ? logit : 0)
    if (weight !== undefined) {
      sum += weight[row]! * (given - Math.log1p(small))
      continue
    }
    sum += given
    product *= 1 + small
    if (product > 1e250) {
      sum -= Math.log(product)
      product = 1
    }
  }
  return sum - Math.log(product)
}

/**
 * Adds Z' diag(v) Z to the lower triangle of `matrix`, a row of Z being (e_left - e_right, x) and v either p (1 - p) or
 * (y - p)², and Z' (y - p) to `gradient`.
 */
function addProducts(
  rows: StyleRows, modelCount: number, chances: Float64Array, kind: 'information' | 'meat', matrix: Float64Array, gradient: Float64Array,
): void {
  const { length, left, right, score, weight, covariates, covariateCount } = rows
  const isMeat = kind === 'meat'
  // Sums by pair, by model and covariate, and among covariates, each in few lines of memory.
  const ofPair = new Float64Array(modelCount * modelCount)
  const ofModel = new Float64Array(modelCount * covariateCount)
  const among = new Float64Array(covariateCount * covariateCount)
  const ofCovariate = new Float64Array(covariateCount)
  for (let row = 0; row < length; row++) {
    const one = left[row]!
    const other = right[row]!
    const [at, oneAt, otherAt] = [row * covariateCount, one * covariateCount, other * covariateCount]
    const p = chances[row]!
    const times = weight === undefined ? 1 : weight[row]!
    const slope = times * (score[row]! - p)
    const value = isMeat ? slope * (score[row]! - p) : times * p * (1 - p)
    gradient[one]! += slope
    gradient[other]! -= slope
    ofPair[one * modelCount + other]! += value
    let pair = 0
    for (let k = 0; k < covariateCount; k++) {
      const covariate = covariates[at + k]!
      const part = value * covariate
      ofCovariate[k]! += slope * covariate
      ofModel[oneAt + k]! += part
      ofModel[otherAt + k]! -= part
      for (let l = 0; l <= k; l++) among[pair++]! += part * covariates[at + l]!
    }
  }
  const size = modelCount + covariateCount
  for (let one = 0; one < modelCount; one++) {
    for (let other = 0; other < one; other++) {
      const value = ofPair[one * modelCount + other]! + ofPair[other * modelCount + one]!
      matrix[one * size + other]! -= value
      matrix[one * size + one]! += value
      matrix[other * size + other]! += value
    }
  }
  let pair = 0
  for (let k = 0; k < covariateCount; k++) {
    const at = (modelCount + k) * size
    gradient[modelCount + k]! += ofCovariate[k]!
    for (let model = 0; model < modelCount; model++) matrix[at + model]! += ofModel[model * covariateCount + k]!
    for (let l = 0; l <= k; l++) matrix[at + modelCount + l]! += among[pair++]!
  }
}

/** Σ over clusters of the square of their summed slopes, as `clusterMeatOf` makes it for a fit without covariates. */
export function styleClusterMeat(rows: StyleRows, modelCount: number, x: Float64Array, clusters: Int32Array): ClusterMeat {
  const { left, right, score, weight, covariates, covariateCount, voteOf } = rows
  const sums = clusterSums(modelCount + covariateCount)
  const addRow = (row: number, times: number) => {
    const slope = times * (score[row]! - logistic(logitAt(rows, modelCount, x, row)))
    sums.add(left[row]!, slope)
    sums.add(right[row]!, -slope)
    for (let k = 0; k < covariateCount; k++) sums.add(modelCount + k, slope * covariates[row * covariateCount + k]!)
  }
  const { order, start } = byCluster(voteOf, rows.length, clusters)
  // The first are those of unknown clusters: a row that stands for w votes is w clusters.
  for (let at = 0; at < start[1]!; at++) {
    addRow(order[at]!, 1)
    sums.close(weight?.[order[at]!] ?? 1)
  }
  for (let cluster = 1; cluster + 1 < start.length; cluster++) {
    for (let at = start[cluster]!; at < start[cluster + 1]!; at++) addRow(order[at]!, weight?.[order[at]!] ?? 1)
    if (start[cluster + 1]! > start[cluster]!) sums.close(1)
  }
  return sums.meat()
}

/** φ = Σ (y - p)² / Σ p (1 - p), at least ¼; at least 1 where there are no more votes than parameters to tell it from. */
export function styleDispersion(rows: StyleRows, modelCount: number, x: Float64Array): number {
  let [observed, expected, votes] = [0, 0, 0]
  for (let row = 0; row < rows.length; row++) {
    const p = logistic(logitAt(rows, modelCount, x, row))
    const times = rows.weight === undefined ? 1 : rows.weight[row]!
    observed += times * (rows.score[row]! - p) ** 2
    expected += times * p * (1 - p)
    votes += times
  }
  return Math.max(votes > x.length ? 0.25 : 1, observed / expected)
}

function logitAt({ left, right, covariates, covariateCount }: StyleRows, modelCount: number, x: Float64Array, row: number): number {
  let logit = x[left[row]!]! - x[right[row]!]!
  for (let k = 0; k < covariateCount; k++) logit += covariates[row * covariateCount + k]! * x[modelCount + k]!
  return logit
}
