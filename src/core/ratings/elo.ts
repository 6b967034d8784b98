import { scoreOf, type Votes } from './votes.ts'

export interface EloOptions {
  /** Most points that one vote moves. */
  k?: number
  /** Rating of everybody before the first vote. */
  start?: number
}

/**
 * Elo ratings after the votes in their order: R' = R + K (S - E), E = 1 / (1 + 10^((Ro - R) / 400)) (Elo, The Rating of
 * Chessplayers, 1978), by place in `votes.models`; a model without votes keeps the start. A toy: the same votes in another
 * order give other ratings, by as much as the error of an honest one (`eloOrderDependence` shows it).
 */
export function eloRatings(votes: Votes, options: EloOptions = {}): Float64Array {
  return eloInOrder(votes, Int32Array.from({ length: votes.length }, (_, row) => row), options)
}

function eloInOrder(votes: Votes, order: Int32Array, { k = 4, start = 1000 }: EloOptions): Float64Array {
  const ratings = new Float64Array(votes.models.length).fill(start)
  for (const row of order) {
    const [left, right, score] = [votes.left[row]!, votes.right[row]!, scoreOf(votes, row)]
    // A row that stands for several votes is that many games in a row.
    for (let games = votes.weight?.[row] ?? 1; games > 0; games--) {
      const expected = 1 / (1 + 10 ** ((ratings[right]! - ratings[left]!) / 400))
      const moved = k * Math.min(1, games) * (score - expected)
      ratings[left]! += moved
      ratings[right]! -= moved
    }
  }
  return ratings
}

/** What the order of the votes does to Elo, by place in `votes.models`. */
export interface OrderDependence {
  /** Mean and standard deviation of a model's rating over orders. */
  mean: Float64Array
  sd: Float64Array
  /** Best and worst rank that a model took; 1 is the best. */
  rankLo: Int32Array
  rankHi: Int32Array
  /** How many different ranks it took. */
  rankCount: Int32Array
}

/** Elo of the same votes in `shuffles` orders of chance (`random` gives numbers from 0 to below 1). */
export function eloOrderDependence(
  votes: Votes, { shuffles = 100, random, ...options }: EloOptions & { shuffles?: number; random: () => number },
): OrderDependence {
  const count = votes.models.length
  const order = Int32Array.from({ length: votes.length }, (_, row) => row)
  const [mean, squares] = [new Float64Array(count), new Float64Array(count)]
  const ranks = votes.models.map(() => new Set<number>())
  for (let round = 1; round <= shuffles; round++) {
    shuffle(order, random)
    const ratings = eloInOrder(votes, order, options)
    for (const [model, rating] of ratings.entries()) {
      const off = rating - mean[model]!
      mean[model]! += off / round
      squares[model]! += off * (rating - mean[model]!)
    }
    const best = Array.from(ratings.keys()).sort((a, b) => ratings[b]! - ratings[a]!)
    for (const [place, model] of best.entries()) ranks[model]!.add(place + 1)
  }
  return {
    mean, sd: squares.map((sum) => Math.sqrt(sum / Math.max(1, shuffles - 1))),
    rankLo: Int32Array.from(ranks, (taken) => Math.min(...taken)), rankHi: Int32Array.from(ranks, (taken) => Math.max(...taken)),
    rankCount: Int32Array.from(ranks, (taken) => taken.size),
  }
}

/** Fisher and Yates, in place. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[order[last], order[other]] = [order[other]!, order[last]!]
  }
}
