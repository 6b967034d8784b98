import type { FitRows } from './covariance.ts'
import { tied, type Votes } from './votes.ts'

/** Votes as a fit with covariates takes them, row after row. */
export interface StyleRows {
  length: number
  /** Models by their place in the fit. */
  left: Int32Array
  right: Int32Array
  /** What the left one scored. */
  score: Float32Array
  /** How many votes a row stands for; absent: one each. */
  weight?: Float64Array
  /** The relative differences of the features, and then a 1 where the left side has a term; row after row. Short floats: there are millions. */
  covariates: Float32Array
  covariateCount: number
  /** Places of the features among those of the votes, and the standard deviation of each one's relative difference. */
  features: number[]
  scales: Float64Array
  /** The row among the votes that each of these came from. */
  voteOf: Int32Array
  /** Votes left out because the style of an answer is not known. */
  unknown: number
}

/**
 * The votes of a fit with x = (a - b) / (a + b + 1) for each feature, not centred: taking the mean off, as FastChat does, would
 * hide an advantage of a side in it (lmsys.org/blog/2024-08-28). A feature that never differs is left out.
 */
export function styleRowsOf(fitRows: FitRows, isWanted: { style: boolean; side: boolean }): StyleRows {
  const all = isWanted.style && fitRows.votes.style ? fitRows.votes.style.features.map((_, feature) => feature) : []
  const rows = rowsWith(fitRows, all, isWanted.side)
  const varied = all.filter((_, index) => rows.scales[index]! > 0)
  return varied.length === all.length ? rows : { ...rowsWith(fitRows, varied, isWanted.side), unknown: rows.unknown }
}

function rowsWith({ votes, place, ties }: FitRows, features: number[], side: boolean): StyleRows {
  const columns = features.map((feature): [Float64Array, Float64Array] => [votes.style!.left[feature]!, votes.style!.right[feature]!])
  const covariateCount = features.length + Number(side)
  const covariates = new Float32Array(votes.length * covariateCount)
  const [left, right, score] = [new Int32Array(votes.length), new Int32Array(votes.length), new Float32Array(votes.length)]
  const voteOf = new Int32Array(votes.length)
  let [length, unknown] = [0, 0]
  for (let vote = 0; vote < votes.length; vote++) {
    const [a, b] = [place[votes.left[vote]!]!, place[votes.right[vote]!]!]
    if (a < 0 || b < 0 || a === b || (votes.weight !== undefined && !(votes.weight[vote]! > 0))) continue
    const ofLeft = scoreIn(votes, vote, ties === 'drop')
    if (Number.isNaN(ofLeft)) continue
    let isKnown = true
    for (let index = 0; index < columns.length; index++) {
      const [one, other] = [columns[index]![0][vote]!, columns[index]![1][vote]!]
      const difference = (one - other) / (one + other + 1)
      covariates[length * covariateCount + index] = difference
      isKnown &&= !Number.isNaN(difference)
    }
    if (!isKnown) {
      unknown++
      continue
    }
    if (side) covariates[length * covariateCount + columns.length] = 1
    left[length] = a
    right[length] = b
    score[length] = ofLeft
    voteOf[length++] = vote
  }
  const { weight } = votes
  const rows: StyleRows = {
    length, left, right, score, covariates, covariateCount, features, scales: new Float64Array(features.length), voteOf: voteOf.subarray(0, length), unknown,
    ...(weight && { weight: Float64Array.from(voteOf.subarray(0, length), (vote) => weight[vote]!) }),
  }
  for (let index = 0; index < features.length; index++) rows.scales[index] = standardDeviation(rows, index)
  return rows
}

/** What the left one scored; NaN for a tie that is dropped, which a judge's probability other than one half is not. */
function scoreIn(votes: Votes, vote: number, isWithoutTies: boolean): number {
  const share = votes.share === undefined ? NaN : votes.share[vote]!
  const outcome = votes.outcome[vote]!
  if (!Number.isNaN(share) && !(share === 0.5 && outcome >= tied)) return share
  return outcome >= tied ? (isWithoutTies ? NaN : 0.5) : 1 - outcome
}

function standardDeviation({ length, covariates, covariateCount }: StyleRows, index: number): number {
  let [sum, squares] = [0, 0]
  for (let at = index; at < length * covariateCount; at += covariateCount) {
    sum += covariates[at]!
    squares += covariates[at]! * covariates[at]!
  }
  const mean = sum / length
  // Equal differences leave a rounding error behind.
  const variance = squares / length - mean * mean
  return variance > 1e-12 * squares / length ? Math.sqrt(variance) : 0
}

/** Every `stride`-th row, as rows of their own. */
export function thinned(rows: StyleRows, stride: number): StyleRows {
  const kept = Int32Array.from({ length: Math.ceil(rows.length / stride) }, (_, index) => index * stride)
  const { covariateCount, weight } = rows
  const covariates = new Float32Array(kept.length * covariateCount)
  for (const [index, row] of kept.entries()) {
    covariates.set(rows.covariates.subarray(row * covariateCount, (row + 1) * covariateCount), index * covariateCount)
  }
  return {
    ...rows, length: kept.length, left: kept.map((row) => rows.left[row]!), right: kept.map((row) => rows.right[row]!),
    score: Float32Array.from(kept, (row) => rows.score[row]!), ...(weight && { weight: Float64Array.from(kept, (row) => weight[row]!) }),
    covariates, voteOf: kept.map((row) => rows.voteOf[row]!),
  }
}
