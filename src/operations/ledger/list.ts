import { z } from 'zod'
import { listLedger } from '../../store/ledger.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { LedgerEntryShape } from './shapes.ts'

export const ledgerList = defineOperation({
  name: 'ledger.list', kind: 'read', path: '/ledger',
  summary: 'List the entries of the ledger of votes, oldest first.',
  input: z.object(pageInput),
  output: z.object({ entries: z.array(LedgerEntryShape), ...pageOutput }),
  async run({ limit, cursor }, _caller, { db }) {
    const after = cursor ? Number(decodeCursor(cursor, 1)[0]) : 0
    const rows = await listLedger(db, { after, limit: limit + 1 })
    const entries = rows.slice(0, limit)
    return { entries, nextCursor: rows.length > entries.length ? encodeCursor([entries.at(-1)!.id]) : null }
  },
})
