import { leftWins, rightWins, scoreOf, tied, type Votes } from './votes.ts'

/** Which votes a rating takes: `half` counts a tie of either kind as half a win each, `drop` leaves it out. */
export type TieTreatment = 'half' | 'drop'

/**
 * Votes summed up by pair: all that a rating needs to know of them, apart from clusters and style. One cell for each pair
 * that met, in the order of `i` and then `j`; i < j always, whichever side they stood on.
 */
export interface Cells {
  modelCount: number
  length: number
  i: Int32Array
  j: Int32Array
  /** Votes that the fit sees: Σ w. */
  games: Float64Array
  /** What i scored in them: Σ w y, y being 1 for a win, ½ for a tie, or a judge's share. */
  score: Float64Array
  /** Σ w y²: with `games` and `score` it gives Σ w (y - p)² for any p. */
  squares: Float64Array
  /** How many of `games` are ties by outcome: what the models with a tie parameter take as ties. */
  halves: Float64Array
  /** How the votes of the pair came out, for people to read; ties that the fit leaves out are still in here. */
  winsI: Float64Array
  winsJ: Float64Array
  ties: Float64Array
  bothBad: Float64Array
}

const columns = ['games', 'score', 'squares', 'halves', 'winsI', 'winsJ', 'ties', 'bothBad'] as const

/** Sums the votes up. A vote of a model against itself, or of no weight, says nothing and is left out. */
export function cellsOf(votes: Votes, ties: TieTreatment = 'half'): Cells {
  const { modelCount, length, i, j, cellOfRow } = pairsOf(votes)
  const cells: Cells = { ...emptyCells(modelCount, length), i, j }
  for (let row = 0; row < votes.length; row++) {
    const cell = cellOfRow[row]!
    if (cell < 0) continue
    addVote(cells, cell, votes, row, ties)
  }
  return cells
}

/** No votes yet: `length` cells full of zeros. */
export function emptyCells(modelCount: number, length: number): Cells {
  const zeros = Object.fromEntries(columns.map((name) => [name, new Float64Array(length)])) as Pick<Cells, (typeof columns)[number]>
  return { modelCount, length, i: new Int32Array(length), j: new Int32Array(length), ...zeros }
}

/** The cells of some models alone, numbered by their place in `models`: pairs with a model outside are left out. */
export function cellsAmong(cells: Cells, models: ArrayLike<number>): Cells {
  const place = placesOf(cells.modelCount, models)
  const kept: number[] = []
  const lower: number[] = []
  const upper: number[] = []
  for (let cell = 0; cell < cells.length; cell++) {
    const one = place[cells.i[cell]!]!
    const other = place[cells.j[cell]!]!
    if (one < 0 || other < 0) continue
    // A cell that is to be told from the other side is marked by its complement.
    kept.push(one < other ? cell : ~cell)
    lower.push(Math.min(one, other))
    upper.push(Math.max(one, other))
  }
  const among = emptyCells(models.length, kept.length)
  const order = orderOfPairs(lower, upper, models.length)
  for (let index = 0; index < kept.length; index++) {
    const at = order[index]!
    const cell = kept[at]!
    among.i[index] = lower[at]!
    among.j[index] = upper[at]!
    for (const name of columns) among[name][index] = cells[name][cell < 0 ? ~cell : cell]!
    if (cell < 0) turn(among, index)
  }
  return among
}

/** The order of pairs by i and then j, by counting. */
function orderOfPairs(i: ArrayLike<number>, j: ArrayLike<number>, modelCount: number): Int32Array {
  const order = new Int32Array(i.length)
  for (let index = 0; index < order.length; index++) order[index] = index
  return orderBy(i, orderBy(j, order, modelCount), modelCount)
}

function orderBy(key: ArrayLike<number>, order: Int32Array, limit: number): Int32Array {
  const next = new Int32Array(limit + 1)
  for (let index = 0; index < key.length; index++) next[key[index]! + 1]!++
  for (let value = 0; value < limit; value++) next[value + 1]! += next[value]!
  const sorted = new Int32Array(order.length)
  for (const index of order) sorted[next[key[index]!]!++] = index
  return sorted
}

/** Where each model stands in `models`; -1 for the others. */
export function placesOf(modelCount: number, models: ArrayLike<number>): Int32Array {
  const place = new Int32Array(modelCount).fill(-1)
  for (let index = 0; index < models.length; index++) place[models[index]!] = index
  return place
}

/** Finds the cell of two models, in either order. They must have met. */
export function cellNumbers({ modelCount, length, i, j }: Cells): (a: number, b: number) => number {
  const numbers = new Map<number, number>()
  for (let cell = 0; cell < length; cell++) numbers.set(i[cell]! * modelCount + j[cell]!, cell)
  return (a, b) => numbers.get(a < b ? a * modelCount + b : b * modelCount + a)!
}

/** Votes of each model, as the fit sees them. */
export function gamesOfModels(cells: Cells): Float64Array {
  const games = new Float64Array(cells.modelCount)
  for (let cell = 0; cell < cells.length; cell++) {
    games[cells.i[cell]!]! += cells.games[cell]!
    games[cells.j[cell]!]! += cells.games[cell]!
  }
  return games
}

/** Tells the cell from the side of the other model. */
function turn(cells: Cells, cell: number): void {
  const [games, score] = [cells.games[cell]!, cells.score[cell]!]
  cells.squares[cell] = games - 2 * score + cells.squares[cell]!
  cells.score[cell] = games - score
  const wins = cells.winsI[cell]!
  cells.winsI[cell] = cells.winsJ[cell]!
  cells.winsJ[cell] = wins
}

function addVote(cells: Cells, cell: number, votes: Votes, row: number, treatment: TieTreatment): void {
  const weight = votes.weight === undefined ? 1 : votes.weight[row]!
  const outcome = votes.outcome[row]!
  const isTurned = votes.left[row]! > votes.right[row]!
  const isTie = outcome >= tied
  if (isTie) (outcome === tied ? cells.ties : cells.bothBad)[cell]! += weight
  else (outcome === (isTurned ? rightWins : leftWins) ? cells.winsI : cells.winsJ)[cell]! += weight

  const isHalf = isTie && isTieAt(votes, row)
  if (isHalf && treatment === 'drop') return
  const ofLeft = scoreOf(votes, row)
  const score = isTurned ? 1 - ofLeft : ofLeft
  cells.games[cell]! += weight
  cells.score[cell]! += weight * score
  cells.squares[cell]! += weight * score * score
  if (isHalf) cells.halves[cell]! += weight
}

/** Whether a vote is a tie of either kind, and no judge's probability says otherwise. */
export function isTieAt(votes: Votes, row: number): boolean {
  if (votes.outcome[row]! < tied) return false
  const share = votes.share === undefined ? NaN : votes.share[row]!
  return Number.isNaN(share) || share === 0.5
}

interface Pairs {
  modelCount: number
  length: number
  i: Int32Array
  j: Int32Array
  /** The cell of each vote; -1 for one that says nothing. */
  cellOfRow: Int32Array
}

/** Above this many models a table of all pairs would be larger than the votes are worth. */
const mostModelsOfTable = 2048

/** Finds the pairs that met and numbers them in order. */
function pairsOf(votes: Votes): Pairs {
  const modelCount = votes.models.length
  const numbers = modelCount <= mostModelsOfTable ? tableNumbers(modelCount) : mapNumbers()
  const cellOfRow = new Int32Array(votes.length).fill(-1)
  for (let row = 0; row < votes.length; row++) {
    const left = votes.left[row]!
    const right = votes.right[row]!
    if (left === right || (votes.weight !== undefined && !(votes.weight[row]! > 0))) continue
    cellOfRow[row] = numbers.of(left < right ? left * modelCount + right : right * modelCount + left)
  }
  const i = Int32Array.from(numbers.keys, (key) => Math.floor(key / modelCount))
  const j = Int32Array.from(numbers.keys, (key) => key % modelCount)
  const order = orderOfPairs(i, j, modelCount)
  const place = placesOf(order.length, order)
  for (let row = 0; row < votes.length; row++) if (cellOfRow[row]! >= 0) cellOfRow[row] = place[cellOfRow[row]!]!
  return { modelCount, length: order.length, i: order.map((at) => i[at]!), j: order.map((at) => j[at]!), cellOfRow }
}

interface Numbers {
  keys: number[]
  of(key: number): number
}

function tableNumbers(modelCount: number): Numbers {
  const table = new Int32Array(modelCount * modelCount)
  const keys: number[] = []
  return {
    keys,
    of(key) {
      if (table[key] === 0) table[key] = keys.push(key)
      return table[key]! - 1
    },
  }
}

function mapNumbers(): Numbers {
  const table = new Map<number, number>()
  const keys: number[] = []
  return {
    keys,
    of(key) {
      const known = table.get(key)
      if (known !== undefined) return known
      table.set(key, keys.length)
      return keys.push(key) - 1
    },
  }
}
