import { z } from 'zod'
import { rebuildSearchIndex } from '../../store/search-index.ts'
import { defineOperation } from '../operation.ts'

export const reindex = defineOperation({
  name: 'search.reindex', kind: 'write', path: '/search/reindex', callers: ['system'], command: 'reindex', transaction: 'none', idempotent: true,
  summary: 'Make the whole search index anew from what is stored.',
  input: z.object({}),
  output: z.object({ done: z.literal(true) }),
  async run(_input, _caller, { db, store }) {
    await rebuildSearchIndex(db)
    await store.searchIsCurrent()
    return { done: true as const }
  },
})
