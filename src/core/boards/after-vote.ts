import { addPair, logistic, softplus } from '../ratings/fit.ts'
import { factorInPlace, inverseOf } from '../ratings/linear-algebra.ts'
import { maximise, type Concave, type Optimum } from '../ratings/newton.ts'
import type { RatedModel, RatedPair } from '../ratings/report.ts'
import { centre, pointsOfLogOdds } from '../ratings/scale.ts'

/** A rating with its 95 % interval. */
export interface Standing {
  rating: number
  lo: number
  hi: number
}

/** What a single vote does to a rating, with its sign. */
export interface Move {
  points: number
  /** By what the width of the interval is multiplied. */
  narrowing: number
}

/** One part of a board, as single votes are added to it. */
export interface PartAround {
  place: ReadonlyMap<string, number>
  /** Strengths in log-odds, where the prior has its middle. */
  strengths: Float64Array
  prior: number
  /** Of each model: whom it met, how often, and what it scored, a tie being half. */
  met: ReadonlyArray<ReadonlyMap<number, { games: number; score: number }>>
  games: Float64Array
}

/** The models of a part and its pairs; pairs of other parts are passed over. */
export function partAround(models: ReadonlyArray<Pick<RatedModel, 'model' | 'rating'>>, pairs: readonly RatedPair[], prior: number): PartAround {
  const rated = models.filter(({ rating }) => rating !== null)
  const place = new Map(rated.map(({ model }, index) => [model, index]))
  const met = rated.map(() => new Map<number, { games: number; score: number }>())
  const gamesOf = new Float64Array(rated.length)
  for (const { a, b, games, winsA, winsB, ties, bothBad } of pairs) {
    const [i, j] = [place.get(a), place.get(b)]
    if (i === undefined || j === undefined) continue
    met[i]!.set(j, { games, score: winsA + (ties + bothBad) / 2 })
    met[j]!.set(i, { games, score: winsB + (ties + bothBad) / 2 })
    gamesOf[i]! += games
    gamesOf[j]! += games
  }
  return { place, strengths: aroundPrior(Float64Array.from(rated, ({ rating }) => (rating! - centre) / pointsOfLogOdds)), prior, met, games: gamesOf }
}

/**
 * Ratings are 0 on average, but the prior pulled towards where its slopes, Σ 1 - 2 σ(θ), come to nothing: at the optimum the
 * votes' own slopes do. By bisection.
 */
function aroundPrior(theta: Float64Array): Float64Array {
  let [low, high] = [-40, 40]
  while (high - low > 1e-9) {
    const middle = (low + high) / 2
    if (theta.reduce((sum, one) => sum + 2 * logistic(one + middle) - 1, 0) < 0) low = middle
    else high = middle
  }
  return theta.map((one) => one + low)
}

/** In parts of so many models everybody moves with a vote: fitting them takes a few tenths of a millisecond. In larger ones so many do. */
const mostOfSmall = 48
const mostOfLarge = 24

/**
 * What one vote more (`count` 1), or one less (-1), does to the ratings of its two models: the penalised likelihood of the board with
 * that vote, maximised again from where the board is. The two and whoever leans on them most move; in parts of up to 48 models
 * that is everybody, and the ratings are those of a fit of all votes. `score` is what the left one got: 1, ½ or 0. Null where
 * the two would not be on one scale.
 */
export function moveByVote(part: PartAround, left: string, right: string, score: number, count: 1 | -1): { left: Move; right: Move } | null {
  const [one, other] = [part.place.get(left), part.place.get(right)]
  if (one === undefined || other === undefined || !areConnected(part, one, other, count)) return null
  const moving = movingWith(part, one, other)
  const start = Float64Array.from(moving, (model) => part.strengths[model]!)
  const before = likelihoodOf(part, moving)
  const after = withVote(before, start, { score, count })
  const optimum = maximise(after, start, 1e-6)
  const errorBefore = varianceAt(before, start, part)
  const errorAfter = optimum && varianceAt(after, optimum.x, part)
  if (!errorBefore || !errorAfter) return null
  const shift = optimum.x.reduce((sum, x, at) => sum + x - start[at]!, 0) / part.strengths.length
  const [ofLeft, ofRight] = [0, 1].map((at): Move => ({
    points: pointsOfLogOdds * (optimum.x[at]! - start[at]! - shift), narrowing: Math.sqrt(errorAfter(at) / errorBefore(at)),
  }))
  return { left: ofLeft!, right: ofRight! }
}

/** Whether votes still connect the two when their only one is taken away. */
function areConnected({ met }: PartAround, one: number, other: number, count: 1 | -1): boolean {
  if (count === 1 || (met[one]!.get(other)?.games ?? 0) > 1) return true
  const [seen, open] = [new Set([one]), [one]]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of met[at]!.keys()) {
      if (seen.has(next) || (at === one && next === other)) continue
      if (next === other) return true
      seen.add(next)
      open.push(next)
    }
  }
  return false
}

/** The two, and then those of whose votes the largest share is on the two. */
function movingWith({ met, games, strengths }: PartAround, one: number, other: number): number[] {
  const rest = Array.from(strengths.keys()).filter((model) => model !== one && model !== other)
  if (strengths.length <= mostOfSmall) return [one, other, ...rest]
  const near = rest.flatMap((model) => {
    const shared = (met[one]!.get(model)?.games ?? 0) + (met[other]!.get(model)?.games ?? 0)
    return shared > 0 ? [{ model, share: shared / games[model]! }] : []
  })
  return [one, other, ...near.sort((a, b) => b.share - a.share).slice(0, mostOfLarge - 2).map(({ model }) => model)]
}

/** The penalised likelihood along the models that move, the others standing where they are. */
function likelihoodOf(part: PartAround, moving: number[]): Concave {
  const { prior } = part
  const { length, i, j, fixed, games, score } = pairsOf(part, moving)
  const size = moving.length
  return {
    size,
    valueAt(x) {
      let sum = 0
      for (let model = 0; model < size; model++) sum += prior * (x[model]! - 2 * softplus(x[model]!))
      for (let pair = 0; pair < length; pair++) {
        const gap = x[i[pair]!]! - (j[pair]! < 0 ? fixed[pair]! : x[j[pair]!]!)
        sum += score[pair]! * gap - games[pair]! * softplus(gap)
      }
      return sum
    },
    addSlopesAt(x, gradient, information) {
      for (let model = 0; model < size; model++) {
        const share = logistic(x[model]!)
        gradient[model]! += prior * (1 - 2 * share)
        information[model * size + model]! += 2 * prior * share * (1 - share)
      }
      for (let pair = 0; pair < length; pair++) {
        const [one, other, count] = [i[pair]!, j[pair]!, games[pair]!]
        const share = logistic(x[one]! - (other < 0 ? fixed[pair]! : x[other]!))
        const [slope, curvature] = [score[pair]! - count * share, count * share * (1 - share)]
        if (other >= 0) addPair(one, other, slope, curvature, size, gradient, information)
        else {
          gradient[one]! += slope
          information[one * size + one]! += curvature
        }
      }
    },
  }
}

/** Every pair that a moving model met, by the places among those that move; -1 and its strength for an opponent that stands. */
function pairsOf({ met, strengths }: PartAround, moving: number[]) {
  const local = new Int32Array(strengths.length).fill(-1)
  for (const [at, model] of moving.entries()) local[model] = at
  const most = moving.reduce((sum, model) => sum + met[model]!.size, 0)
  const [i, j, fixed, games, score] = [new Int32Array(most), new Int32Array(most), new Float64Array(most), new Float64Array(most), new Float64Array(most)]
  let length = 0
  for (const [at, model] of moving.entries()) {
    for (const [opponent, pair] of met[model]!) {
      const other = local[opponent]!
      if (other >= 0 && other < at) continue
      i[length] = at
      j[length] = other
      fixed[length] = strengths[opponent]!
      games[length] = pair.games
      score[length] = pair.score
      length += 1
    }
  }
  return { length, i, j, fixed, games, score }
}

/**
 * The same with one vote more or less between the first two. What slope is left at the start is taken off: where the board has
 * terms that are not in here, as for the left side, it is where they put it.
 */
function withVote(before: Concave, start: Float64Array, { score, count }: { score: number; count: number }): Concave {
  const { size } = before
  const left = new Float64Array(size)
  before.addSlopesAt(start, left, new Float64Array(size * size))
  return {
    size,
    valueAt: (x) => before.valueAt(x) - x.reduce((sum, one, at) => sum + one * left[at]!, 0) + count * (score * (x[0]! - x[1]!) - softplus(x[0]! - x[1]!)),
    addSlopesAt(x, gradient, information) {
      before.addSlopesAt(x, gradient, information)
      for (let at = 0; at < size; at++) gradient[at]! -= left[at]!
      const share = logistic(x[0]! - x[1]!)
      addPair(0, 1, count * (score - share), count * share * (1 - share), size, gradient, information)
    },
  }
}

/** The variance of a strength against the mean of all, by the information there; null where that has no inverse. */
function varianceAt({ size, addSlopesAt }: Concave, x: Optimum['x'], { strengths: { length } }: PartAround): ((at: number) => number) | null {
  const factor = new Float64Array(size * size)
  addSlopesAt(x, new Float64Array(size), factor)
  if (!factorInPlace(factor, size)) return null
  const inverse = inverseOf(factor, size)
  const sums = Array.from({ length: size }, (_, row) => inverse.subarray(row * size, (row + 1) * size).reduce((sum, one) => sum + one, 0))
  const all = sums.reduce((sum, one) => sum + one, 0)
  return (at) => inverse[at * size + at]! - (2 * sums[at]!) / length + all / length ** 2
}

/** A rating as the move leaves it. */
export function moved({ rating, lo, hi }: Standing, { points, narrowing }: Move): Standing {
  return { rating: rating + points, lo: rating + points - (rating - lo) * narrowing, hi: rating + points + (hi - rating) * narrowing }
}
