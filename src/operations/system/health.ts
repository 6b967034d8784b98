import { z } from 'zod'
import { ping } from '../../store/ping.ts'
import { defineOperation } from '../operation.ts'

export const getHealth = defineOperation({
  name: 'health.get', kind: 'read', path: '/health', positional: [],
  summary: 'Say whether the server and its database answer.',
  input: z.object({}),
  output: z.object({ status: z.literal('ok'), database: z.enum(['sqlite', 'postgres']) }),
  async run(_input, _caller, { db, store }) {
    await ping(db)
    return { status: 'ok' as const, database: store.kind }
  },
})
