import { z } from 'zod'
import type { BoardDocument } from '../../core/boards/board.ts'
import { whyNoHistory } from '../../core/boards/no-history.ts'
import { sliceKey } from '../../core/boards/slice.ts'
import { listBoards } from '../../store/boards/stored.ts'
import { defineOperation } from '../operation.ts'
import { FreshnessShape, SliceShape } from './shapes.ts'
import { sliceInput, sliceOf } from './slice-input.ts'

const Figure = z.number().nullable()
const Ratings = z.array(z.object({ model: z.string(), rating: Figure, lo: Figure, hi: Figure }))

export const listBoardsOperation = defineOperation({
  name: 'boards.list', kind: 'read', path: '/boards', positional: [],
  summary: 'List the boards of a slice that were kept, and its ratings over time.',
  input: z.object({
    ...sliceInput,
    ratings: z.boolean().default(false).describe('Also answer the ratings of each board.'),
    limit: z.number().int().min(1).max(100).default(30).describe('How many boards to return, newest first, 1 to 100.'),
  }),
  output: z.object({
    state: FreshnessShape,
    slice: SliceShape,
    boards: z.array(z.object({
      hash: z.string(), computedAt: z.string(), votes: z.number().int(), methodVersion: z.string(), ratings: Ratings.optional(),
    })),
    history: z.array(z.object({ day: z.string(), votes: z.number().int(), ratings: Ratings }))
      .describe('Of the newest board: its votes whose day is known, up to the end of some of the days on which they were cast, each rated anew.'),
    noHistory: z.string().nullable().describe('Why these draw no line, in a sentence; null where they do, or there is no board yet.'),
    undated: z.number().int().nullable().describe('Votes of the newest board that are in no point of `history`, because their day is not known; null where there is no board yet, or an older one does not tell.'),
  }),
  async run({ ratings, limit, ...input }, _caller, context) {
    const { db, store } = context
    const slice = await sliceOf(input, context)
    const { state, board } = await store.boards.look(slice)
    const rows = await listBoards(db, sliceKey(slice), limit)
    const boards = await Promise.all(rows.map(async (row) => ({
      hash: row.hash, computedAt: row.computed_at, votes: row.votes, methodVersion: row.method_version,
      ...(ratings && { ratings: ratingsOf((await store.boards.document(row))?.report.models ?? []) }),
    })))
    return {
      state, slice, boards, history: (board?.document.history ?? []).map(({ day, votes, models }) => ({ day, votes, ratings: models })),
      noHistory: board ? reasonOf(board.document) : null, undated: board?.document.dated ? board.document.report.votes.used - board.document.dated.votes : null,
    }
  },
})

function reasonOf({ report, dated, history }: BoardDocument): string | null {
  return whyNoHistory({ used: report.votes.used, dated, points: history.length, rated: history.at(-1)?.models.length ?? 0, leans: report.shrinkage !== undefined })
}

function ratingsOf(models: Array<{ model: string; rating: number | null; lo: number | null; hi: number | null }>) {
  return models.map(({ model, rating, lo, hi }) => ({ model, rating, lo, hi }))
}
