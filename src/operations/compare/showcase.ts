import { z } from 'zod'
import { showcasePair } from '../../store/responses.ts'
import { defineOperation } from '../operation.ts'

export const showcase = defineOperation({
  name: 'compare.showcase', kind: 'read', path: '/compare/showcase', positional: [],
  summary: 'Name two answers to one challenge that are worth reading first.',
  input: z.object({}),
  output: z.object({ pair: z.object({ challenge: z.string(), models: z.tuple([z.string(), z.string()]) }).nullable() }),
  async run(_input, _caller, { db, store }) {
    return { pair: (await store.remember('showcase', () => showcasePair(db))) ?? null }
  },
})
