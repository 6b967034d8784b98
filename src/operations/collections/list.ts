import { z } from 'zod'
import { listCollections } from '../../store/responses.ts'
import { defineOperation } from '../operation.ts'

export const listCollectionsOperation = defineOperation({
  name: 'collections.list', kind: 'read', path: '/collections',
  summary: 'List where imported rows came from, with source and licence.',
  input: z.object({}),
  output: z.object({
    collections: z.array(z.object({
      slug: z.string(), name: z.string(), url: z.string().nullable(), licence: z.string().nullable(), responses: z.number().int(),
    })),
  }),
  async run(_input, _caller, { db, store }) {
    return { collections: await store.remember('collections', () => listCollections(db)) }
  },
})
