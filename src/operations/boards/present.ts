import type { z } from 'zod'
import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import { leastGames, leastVotesForStyle } from '../../core/boards/method.ts'
import type { Slice } from '../../core/boards/slice.ts'
import { wilson } from '../../core/boards/wilson.ts'
import type { RatedModel, RatedPair, RateReport } from '../../core/ratings/report.ts'
import { pointsOfLogOdds } from '../../core/ratings/scale.ts'
import { rules } from '../../core/votes/rules.ts'
import type { Database } from '../../store/database.ts'
import { listModelsBySlug, type ModelRow } from '../../store/models.ts'
import { bestOfVariants } from './best-of-variants.ts'
import type { BoardModel, BoardRowShape, BoardShape } from './shapes.ts'

type Row = z.input<typeof BoardRowShape>

/** A board with when and from what it was computed. */
export interface StoredBoard {
  hash: string
  computed_at: string
  as_of: string
  ledger_head: string | null
  method_version: string
  document: BoardDocument
}

/** Beside the board itself: its pairs, where they are kept, and ratings of the same votes without style control. */
export interface Beside {
  detail?: BoardDetail
  plain?: BoardDocument
}

/** A board as it is answered, with what is known of its models today. */
export async function presentBoard(db: Database, board: StoredBoard, { detail, plain }: Beside = {}): Promise<z.input<typeof BoardShape>> {
  const { document } = board
  const { report } = document
  return {
    hash: board.hash, slice: document.slice, computedAt: board.computed_at, asOf: board.as_of, methodVersion: board.method_version, ledgerHead: board.ledger_head,
    votes: {
      read: document.read, used: report.votes.used,
      setAside: document.setAside.map(({ rule, count }) => ({ rule, because: rules[rule].because, votes: count })),
      undated: document.undated ?? null,
    },
    prompts: document.prompts, voters: document.voters, firstDay: document.firstDay, lastDay: document.lastDay,
    clusteredBy: report.options.cluster, prior: report.options.prior, parts: report.parts ?? null, reason: report.reason ?? null,
    shrinkagePoints: report.shrinkage?.points ?? null,
    notes: notesOf(document), promptShare: report.promptShare ?? null, side: sideOf(report), style: report.style ?? null, fit: report.fit ?? null,
    rows: await presentRows(db, document, { detail, plain }), categories: document.categories, criteria: document.criteria,
  }
}

/** What the left side is worth in points; the report has its interval in log-odds. */
export function sideOf({ side }: RateReport): { rating: number; lo: number; hi: number } | null {
  return side ? { rating: side.rating, lo: side.lo * pointsOfLogOdds, hi: side.hi * pointsOfLogOdds } : null
}

/** Models by slug, with what is known of them today and how fast they answered. */
export async function boardModels(db: Database, document: BoardDocument): Promise<Map<string, z.input<typeof BoardModel>>> {
  return modelsFrom(await listModelsBySlug(db, document.report.models.map(({ model }) => model)), document)
}

function modelsFrom(rows: ModelRow[], { report, speeds }: BoardDocument): Map<string, z.input<typeof BoardModel>> {
  const found = new Map(rows.map((row) => [row.slug, row]))
  const speedOf = new Map(speeds.map((speed) => [speed.model, speed]))
  return new Map(report.models.map(({ model }) => [model, presentBoardModel(model, found.get(model), speedOf.get(model))]))
}

function presentBoardModel(slug: string, row: ModelRow | undefined, speed: BoardDocument['speeds'][number] | undefined): z.input<typeof BoardModel> {
  return {
    slug, name: row?.name ?? slug, house: row?.house ?? false,
    creator: row?.creator_slug ? { slug: row.creator_slug, name: row.creator_name! } : null,
    openWeights: row?.open_weights ?? null, retired: row?.retired ?? null, inputPrice: row?.input_price ?? null, outputPrice: row?.output_price ?? null,
    seconds: speed?.seconds ?? null, tokensPerSecond: speed?.tokensPerSecond ?? null,
  }
}

async function presentRows(db: Database, document: BoardDocument, { detail, plain }: Beside): Promise<Row[]> {
  const { report } = document
  const known = await listModelsBySlug(db, report.models.map(({ model }) => model))
  const models = modelsFrom(known, document)
  const parts = partsOf(document)
  const bases = new Map(known.map(({ slug, id, base_id }) => [slug, base_id ?? id]))
  const bestOf = bestOfVariants(report.models, (model) => (bases.has(model) ? `${parts.get(model) ?? 1} ${bases.get(model)}` : undefined))
  const without = new Map(plain?.report.models.map(({ model, rating }) => [model, rating]))
  return report.models.map((rated, index) => {
    const { model, rating } = rated
    const plainRating = without.get(model) ?? null
    return {
      ...rated, model: models.get(model)!, part: parts.get(model) ?? 1, provisional: rated.games < leastGames, bestOf: bestOf.get(model) ?? null,
      tieShare: wilson(rated.ties, rated.games), bothBadShare: wilson(rated.bothBad, rated.games),
      next: nextOf(report.models, index, parts, detail), change: rating !== null && plainRating !== null ? rating - plainRating : null,
    }
  })
}

/** In which part of the board each model is, from 1; empty where one scale holds all. */
export function partsOf({ report }: BoardDocument): Map<string, number> {
  return new Map(report.parts?.flatMap((part, index) => part.map((model) => [model, index + 1] as const)))
}

/** The model below of the same part, where the two have met. */
function nextOf(models: RatedModel[], index: number, parts: Map<string, number>, detail: BoardDetail | undefined): Row['next'] {
  const [above, below] = [models[index]!, models[index + 1]]
  if (!detail || !below || parts.get(above.model) !== parts.get(below.model)) return null
  const pair = pairOf(detail, above.model, below.model)
  if (!pair) return null
  return { model: below.model, games: pair.games, wins: pair.wins, losses: pair.losses, eValue: pair.eValue, isSaid: pair.eValue >= 20 && pair.wins > pair.losses }
}

/** How the duels of two models came out, seen from the first; undefined where they never met. */
export function pairOf(detail: BoardDetail, one: string, other: string) {
  const pairs = indexOf(detail)
  const pair = pairs.get(one)?.get(other) ?? pairs.get(other)?.get(one)
  if (!pair) return undefined
  const { games, ties, bothBad, eValue } = pair
  const isTurned = pair.a !== one
  return { games, ties, bothBad, eValue, wins: isTurned ? pair.winsB : pair.winsA, losses: isTurned ? pair.winsA : pair.winsB }
}

const indices = new WeakMap<BoardDetail, Map<string, Map<string, RatedPair>>>()

/** Pairs by their models: of two hundred models there are twenty thousand. */
function indexOf(detail: BoardDetail): Map<string, Map<string, RatedPair>> {
  const known = indices.get(detail)
  if (known) return known
  const index = new Map<string, Map<string, RatedPair>>()
  for (const pair of detail.pairs) index.set(pair.a, (index.get(pair.a) ?? new Map<string, RatedPair>()).set(pair.b, pair))
  indices.set(detail, index)
  return index
}

function notesOf({ slice, report, prompts, undated = 0 }: BoardDocument): string[] {
  const notes = [
    undated > 0 && undatedNote(undated),
    slice.style && report.votes.used < leastVotesForStyle && `Style control says little with fewer than ${leastVotesForStyle} votes.`,
    slice.judges !== 'human' && 'Judging models took part: they favour long answers, and answers like their own.',
    report.promptShare !== undefined && report.promptShare > 0.5
      && `${Math.round(report.promptShare * 100)}% of the uncertainty comes from the ${prompts} challenges${report.parts ? ' (of the largest part)' : ''}: add challenges, not votes.`,
  ]
  return notes.filter((note) => note !== false)
}

function undatedNote(votes: number): string {
  return `${votes.toLocaleString('en')} ${votes === 1 ? 'vote carries' : 'votes carry'} no date, so a board of a past day cannot count ${votes === 1 ? 'it' : 'them'}.`
}

/** The same slice, rated without style control. */
export function withoutStyle(slice: Slice): Slice {
  return { ...slice, style: false }
}
