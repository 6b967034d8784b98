import { z } from 'zod'
import { moveByVote, moved, partAround, type Move, type PartAround, type Standing } from '../../core/boards/after-vote.ts'
import type { BoardDocument } from '../../core/boards/board.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { MainBoard } from '../../store/boards/keeper.ts'
import type { Services } from '../operation.ts'

const StandingShape = z.object({ rating: z.number(), lo: z.number(), hi: z.number() })

export const RatingsAroundShape = z.object({
  before: StandingShape, after: StandingShape,
  rankLo: z.number().nullable().describe('Ranks that the newest board leaves open, and games on it.'), rankHi: z.number().nullable(), games: z.number().int(),
}).describe('The model’s rating before and after this vote, with 95 % intervals: one of them from the newest board, the other what the fit is without or with this vote; its interval is scaled with it.')

export interface RatedVote {
  id: number
  verdict: Verdict
  /** Slugs. */
  left: string
  right: string
}

type Around = z.input<typeof RatingsAroundShape>

/**
 * What a vote that counts did to the ratings of its two models, from the newest board of everybody, which may hold the vote
 * already. Null where there is no board, or no rating of both on one scale.
 */
export async function ratingsAround(
  { id, verdict, left, right }: RatedVote, { store }: { store: { boards: Pick<Services['store']['boards'], 'mainBoard'> } },
): Promise<{ left: Around; right: Around } | null> {
  const board = await store.boards.mainBoard()
  const [ofLeft, ofRight] = [board && standingOf(board, left), board && standingOf(board, right)]
  if (!board || !ofLeft || !ofRight || verdict === 'abstain') return null
  const isIn = id <= board.lastVoteId
  const part = partWith(board, left)
  const moves = part && moveByVote(part, left, right, verdict === 'left' ? 1 : verdict === 'right' ? 0 : 0.5, isIn ? -1 : 1)
  return moves ? { left: around(ofLeft, moves.left, isIn), right: around(ofRight, moves.right, isIn) } : null
}

/** Why there are no ratings to tell of a vote that counts: the board is not that far, or the votes are too few. */
export async function whyNoRatings({ id }: Pick<RatedVote, 'id'>, { store }: { store: { boards: Pick<Services['store']['boards'], 'mainBoard'> } }): Promise<string> {
  const board = await store.boards.mainBoard()
  if (!board) return 'No ratings yet: the votes are being counted for the first time, which takes a moment.'
  if (id > board.lastVoteId) return 'No ratings yet: the newest board does not have these two on one scale. One with this vote is computed in a moment.'
  return 'No ratings yet: more votes on these two models are needed to rate them on one scale.'
}

type Found = Standing & Pick<Around, 'rankLo' | 'rankHi' | 'games'>

/** The board has the vote, or has it not: the other rating is a move away. */
function around({ rankLo, rankHi, games, ...now }: Found, move: Move, isIn: boolean): Around {
  const other = moved(now, move)
  return { ...(isIn ? { before: other, after: now } : { before: now, after: other }), rankLo, rankHi, games }
}

const parts = new WeakMap<BoardDocument, Map<number, PartAround>>()

/** The part of the board that a model is in, made once for each board: parts that no vote connects have a scale each. */
function partWith({ document, detail }: MainBoard, slug: string): PartAround {
  const { report } = document
  const index = report.parts?.findIndex((part) => part.includes(slug)) ?? 0
  const known = parts.get(document) ?? new Map<number, PartAround>()
  parts.set(document, known)
  const members = new Set(report.parts?.[index] ?? report.models.map(({ model }) => model))
  const part = known.get(index) ?? partAround(report.models.filter(({ model }) => members.has(model)), detail.pairs, report.options.prior)
  known.set(index, part)
  return part
}

function standingOf({ document }: MainBoard, slug: string): Found | undefined {
  const found = document.report.models.find(({ model }) => model === slug)
  if (!found || found.rating === null || found.lo === null || found.hi === null) return undefined
  const { rating, lo, hi, rankLo, rankHi, games } = found
  return { rating, lo, hi, rankLo, rankHi, games }
}
