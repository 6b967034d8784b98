import { z } from 'zod'
import { listImports } from '../../store/imports.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'

const Count = z.number().int()

export const listImportsOperation = defineOperation({
  name: 'imports.list', kind: 'read', path: '/imports',
  summary: 'List what was imported, newest first, with what was rejected and what found no place.',
  input: z.object({ ...pageInput }),
  output: z.object({
    imports: z.array(z.object({
      id: Count, file: z.string(), format: z.string(), read: Count, imported: Count, duplicates: Count, rejected: Count,
      rejections: z.array(z.object({ file: z.string().optional(), line: Count.optional(), index: Count.optional(), reason: z.string() })),
      lost: z.array(z.string()), state: z.enum(['running', 'done', 'failed']), startedAt: z.string(), finishedAt: z.string().nullable(),
    })),
    ...pageOutput,
  }),
  async run({ limit, cursor }, _caller, { db }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listImports(db, { before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    return {
      imports: page.map(({ started_at, finished_at, ...row }) => ({ ...row, file: row.file.split('/').at(-1)!, startedAt: started_at, finishedAt: finished_at })),
      nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
