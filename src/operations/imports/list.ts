import type { Selectable } from 'kysely'
import { z } from 'zod'
import { listImports } from '../../store/imports.ts'
import type { ImportTable } from '../../store/tables.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { silentAfterMs } from './history.ts'

const Count = z.number().int()

export const listImportsOperation = defineOperation({
  name: 'imports.list', kind: 'read', path: '/imports',
  summary: 'List what was imported, newest first, with what was rejected and what found no place.',
  input: z.object({ ...pageInput }),
  output: z.object({
    imports: z.array(z.object({
      id: Count, file: z.string(), format: z.string(), read: Count, imported: Count, duplicates: Count, rejected: Count,
      rejections: z.array(z.object({ file: z.string().optional(), line: Count.optional(), index: Count.optional(), reason: z.string() })),
      lost: z.array(z.string()), state: z.enum(['running', 'done', 'failed', 'interrupted']).describe('Interrupted: killed on the way. Importing the file again completes it.'),
      startedAt: z.string(), finishedAt: z.string().nullable().describe('When it ended; of an interrupted one, when it was last heard of.'),
    })),
    ...pageOutput,
  }),
  async run({ limit, cursor }, _caller, { db, now }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listImports(db, { before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    return {
      imports: page.map((row) => present(row, now())),
      nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})

function present({ started_at: startedAt, finished_at, ...row }: Selectable<ImportTable>, now: Date) {
  const isSilent = row.state === 'running' && now.getTime() - Date.parse(finished_at ?? startedAt) > silentAfterMs
  const state = isSilent ? ('interrupted' as const) : row.state
  return { ...row, state, file: row.file.split('/').at(-1)!, startedAt, finishedAt: state === 'running' ? null : finished_at }
}
