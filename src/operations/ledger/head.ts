import { z } from 'zod'
import { noEntry } from '../../core/ledger/canonical.ts'
import { countLedger, findHead } from '../../store/ledger.ts'
import { defineOperation } from '../operation.ts'

export const ledgerHead = defineOperation({
  name: 'ledger.head', kind: 'read', path: '/ledger/head',
  summary: 'Read the newest hash of the ledger of votes: who keeps it can tell later whether a vote was removed or changed.',
  input: z.object({}),
  output: z.object({
    hash: z.string().describe('Of the newest entry; 64 zeros while there is none.'),
    entries: z.number().int(),
    votes: z.number().int().describe('Votes chained so far.'),
    at: z.string().nullable().describe('When the newest entry was written.'),
  }),
  async run(_input, _caller, { db, store }) {
    const head = await findHead(db)
    const counts = await store.remember('counts of the ledger', () => countLedger(db))
    return { hash: head?.hash ?? noEntry, ...counts, at: head?.at ?? null }
  },
})
