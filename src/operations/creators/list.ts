import { z } from 'zod'
import { listCreators } from '../../store/models.ts'
import { defineOperation } from '../operation.ts'
import { afterSlug, pageInput, pageOutput } from '../paging.ts'
import { CreatorShape } from '../shapes.ts'

export const listCreatorsOperation = defineOperation({
  name: 'creators.list', kind: 'read', path: '/creators',
  summary: 'List who makes models, by name.',
  input: z.object({ limit: z.number().int().min(1).max(1_000).default(200).describe('How many to return, 1 to 1000.'), cursor: pageInput.cursor }),
  output: z.object({ creators: z.array(CreatorShape.extend({ models: z.number().int() })), ...pageOutput }),
  async run(page, _caller, { db, store }) {
    const { rows: creators, nextCursor } = afterSlug(await store.remember('creators', () => listCreators(db)), page)
    return { creators, nextCursor }
  },
})
