import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { lookAtResult } from '../boards/look.ts'
import { FreshnessShape } from '../boards/shapes.ts'
import { waitInput } from '../boards/slice-input.ts'

const Count = z.number().int()
const Figure = z.number().nullable()

const AgreementShape = z.object({
  pairs: Count.describe('Pairs of answers that both judged.'),
  prompts: Count,
  raw: z.number().describe('Chance that a verdict of one and a verdict of the other on the same pair are equal.'),
  decided: Figure.describe('The same among verdicts that prefer one answer.'),
  kappa: Figure.describe('Cohen’s kappa: 0 as chance would have it, 1 always.'),
  lo: Figure.describe('95 % interval of kappa, clustered by prompt.'), hi: Figure,
})

export const getAgreement = defineOperation({
  name: 'judges.agreement', kind: 'read', path: '/judges/agreement', positional: [],
  summary: 'Say how far judging models agree with people, with each other, and people among themselves.',
  input: z.object({ ...waitInput }),
  output: z.object({
    state: FreshnessShape,
    problem: z.string().nullable(),
    asOf: z.string().nullable(),
    people: z.object({ votes: Count, among: AgreementShape.nullable().describe('Two people on the same pair.') }).nullable(),
    judges: z.array(z.object({
      judge: z.string(), votes: Count.describe('Verdicts that are stored, ties among them.'), ties: Count,
      abstentions: Count.default(0).describe('Pairs on which it gave no verdict, or one in each order that contradict each other.'),
    })),
    agreements: z.array(AgreementShape.extend({ one: z.string().nullable().describe('Null: people.'), other: z.string() })),
  }),
  async run({ wait }, caller, context) {
    const { state, document: agreement, problem = null } = await lookAtResult({ kind: 'agreement' }, () => context.store.boards.agreement(), wait, caller, context)
    return { state, problem, asOf: agreement?.asOf ?? null, people: agreement?.people ?? null, judges: agreement?.judges ?? [], agreements: agreement?.agreements ?? [] }
  },
})
