import { z } from 'zod'
import { listRules } from '../../store/vote-rules.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { RulesChosenShape } from './shapes.ts'

export const rulesHistory = defineOperation({
  name: 'rules.history', kind: 'read', path: '/rules/history', positional: [],
  summary: 'List which rules were chosen when and why, newest first.',
  input: z.object(pageInput),
  output: z.object({ choices: z.array(RulesChosenShape), ...pageOutput }),
  async run({ limit, cursor }, _caller, { db }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listRules(db, { before, limit: limit + 1 })
    const choices = rows.slice(0, limit)
    return { choices, nextCursor: rows.length > choices.length ? encodeCursor([choices.at(-1)!.id]) : null }
  },
})
