import { z } from 'zod'
import { informationOf, moveByVote, moved, movedBack, type Move, type Standing } from '../../core/boards/after-vote.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { MainBoard } from '../../store/boards/keeper.ts'
import type { Services } from '../operation.ts'

const StandingShape = z.object({ rating: z.number(), lo: z.number(), hi: z.number() })

export const RatingsAroundShape = z.object({
  before: StandingShape, after: StandingShape,
  rankLo: z.number().nullable().describe('Ranks that the newest board leaves open, and games on it.'), rankHi: z.number().nullable(), games: z.number().int(),
}).describe('The model’s rating before and after this vote, with 95 % intervals: one of them from the newest board, the other about what this vote alone changed.')

export interface RatedVote {
  id: number
  verdict: Verdict
  /** Slugs. */
  left: string
  right: string
}

type Around = z.input<typeof RatingsAroundShape>

/**
 * What a vote did to the ratings of its two models, from the newest board of everybody, which may hold the vote already. Null
 * where there is no board, or no rating of both on one scale.
 */
export async function ratingsAround({ id, verdict, left, right }: RatedVote, { store }: Pick<Services, 'store'>): Promise<{ left: Around; right: Around } | null> {
  const board = await store.boards.mainBoard()
  const [ofLeft, ofRight] = [board && standingOf(board, left), board && standingOf(board, right)]
  if (!board || !ofLeft || !ofRight || !areOnOneScale(board, left, right) || verdict === 'abstain') return null
  const moves = moveByVote(ofLeft, ofRight, verdict === 'left' ? 1 : verdict === 'right' ? 0 : 0.5)
  const isIn = id <= board.lastVoteId
  return { left: around(ofLeft, moves.left, isIn), right: around(ofRight, moves.right, isIn) }
}

type Found = Standing & Pick<Around, 'rankLo' | 'rankHi' | 'games'>

function around(standing: Found, move: Move, isIn: boolean): Around {
  const { rating, lo, hi, rankLo, rankHi, games } = standing
  const now = { rating, lo, hi }
  return { before: isIn ? movedBack(standing, move) : now, after: isIn ? now : moved(standing, move), rankLo, rankHi, games }
}

/** Parts that no vote connects have a scale each. */
function areOnOneScale({ document }: MainBoard, left: string, right: string): boolean {
  return document.report.parts?.some((part) => part.includes(left) && part.includes(right)) ?? true
}

const informations = new WeakMap<MainBoard, Map<string, number>>()

function standingOf(board: MainBoard, slug: string): Found | undefined {
  const found = board.document.report.models.find(({ model }) => model === slug)
  if (!found || found.rating === null || found.lo === null || found.hi === null) return undefined
  const information = informations.get(board) ?? informationOf(board.detail.pairs)
  informations.set(board, information)
  const { rating, lo, hi, rankLo, rankHi, games } = found
  return { rating, lo, hi, rankLo, rankHi, games, information: information.get(slug) ?? 0 }
}
