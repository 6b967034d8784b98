import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { ModelReference } from '../shapes.ts'
import { lookAt } from './look.ts'
import { boardModels, partsOf } from './present.ts'
import { FreshnessShape, SliceShape } from './shapes.ts'
import { sliceInput, sliceOf, waitInput } from './slice-input.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

export const getPairs = defineOperation({
  name: 'leaderboard.pairs', kind: 'read', path: '/leaderboard/pairs', positional: [],
  summary: 'Read how every pair of models did against each other: the matrix behind a board.',
  input: z.object({ ...sliceInput, ...waitInput }),
  output: z.object({
    state: FreshnessShape,
    slice: SliceShape,
    models: z.array(ModelReference.extend({ rating: Figure, part: Count.describe('Ratings of different parts do not compare.') })).describe('As on the board: part by part, the best of each first.'),
    pairs: z.array(z.object({
      a: z.string(), b: z.string(), games: Count, winsA: Count, winsB: Count, ties: Count, bothBad: Count,
      score: z.number().describe('Share of the games that a won, a tie counting half.'),
      expected: Figure.describe('The same as the ratings would have it.'),
      residual: Figure.describe('How far it is from that, in standard deviations.'),
      eValue: z.number().describe('Evidence that the better of the two is better, valid at every look; 20 or more may be said aloud.'),
      lo: z.number().describe('95 % confidence sequence of the share of decisive votes that a wins.'), hi: z.number(),
    })).describe('Those that met.'),
  }),
  async run({ wait, ...input }, caller, context) {
    const slice = await sliceOf(input, context)
    const { state, board } = await lookAt(slice, wait, caller, context)
    const detail = board && await context.store.boards.detail(slice)
    if (!board || !detail) return { state, slice, models: [], pairs: [] }
    const [models, parts] = [await boardModels(context.db, board.document), partsOf(board.document)]
    return {
      state, slice,
      models: board.document.report.models.map(({ model, rating }) => ({ ...models.get(model)!, rating, part: parts.get(model) ?? 1 })),
      pairs: detail.pairs.map(({ sequence, ...pair }) => ({ ...pair, score: (pair.winsA + (pair.ties + pair.bothBad) / 2) / pair.games, ...sequence })),
    }
  },
})
