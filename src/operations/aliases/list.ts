import { z } from 'zod'
import { listAliases } from '../../store/aliases.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { Slug } from '../shapes.ts'

export const Alias = z.object({
  spelling: z.string().describe('The form in which spellings are compared.'),
  written: z.string().describe('As it was first met.'),
  origin: z.enum(['catalogue', 'import', 'person']),
  model: z.string(),
  name: z.string(),
})

export const listAliasesOperation = defineOperation({
  name: 'aliases.list', kind: 'read', path: '/aliases',
  summary: 'List which spellings of imported rows mean which models.',
  input: z.object({
    model: Slug.optional().describe('Only spellings of this model.'),
    q: z.string().max(200).optional().describe('Part of a spelling.'),
    origin: z.enum(['catalogue', 'import', 'person']).optional().describe('Who said so.'),
    ...pageInput,
  }),
  output: z.object({ aliases: z.array(Alias), ...pageOutput }),
  async run({ limit, cursor, ...filter }, _caller, { db }) {
    const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listAliases(db, filter, { after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    return { aliases: page, nextCursor: rows.length > page.length ? encodeCursor([page.at(-1)!.spelling]) : null }
  },
})
