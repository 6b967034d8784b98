import { z } from 'zod'
import { verifyStoredLedger } from '../../store/ledger/verify.ts'
import { defineOperation } from '../operation.ts'

export const ledgerVerify = defineOperation({
  name: 'ledger.verify', kind: 'read', path: '/ledger/verify', callers: ['admin'], positional: [],
  summary: 'Recompute the ledger from the stored votes, and say whether any was removed or changed.',
  input: z.object({ head: z.string().regex(/^[0-9a-f]{64}$/, 'a head is 64 hexadecimal digits').optional().describe('A head that you kept: says whether it is still in the chain.') }),
  output: z.object({
    sound: z.boolean().describe('Every vote is as it was when it was stored.'),
    entries: z.number().int(),
    votes: z.number().int(),
    head: z.string(),
    faults: z.array(z.object({ entry: z.number().int().nullable(), problem: z.string() })).describe('The first ones.'),
    faultCount: z.number().int(),
  }),
  limits: { perMinute: 6 },
  failed: ({ sound }) => !sound,
  async run({ head }, _caller, { store }) {
    const report = await verifyStoredLedger(store, { known: head })
    return { sound: report.faultCount === 0, ...report }
  },
})
