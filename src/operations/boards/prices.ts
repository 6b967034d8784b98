import { z } from 'zod'
import { paretoFront } from '../../core/boards/pareto.ts'
import { defineOperation } from '../operation.ts'
import { lookAt } from './look.ts'
import { presentBoard } from './present.ts'
import { BoardRowShape, FreshnessShape, SliceShape } from './shapes.ts'
import { sliceInput, sliceOf, waitInput } from './slice-input.ts'

export const getPricesOfBoard = defineOperation({
  name: 'leaderboard.prices', kind: 'read', path: '/leaderboard/prices', positional: [],
  summary: 'Set the quality of models against their price, and name those that nothing beats for less.',
  input: z.object({ ...sliceInput, ...waitInput }),
  output: z.object({
    state: FreshnessShape,
    slice: SliceShape,
    models: z.array(BoardRowShape.pick({ model: true, rating: true, lo: true, hi: true, tier: true, part: true, provisional: true }).extend({
      price: z.number().describe('US dollars per million output tokens.'),
      isOnFront: z.boolean().describe('No model of the same part has at least this rating for less.'),
    })).describe('Rated models with a known price, cheapest first.'),
    unpriced: z.array(z.string()).describe('Rated models whose price is not known.'),
  }),
  async run({ wait, ...input }, caller, context) {
    const slice = await sliceOf(input, context)
    const { state, board } = await lookAt(slice, wait, caller, context)
    const rows = board ? (await presentBoard(context.db, board)).rows.filter(({ rating }) => rating !== null) : []
    const offers = rows.flatMap((row) => (row.model.outputPrice === null ? [] : [{ ...row, price: row.model.outputPrice, cost: row.model.outputPrice, worth: row.rating! }]))
    // Ratings of different parts are on different scales.
    const front = new Set([...Map.groupBy(offers, ({ part }) => part).values()].flatMap((part) => paretoFront(part)))
    return {
      state, slice,
      models: offers.sort((a, b) => a.price - b.price || b.worth - a.worth).map((offer) => ({ ...offer, isOnFront: front.has(offer) })),
      unpriced: rows.filter(({ model }) => model.outputPrice === null).map(({ model }) => model.slug),
    }
  },
})
