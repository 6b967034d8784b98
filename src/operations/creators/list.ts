import { z } from 'zod'
import { listCreators } from '../../store/models.ts'
import { defineOperation } from '../operation.ts'
import { CreatorShape } from '../shapes.ts'

export const listCreatorsOperation = defineOperation({
  name: 'creators.list', kind: 'read', path: '/creators',
  summary: 'List who makes models, by name.',
  input: z.object({}),
  output: z.object({ creators: z.array(CreatorShape.extend({ models: z.number().int() })) }),
  async run(_input, _caller, { db, store }) {
    return { creators: await store.remember('creators', () => listCreators(db)) }
  },
})
