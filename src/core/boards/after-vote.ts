import type { RatedPair } from '../ratings/report.ts'
import { pointsOfLogOdds } from '../ratings/scale.ts'

/** A rating with its 95 % interval, and how much its votes tell of it: Σ n p (1 - p) over its opponents. */
export interface Standing {
  rating: number
  lo: number
  hi: number
  information: number
}

/** What a single vote does to a rating, with its sign. */
export interface Move {
  points: number
  /** By what the width of the interval is multiplied. */
  narrowing: number
}

/** How much the votes of each model tell of its rating. */
export function informationOf(pairs: readonly RatedPair[]): Map<string, number> {
  const information = new Map<string, number>()
  for (const { a, b, games, expected } of pairs) {
    if (expected === null) continue
    for (const model of [a, b]) information.set(model, (information.get(model) ?? 0) + games * expected * (1 - expected))
  }
  return information
}

/**
 * About how far one vote moves the two ratings, without fitting anew: S (y - p) / I for each, the first step of Newton's method
 * with the other models held where they are (RATINGS, 7). `score` is what the left one got: 1, ½ or 0.
 */
export function moveByVote(left: Standing, right: Standing, score: number): { left: Move; right: Move } {
  const expected = 1 / (1 + 10 ** ((right.rating - left.rating) / 400))
  const told = expected * (1 - expected)
  const move = ({ information }: Standing, surprise: number): Move => ({
    points: (pointsOfLogOdds * surprise) / (information + told), narrowing: Math.sqrt(information / (information + told)),
  })
  return { left: move(left, score - expected), right: move(right, expected - score) }
}

/** A rating as the move leaves it. */
export function moved({ rating, lo, hi }: Standing, { points, narrowing }: Move): { rating: number; lo: number; hi: number } {
  return { rating: rating + points, lo: rating + points - (rating - lo) * narrowing, hi: rating + points + (hi - rating) * narrowing }
}

/** A rating as it was before the move. */
export function movedBack({ rating, lo, hi }: Standing, { points, narrowing }: Move): { rating: number; lo: number; hi: number } {
  return { rating: rating - points, lo: rating - points - (rating - lo) / narrowing, hi: rating - points + (hi - rating) / narrowing }
}
