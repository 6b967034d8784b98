import { z } from 'zod'
import { UntrustedText } from '../untrusted.ts'

export const diffKinds = ['words', 'lines', 'structure'] as const

/** How one column's answer differs from the first column's. */
export const DiffShape = z.object({
  column: z.number().int().describe('Index of the model whose answer is held against the first one’s.'),
  note: z.string().nullable().describe('Why another kind of difference is shown than was asked for.'),
  pieces: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: UntrustedText })).nullable(),
  changes: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })).nullable(),
})
