import { isTieAt, type Cells, type TieTreatment } from './cells.ts'
import { emptySlopes, type Fit } from './fit.ts'
import { addTimes, conjugate, inverseOf, mirrorLower } from './linear-algebra.ts'
import { normalCritical, studentCritical } from './student.ts'
import { scoreOf, type Votes } from './votes.ts'

/** How sure the ratings of a fit are. Everything is in log-odds, as θ is. */
export interface Uncertainty {
  /** Standard error of each θ, and of each difference (row after row, n × n, 0 on the diagonal). */
  se: Float64Array
  difference: Float64Array
  /** How many standard errors make a 95 % interval: Student's t where clusters are few. */
  critical: number
  /** Degrees of freedom of that: clusters - 1, or Infinity. */
  df: number
}

/** The votes of a fit one by one, for what cells no longer tell. `place` numbers the models of the fit, -1 for others. */
export interface FitRows {
  votes: Votes
  place: Int32Array
  ties: TieTreatment
}

/** Inverse of the information, centred, so that it is the covariance of θ (and the tie parameter) where the model is right. */
export function modelCovariance(fit: Fit): Float64Array {
  const inverse = inverseOf(fit.factor, fit.size)
  centreInPlace(inverse, fit.size, fit.theta.length)
  return inverse
}

/** C A C, C taking the mean of the first `count` rows and columns off them. */
function centreInPlace(matrix: Float64Array, size: number, count: number): void {
  const means = new Float64Array(size)
  for (let row = 0; row < count; row++) for (let column = 0; column < size; column++) means[column]! += matrix[row * size + column]! / count
  for (let row = 0; row < count; row++) for (let column = 0; column < size; column++) matrix[row * size + column]! -= means[column]!
  for (let row = 0; row < size; row++) {
    let mean = 0
    for (let column = 0; column < count; column++) mean += matrix[row * size + column]! / count
    for (let column = 0; column < count; column++) matrix[row * size + column]! -= mean
  }
}

/**
 * Σ over votes of the square of their slope of ln P, from cells: what the votes really varied by, whether the model is right
 * or not (Huber 1967, White 1980).
 */
export function meatOf(fit: Fit, cells: Cells): Float64Array {
  const { size } = fit
  const meat = new Float64Array(size * size)
  const at = emptySlopes()
  for (let cell = 0; cell < cells.length; cell++) {
    const [i, j] = [cells.i[cell]!, cells.j[cell]!]
    fit.slopesAt(fit.theta[i]! - fit.theta[j]!, at)
    // The votes that are no ties: their number, Σ w y and Σ w y².
    const ties = cells.halves[cell]!
    const count = cells.games[cell]! - ties
    const [score, squares] = [cells.score[cell]! - ties / 2, cells.squares[cell]! - ties / 4]
    const spread = at.win - at.loss
    const square = count * at.loss ** 2 + 2 * score * at.loss * spread + squares * spread ** 2 + ties * at.tie ** 2
    meat[i * size + i]! += square
    meat[j * size + j]! += square
    meat[j * size + i]! -= square
    if (size === fit.theta.length) continue
    const [tieRow, ofTie] = [(size - 1) * size, at.winOfTie - at.lossOfTie]
    const cross = count * at.loss * at.lossOfTie + score * (at.loss * ofTie + spread * at.lossOfTie) + squares * spread * ofTie
      + ties * at.tie * at.tieOfTie
    meat[tieRow + i]! += cross
    meat[tieRow + j]! -= cross
    meat[tieRow + size - 1]! += count * at.lossOfTie ** 2 + 2 * score * at.lossOfTie * ofTie + squares * ofTie ** 2 + ties * at.tieOfTie ** 2
  }
  mirrorLower(meat, size)
  return meat
}

/** Σ over clusters of the square of their summed slopes, and how many clusters there are. */
export interface ClusterMeat {
  meat: Float64Array
  clusters: number
}

/**
 * The same for votes that come in clusters: votes on one prompt share how well the models did on it (Liang and Zeger, 1986).
 * A vote whose cluster is unknown (-1) is one by itself.
 */
export function clusterMeatOf(fit: Fit, slopes: RowSlopes, clusters: Int32Array): ClusterMeat {
  const hasTie = fit.size > fit.theta.length
  const sums = clusterSums(fit.size)
  const { order, start } = byCluster(slopes.rows, slopes.length, clusters)
  for (let cluster = 0; cluster + 1 < start.length; cluster++) {
    const end = start[cluster + 1]!
    for (let at = start[cluster]!; at < end; at++) {
      const row = order[at]!
      // The first are those of unknown clusters: a row that stands for w votes is w clusters, else one of w times the slope.
      const weight = cluster === 0 ? 1 : slopes.weight[row]!
      sums.add(slopes.left[row]!, weight * slopes.slope[row]!)
      sums.add(slopes.right[row]!, -weight * slopes.slope[row]!)
      if (hasTie) sums.add(fit.size - 1, weight * slopes.ofTie[row]!)
      if (cluster === 0) sums.close(slopes.weight[row]!)
    }
    if (cluster > 0 && end > start[cluster]!) sums.close(1)
  }
  return sums.meat()
}

/** Adds up one cluster after the other. */
export interface ClusterSums {
  add(parameter: number, slope: number): void
  /** Ends a cluster, or so many equal ones. */
  close(times: number): void
  meat(): ClusterMeat
}

export function clusterSums(size: number): ClusterSums {
  const meat = new Float64Array(size * size)
  const sum = new Float64Array(size)
  const isTouched = new Uint8Array(size)
  const touched = new Int32Array(size)
  let touchedCount = 0
  let clusters = 0
  return {
    add(parameter, slope) {
      if (isTouched[parameter] === 0) {
        isTouched[parameter] = 1
        touched[touchedCount++] = parameter
      }
      sum[parameter]! += slope
    },
    close(times) {
      const members = touched.subarray(0, touchedCount)
      // Only the lower triangle; along whole rows where most of them are touched.
      if (2 * touchedCount > size) for (const one of members) addTimes(times * sum[one]!, sum, 0, meat, one * size, one + 1)
      else addPairs(members, sum, times, meat, size)
      for (const one of members) sum[one] = isTouched[one] = 0
      touchedCount = 0
      clusters += times
    },
    meat() {
      mirrorLower(meat, size)
      return { meat, clusters }
    },
  }
}

function addPairs(members: Int32Array, sum: Float64Array, times: number, meat: Float64Array, size: number): void {
  members.sort()
  for (let row = 0; row < members.length; row++) {
    const one = members[row]!
    const slope = times * sum[one]!
    for (let column = 0; column <= row; column++) meat[one * size + members[column]!]! += slope * sum[members[column]!]!
  }
}

/** What each vote that a fit saw pulls at: slopes of its ln P along θ of the left model, and along the tie parameter. */
export interface RowSlopes {
  length: number
  /** Row of the votes that each of these came from. */
  rows: Int32Array
  left: Int32Array
  right: Int32Array
  weight: Float64Array
  slope: Float64Array
  ofTie: Float64Array
}

export function rowSlopesOf(fit: Fit, { votes, place, ties }: FitRows): RowSlopes {
  const rows = new Int32Array(votes.length)
  const left = new Int32Array(votes.length)
  const right = new Int32Array(votes.length)
  const weight = new Float64Array(votes.length)
  const slope = new Float64Array(votes.length)
  const ofTie = new Float64Array(votes.length)
  const at = emptySlopes()
  let length = 0
  for (let row = 0; row < votes.length; row++) {
    const one = place[votes.left[row]!]!
    const other = place[votes.right[row]!]!
    const isTie = isTieAt(votes, row)
    const count = votes.weight === undefined ? 1 : votes.weight[row]!
    if (one < 0 || other < 0 || one === other || !(count > 0) || (isTie && ties === 'drop')) continue
    fit.slopesAt(fit.theta[one]! - fit.theta[other]!, at)
    const share = scoreOf(votes, row)
    rows[length] = row
    left[length] = one
    right[length] = other
    weight[length] = count
    slope[length] = isTie ? at.tie : at.loss + share * (at.win - at.loss)
    ofTie[length] = isTie ? at.tieOfTie : at.lossOfTie + share * (at.winOfTie - at.lossOfTie)
    length++
  }
  return { length, rows, left, right, weight, slope, ofTie }
}

/**
 * The first `length` of these rows in order of their cluster, those of unknown clusters first: cluster c is from start[c + 1]
 * to before start[c + 2].
 */
export function byCluster(rows: Int32Array, length: number, clusters: Int32Array): { order: Int32Array; start: Int32Array } {
  let highest = -1
  for (let index = 0; index < length; index++) highest = Math.max(highest, clusters[rows[index]!]!)
  const start = new Int32Array(highest + 3)
  for (let index = 0; index < length; index++) start[clusters[rows[index]!]! + 2]!++
  for (let cluster = 1; cluster < start.length; cluster++) start[cluster]! += start[cluster - 1]!
  const next = start.slice()
  const order = new Int32Array(length)
  for (let index = 0; index < length; index++) order[next[clusters[rows[index]!]! + 1]!++] = index
  return { order, start }
}

/** One number for each prompt and voter together, -1 where either is unknown. */
export function bothClusters(prompts: Int32Array, voters: Int32Array): Int32Array {
  const both = new Int32Array(prompts.length).fill(-1)
  const rows = Int32Array.from(prompts.keys())
  const { order, start } = byCluster(rows, rows.length, prompts)
  // The number that a voter had on the prompt at hand, if any.
  const numberOf = new Int32Array(voters.reduce((most, voter) => Math.max(most, voter + 1), 0))
  let [count, first] = [0, 0]
  for (let prompt = 1; prompt + 1 < start.length; prompt++) {
    for (let at = start[prompt]!; at < start[prompt + 1]!; at++) {
      const voter = voters[order[at]!]!
      if (voter < 0) continue
      // Numbers from before this prompt, and zeros, are below `first` + 1.
      if (numberOf[voter]! <= first) numberOf[voter] = ++count
      both[order[at]!] = numberOf[voter]! - 1
    }
    first = count
  }
  return both
}

/** A B A for B = factor × meat: the covariance that the votes' own variation gives. */
export function sandwichOf(covariance: Float64Array, meat: Float64Array, size: number, factor = 1): Float64Array {
  const sandwich = conjugate(covariance, meat, size)
  return factor === 1 ? sandwich : sandwich.map((value) => factor * value)
}

/**
 * How much more the votes vary than the model says: φ = Σ (y - p)² / Σ Var(y), at least ¼. With no more votes than models
 * that cannot be told, and φ is at least 1.
 */
export function dispersionOf(fit: Fit, cells: Cells): number {
  const at = emptySlopes()
  let [observed, expected, votes] = [0, 0, 0]
  for (let cell = 0; cell < cells.length; cell++) {
    fit.slopesAt(fit.theta[cells.i[cell]!]! - fit.theta[cells.j[cell]!]!, at)
    const [games, p] = [cells.games[cell]!, at.expected]
    observed += Math.max(0, cells.squares[cell]! - 2 * p * cells.score[cell]! + games * p * p)
    expected += games * at.variance
    votes += games
  }
  return Math.max(votes > cells.modelCount ? 0.25 : 1, observed / expected)
}

/**
 * Standard errors of θ and of its differences, from one covariance or the largest of several for each figure by itself.
 * `count` is the number of models, `size` that of rows.
 */
export function uncertaintyOf(covariances: Float64Array[], count: number, size: number, df = Infinity): Uncertainty {
  const [se, difference] = [new Float64Array(count), new Float64Array(count * count)]
  for (const matrix of covariances) {
    for (let i = 0; i < count; i++) {
      const variance = matrix[i * size + i]!
      se[i] = Math.max(se[i]!, variance)
      for (let j = 0; j < i; j++) {
        const ofBoth = variance + matrix[j * size + j]! - 2 * matrix[i * size + j]!
        if (ofBoth > difference[i * count + j]!) difference[i * count + j] = ofBoth
      }
    }
  }
  mirrorLower(difference, count)
  return { se: se.map(Math.sqrt), difference: difference.map(Math.sqrt), critical: df === Infinity ? normalCritical : studentCritical(df), df }
}
