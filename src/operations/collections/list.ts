import { z } from 'zod'
import { listCollections } from '../../store/responses.ts'
import { defineOperation } from '../operation.ts'
import { afterSlug, pageInput, pageOutput } from '../paging.ts'

export const listCollectionsOperation = defineOperation({
  name: 'collections.list', kind: 'read', path: '/collections',
  summary: 'List where imported rows came from, with source and licence.',
  input: z.object({ limit: z.number().int().min(1).max(1_000).default(200).describe('How many to return, 1 to 1000.'), cursor: pageInput.cursor }),
  output: z.object({
    collections: z.array(z.object({
      slug: z.string(), name: z.string(), url: z.string().nullable(), licence: z.string().nullable(), responses: z.number().int(),
    })),
    ...pageOutput,
  }),
  async run(page, _caller, { db, store }) {
    const { rows: collections, nextCursor } = afterSlug(await store.remember('collections', () => listCollections(db)), page)
    return { collections, nextCursor }
  },
})
