import { z } from 'zod'
import type { BoardDocument } from '../../core/boards/board.ts'
import { sliceKey, type Slice } from '../../core/boards/slice.ts'
import type { BoardLook } from '../../store/boards/keeper.ts'
import { defineOperation, type Caller, type Context } from '../operation.ts'
import { CreatorReference } from '../shapes.ts'
import { lookAt } from './look.ts'
import { boardModels } from './present.ts'
import { FreshnessShape } from './shapes.ts'
import { sliceInput, sliceOf, waitInput } from './slice-input.ts'

const Votes = z.number().int().nullable().describe('Votes about it that the other switches leave; null while they are being counted.')

export const leaderboardChoices = defineOperation({
  name: 'leaderboard.choices', kind: 'read', path: '/leaderboard/choices', positional: [],
  summary: 'List what the switches of a board can be changed to: categories, criteria and creators, each as the other switches leave them.',
  input: z.object({ ...sliceInput, ...waitInput }),
  output: z.object({
    state: FreshnessShape.describe('Where it is `first-computation`, some of these are those of the main board.'),
    categories: z.array(z.object({ category: z.string(), votes: Votes })),
    criteria: z.array(z.object({ criterion: z.string(), votes: Votes })),
    creators: z.array(CreatorReference).describe('Of the models with votes, by name.'),
  }),
  async run({ wait, ...input }, caller, context) {
    const slice = await sliceOf(input, context)
    const offers = new Map<string, Offer>()
    // Without a switch that is not set there is the same board: it is looked at once.
    const without = async (name: 'category' | 'criterion' | 'creators') => {
      const { [name]: _, ...others } = slice
      const key = sliceKey(others)
      const offer = offers.get(key) ?? await offerOf(others, wait, caller, context)
      offers.set(key, offer)
      return offer
    }
    const [ofCategories, ofCriteria, ofCreators] = [await without('category'), await without('criterion'), await without('creators')]
    return {
      state: stalest([ofCategories, ofCriteria, ofCreators]),
      categories: (ofCategories.document?.categories ?? []).map(({ category, votes }) => ({ category, votes: ofCategories.isOfSlice ? votes : null })),
      criteria: (ofCriteria.document?.criteria ?? []).map(({ criterion, votes }) => ({ criterion, votes: ofCriteria.isOfSlice ? votes : null })),
      creators: ofCreators.document ? await creatorsOn(ofCreators.document, context) : [],
    }
  },
})

interface Offer {
  state: BoardLook['state']
  document: BoardDocument | undefined
  /** It is the board of the other switches, and not the main one, which stands in until there is that. */
  isOfSlice: boolean
}

/** What all other switches leave: a switch that is set leaves only itself on the board it makes. */
async function offerOf(others: Slice, wait: number, caller: Caller, context: Context): Promise<Offer> {
  const { state, board } = await lookAt(others, wait, caller, context)
  return { state, document: board?.document ?? (await context.store.boards.mainBoard())?.document, isOfSlice: board !== undefined }
}

function stalest(offers: Offer[]): Offer['state'] {
  return (['first-computation', 'updating'] as const).find((state) => offers.some((offer) => offer.state === state)) ?? 'current'
}

async function creatorsOn(document: BoardDocument, { db }: Context): Promise<Array<z.input<typeof CreatorReference>>> {
  const models = await boardModels(db, document)
  const bySlug = new Map([...models.values()].flatMap(({ creator }) => (creator ? [[creator.slug, creator] as const] : [])))
  return [...bySlug.values()].sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.slug < other.slug ? -1 : 1))
}
