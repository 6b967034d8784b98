import { DomainError } from '../../core/errors.ts'
import { bothBad, leftWins, rightWins, tied } from '../../core/ratings/votes.ts'
import { csvHeader, hasAll } from '../first-row.ts'
import type { SourceFile } from '../format.ts'
import { readCsv } from '../reading/csv.ts'
import { readJson } from '../reading/json.ts'
import { reasons, type Rejections } from './rejections.ts'
import { bytesOf } from './text-bytes.ts'
import type { VoteColumns } from './vote-columns.ts'

/** What the columns of a table of pairs may be called: the two models, and how often each won. */
const sides = [['model_a', 'model_b'], ['left', 'right'], ['player1', 'player2'], ['home.team', 'away.team'], ['row', 'col']] as const
const wins = [['a_wins', 'b_wins'], ['win1', 'win2'], ['home.wins', 'away.wins'], ['win', 'loss']] as const
const ties = ['draws', 'ties', 'tie'] as const
const bothBads = ['both_bad'] as const

/** Which columns of a table of pairs hold what. */
export interface PairColumns {
  sides: readonly [string, string]
  wins: readonly [string, string]
  ties: string | undefined
  bothBad: string | undefined
}

/** The columns of a table with the totals of each pair; undefined where these are the names of something else. */
export function pairColumnsIn(names: ReadonlySet<string>): PairColumns | undefined {
  const [side, win] = [sides, wins].map((pairs) => pairs.find((pair) => hasAll(names, ...pair)))
  if (!side || !win) return undefined
  const oneOf = (list: readonly string[]) => list.find((name) => names.has(name))
  return { sides: side, wins: win, ties: oneOf(ties), bothBad: oneOf(bothBads) }
}

/** Reads a CSV of pairs with their totals: each total is a vote with a weight. */
export async function readPairTotals(file: SourceFile, tables: PairTables, rejections: Rejections): Promise<void> {
  const pairs = pairColumnsIn(new Set(csvHeader(file.head)))!
  const rows: PairTotal[] = []
  for await (const row of readCsv(file)) {
    if ('error' in row) rejections.add(reasons.brokenRecord, row.line, { found: row.error })
    else rows.push(...totalIn(row.record, row.line, pairs, rejections))
  }
  tables.take(rejections.file, rows)
}

/** Whether this is one of compar:IA's heat maps in Vega that hold the totals of each pair. */
export function isVegaOfPairs({ head }: SourceFile): boolean {
  return head.startsWith('{') && head.includes('"datasets"') && head.includes('vega-lite') && head.includes('"a_wins"')
}

const longestVegaBytes = 64 * 2 ** 20

/** Reads compar:IA's heat map: it holds every pair twice, once from either side, and models against themselves. */
export async function readVegaPairs(file: SourceFile, tables: PairTables, rejections: Rejections): Promise<void> {
  const { datasets } = await readJson(file, longestVegaBytes) as { datasets?: Record<string, unknown> }
  const seen = new Set<string>()
  const totals: PairTotal[] = []
  for (const rows of Object.values(datasets ?? {})) {
    if (!Array.isArray(rows)) continue
    for (const [index, row] of (rows as Array<Record<string, unknown> | null>).entries()) {
      const pairs = row ? pairColumnsIn(new Set(Object.keys(row))) : undefined
      if (!row || !pairs) continue
      const [left, right] = pairs.sides.map((side) => row[side])
      if (seen.has(JSON.stringify([right, left]))) continue
      seen.add(JSON.stringify([left, right]))
      totals.push(...totalIn(row, index, pairs, rejections))
    }
  }
  tables.take(rejections.file, totals)
}

interface PairTotal {
  left: string
  right: string
  /** Wins of the left, wins of the right, ties, both bad. */
  counts: number[]
  line: number
}

/** The total that a row tells, or none, which is then counted with its reason. */
function totalIn(row: Record<string, unknown>, line: number, pairs: PairColumns, rejections: Rejections): PairTotal[] {
  const [left, right] = pairs.sides.map((side) => row[side])
  const counts = [pairs.wins[0], pairs.wins[1], pairs.ties, pairs.bothBad].map((name) => (name === undefined ? 0 : countOf(row[name])))
  const total = sum(counts)
  const reject = (reason: string, details?: { count?: number; found?: string }) => {
    rejections.add(reason, line, details)
    return []
  }
  if (Number.isNaN(total) || (row.count !== undefined && countOf(row.count) !== total)) return reject(reasons.wrongCounts)
  if (typeof left !== 'string' || typeof right !== 'string' || left.trim() === '' || right.trim() === '') return reject(reasons.noName, { count: total })
  if (left === right) return reject(reasons.selfPlay, { count: total, found: left })
  return [{ left, right, counts, line }]
}

/** So many equal totals in two files are no chance. */
const leastEqual = 5

/**
 * The totals of all files. A source that publishes the same votes in two forms, or of two days, has them counted once: where every
 * total of the one file is in the other, a total that both have is taken from the first. Where many are and others differ,
 * nobody can tell which votes are in both.
 */
export class PairTables {
  readonly #columns: VoteColumns
  readonly #rejections: Rejections
  readonly #tables: Array<{ file: string; totals: ReadonlyMap<string, string> }> = []

  constructor(columns: VoteColumns, rejections: Rejections) {
    this.#columns = columns
    this.#rejections = rejections
  }

  /** @throws DomainError where the same votes may be in another file that was taken. */
  take(file: string, rows: PairTotal[]): void {
    const totals = new Map(rows.map((row) => [keyOf(row), countsOf(row)]))
    const taken = this.#tables.filter((table) => {
      const equal = [...totals].filter(([key, counts]) => table.totals.get(key) === counts).length
      const smaller = Math.min(totals.size, table.totals.size)
      if (equal > 0 && equal === smaller) return true
      if (equal < leastEqual || equal < smaller / 2) return false
      throw new DomainError('invalid', `${equal} of its ${totals.size} totals of pairs are those of ${table.file}, and others differ: the same votes would count twice. Rate one of the two files.`)
    })
    for (const row of rows) {
      if (taken.some((table) => table.totals.get(keyOf(row)) === countsOf(row))) this.#rejections.add(reasons.sameTotals, row.line, { count: sum(row.counts) })
      else this.#add(row)
    }
    if (totals.size > 0) this.#tables.push({ file, totals })
  }

  #add({ left, right, counts }: PairTotal): void {
    const outcomes = [leftWins, rightWins, tied, bothBad]
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue
      this.#columns.addNamed(bytesOf(left), bytesOf(right), outcomes[index]!)
      this.#columns.setWeight(count)
    }
  }
}

/** The same whichever of the two stands left. */
function keyOf({ left, right }: PairTotal): string {
  return JSON.stringify(left < right ? [left, right] : [right, left])
}

function countsOf({ left, right, counts: [first, second, ...rest] }: PairTotal): string {
  return (left < right ? [first, second, ...rest] : [second, first, ...rest]).join()
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

const mostVotes = 1e12

/** A whole number that is not negative; NaN for anything else. */
function countOf(value: unknown): number {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= mostVotes ? count : NaN
}
