import { z } from 'zod'
import { deciders, type Decider } from '../../core/votes/vote.ts'
import { findVote } from '../../store/duels/votes.ts'
import { batchHash } from '../../store/ledger.ts'
import { hashOfVote } from '../../store/ledger/votes.ts'
import { defineOperation } from '../operation.ts'
import { readReceipt } from './receipt.ts'

export const verifyReceipt = defineOperation({
  name: 'receipts.verify', kind: 'read', path: '/receipts/verify', positional: ['receipt'],
  summary: 'Say whether a receipt is ours, and whether its vote still stands as it was cast.',
  input: z.object({ receipt: z.string().min(1).max(1_000).describe('The receipt’s token.') }),
  output: z.object({
    genuine: z.boolean().describe('This server gave it.'),
    vote: z.string().nullable(),
    ledger: z.string().nullable().describe('Hash of the entry that chains the vote.'),
    at: z.string().nullable(),
    judge: z.enum(deciders).nullable().describe('Who decided, a person or a model; null where the vote is not there.'),
    kept: z.boolean().nullable().describe('The vote, and the ids of the answers it was on, are stored and chained as they were; null where the receipt is not ours. The bytes of the answers are another matter: `doctor` looks at those.'),
    withdrawn: z.boolean().nullable().describe('Its voter took it back since.'),
  }),
  failed: ({ genuine, kept }) => !genuine || kept === false,
  async run({ receipt: token }, _caller, context) {
    const receipt = await readReceipt(token, context)
    if (!receipt) return { genuine: false, vote: null, ledger: null, at: null, judge: null, kept: null, withdrawn: null }
    const vote = await findVote(context.db, { key: receipt.vote })
    const kept = vote !== undefined && vote.ledger_hash === receipt.ledger && vote.ledger_payload === batchHash([await hashOfVote(context.db, vote.id)])
    return { genuine: true, ...receipt, judge: vote ? vote.judge_kind as Decider : null, kept, withdrawn: vote ? vote.withdrawn_at !== null : null }
  },
})
