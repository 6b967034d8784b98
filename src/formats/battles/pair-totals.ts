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

/** Reads a CSV of pairs with their totals: each total is a vote with a weight. Answers how many votes the rows told of. */
export async function readPairTotals(file: SourceFile, columns: VoteColumns, rejections: Rejections): Promise<void> {
  const pairs = pairColumnsIn(new Set(csvHeader(file.head)))!
  for await (const row of readCsv(file)) {
    if ('error' in row) rejections.add(reasons.brokenRecord, row.line, { found: row.error })
    else takePair(row.record, row.line, pairs, columns, rejections)
  }
}

/** Whether this is one of compar:IA's heat maps in Vega that hold the totals of each pair. */
export function isVegaOfPairs({ head }: SourceFile): boolean {
  return head.startsWith('{') && head.includes('"datasets"') && head.includes('vega-lite') && head.includes('"a_wins"')
}

const longestVegaBytes = 64 * 2 ** 20

/** Reads compar:IA's heat map: it holds every pair twice, once from either side, and models against themselves. */
export async function readVegaPairs(file: SourceFile, columns: VoteColumns, rejections: Rejections): Promise<void> {
  const { datasets } = await readJson(file, longestVegaBytes) as { datasets?: Record<string, unknown> }
  const seen = new Set<string>()
  for (const rows of Object.values(datasets ?? {})) {
    if (!Array.isArray(rows)) continue
    for (const [index, row] of (rows as Array<Record<string, unknown> | null>).entries()) {
      const pairs = row ? pairColumnsIn(new Set(Object.keys(row))) : undefined
      if (!row || !pairs) continue
      const [left, right] = pairs.sides.map((side) => row[side])
      if (seen.has(JSON.stringify([right, left]))) continue
      seen.add(JSON.stringify([left, right]))
      takePair(row, index, pairs, columns, rejections)
    }
  }
}

function takePair(
  row: Record<string, unknown>, line: number, pairs: PairColumns, columns: VoteColumns, rejections: Rejections,
): void {
  const names = pairs.sides.map((side) => row[side])
  const counts = [pairs.wins[0], pairs.wins[1], pairs.ties, pairs.bothBad].map((name) => (name === undefined ? 0 : countOf(row[name])))
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (Number.isNaN(total) || (row.count !== undefined && countOf(row.count) !== total)) return rejections.add(reasons.wrongCounts, line)
  const [left, right] = names as [string, string]
  if (names.some((name) => typeof name !== 'string' || name.trim() === '')) return rejections.add(reasons.noName, line, { count: total })
  if (left === right) return rejections.add(reasons.selfPlay, line, { count: total, found: left })
  const outcomes = [leftWins, rightWins, tied, bothBad]
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue
    columns.addNamed(bytesOf(left), bytesOf(right), outcomes[index]!)
    columns.setWeight(count)
  }
}

const mostVotes = 1e12

/** A whole number that is not negative; NaN for anything else. */
function countOf(value: unknown): number {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= mostVotes ? count : NaN
}
