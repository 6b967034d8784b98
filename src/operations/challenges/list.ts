import { z } from 'zod'
import { difficulties } from '../../core/challenges/challenge.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { challengeFacets, countsByChallenge, listChallenges } from '../../store/challenges.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentChallenge } from '../present.ts'
import { ChallengeSummary, Slug } from '../shapes.ts'

const Facet = z.array(z.object({ value: z.string(), name: z.string().optional(), count: z.number().int() }))

export const listChallengesOperation = defineOperation({
  name: 'challenges.list', kind: 'read', path: '/challenges',
  summary: 'List challenges, with how many answers each has.',
  input: z.object({
    q: z.string().max(200).optional().describe('Words in title, description or prompt.'),
    category: Slug.optional().describe('Only challenges of this category.'),
    difficulty: z.enum(difficulties).optional().describe('Only challenges of this difficulty.'),
    type: z.enum(outputTypes).optional().describe('Expected output type.'),
    collection: Slug.optional().describe('Only challenges of this collection.'),
    tag: Slug.optional().describe('Only challenges with this tag.'),
    facets: z.boolean().default(false).describe('Also count challenges per category, difficulty, type and collection.'),
    ...pageInput,
  }),
  output: z.object({
    challenges: z.array(ChallengeSummary),
    facets: z.object({ category: Facet, difficulty: Facet, outputType: Facet, collection: Facet }).optional(),
    ...pageOutput,
  }),
  async run({ limit, cursor, facets, type, ...filter }, _caller, { db, store }) {
    const after = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listChallenges(db, { ...filter, outputType: type }, { after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const counts = await countsByChallenge(db, page.map(({ id }) => id))
    return {
      challenges: page.map((row) => presentChallenge(row, counts.get(row.id))),
      facets: facets ? ((await store.remember('facets of challenges', () => challengeFacets(db))) as never) : undefined,
      nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
