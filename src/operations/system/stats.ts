import { z } from 'zod'
import { countEverything } from '../../store/responses.ts'
import { defineOperation } from '../operation.ts'

const Count = z.number().int()

export const getStats = defineOperation({
  name: 'stats.get', kind: 'read', path: '/stats',
  summary: 'Count what there is.',
  input: z.object({}),
  output: z.object({ models: Count, houseAuthors: Count, creators: Count, challenges: Count, responses: Count, votes: Count, collections: Count }),
  run: (_input, _caller, { db, store }) => store.remember('counts of everything', () => countEverything(db)),
})
