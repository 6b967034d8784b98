import { z } from 'zod'

export const LedgerEntryShape = z.object({
  id: z.number().int(),
  kind: z.enum(['votes', 'withdrawal']).describe('Votes that were cast or imported, or a voter who took one back.'),
  votes: z.number().int().describe('How many votes it covers.'),
  payload: z.string().describe('SHA-256 over what it covers.'),
  previous: z.string().describe('Hash of the entry before; 64 zeros for the first.'),
  hash: z.string().describe('SHA-256 over all of this.'),
  at: z.string(),
})
