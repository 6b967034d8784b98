import { z } from 'zod'
import { defaultSlice } from '../../core/boards/slice.ts'
import { lookAt } from '../boards/look.ts'
import { presentBoard } from '../boards/present.ts'
import { BoardRowShape, FreshnessShape } from '../boards/shapes.ts'
import { waitInput } from '../boards/slice-input.ts'
import { defineOperation } from '../operation.ts'
import { widestTier } from '../../core/boards/first-tier.ts'
import { cheapestOf, firstTier } from './first-tier.ts'
import { sliceOfTopic, TopicShape, topicsOf } from './topics.ts'

const Row = BoardRowShape.pick({ model: true, rating: true, lo: true, hi: true, games: true, provisional: true })

export const listBestFor = defineOperation({
  name: 'best-for.list', kind: 'read', path: '/best-for', positional: [],
  summary: 'Name the models that people prefer, by category and by criterion, as far as the votes tell.',
  input: z.object({ ...waitInput }),
  output: z.object({
    state: FreshnessShape.describe('Of the main board, which tells what there are votes about.'),
    topics: z.array(TopicShape.extend({
      state: FreshnessShape,
      models: z.number().int().nullable().describe('Models with votes; null while the board is being computed.'),
      best: z.array(Row).describe('The first three of the first tier, which the votes do not tell apart, in the order of the board.'),
      tied: z.number().int().describe('How many models are in the first tier.'),
      cheapest: Row.nullable().describe(`The cheapest of the first tier, by output price; null where none is known, or the tier holds more than ${widestTier} models.`),
    })),
  }),
  async run({ wait }, caller, context) {
    const { state, board } = await lookAt(defaultSlice, wait, caller, context)
    const topics = board ? topicsOf(board.document) : []
    return {
      state,
      topics: await Promise.all(topics.map(async (topic) => {
        const look = await lookAt(sliceOfTopic(topic), wait, caller, context)
        const rows = look.board ? (await presentBoard(context.db, look.board)).rows : undefined
        const best = firstTier(rows ?? [])
        return { ...topic, state: look.state, models: rows?.length ?? null, best: best.slice(0, 3), tied: best.length, cheapest: cheapestOf(best) }
      })),
    }
  },
})
