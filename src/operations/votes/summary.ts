import { z } from 'zod'
import { checks, ruleNames, rules } from '../../core/votes/rules.ts'
import { lookAtResult } from '../boards/look.ts'
import { FreshnessShape } from '../boards/shapes.ts'
import { waitInput } from '../boards/slice-input.ts'
import { defineOperation } from '../operation.ts'
import { CheckNames } from './recheck.ts'

const Count = z.number().int()
const Counts = z.array(z.object({ value: z.string().nullable().describe('Null: it is not known, or none applies.'), votes: Count }))

export const SummaryShape = z.object({
  asOf: z.string(), votes: Count, counted: Count.describe('Votes that no rule sets aside.'),
  sources: Counts, judgeKinds: Counts, pools: Counts, verdicts: Counts,
  checks: z.array(z.object({ check: CheckNames, asks: z.string(), pass: Count, fail: Count, unknown: Count.describe('It could not look, or nobody has run it.') })),
  rules: z.array(z.object({
    rule: z.enum(ruleNames), because: z.string().describe('Ends: votes are set aside because …'), isInForce: z.boolean(),
    setAside: Count.describe('A vote is counted under the first rule that sets it aside.'),
  })),
})

export const summarizeVotes = defineOperation({
  name: 'votes.summary', kind: 'read', path: '/votes/summary', positional: [],
  summary: 'Read how many votes there are of each kind, what checks found of them, and how many each rule sets aside.',
  input: z.object({ ...waitInput }),
  output: z.object({
    state: FreshnessShape, problem: z.string().nullable(),
    summary: SummaryShape.nullable().describe('The newest there is; null while the first is being made.'),
  }),
  async run({ wait }, caller, context) {
    const { state, document, problem = null } = await lookAtResult({ kind: 'summary' }, () => context.store.boards.summary(), wait, caller, context)
    const summary = document && {
      ...document,
      checks: document.checks.map((found) => ({ ...found, asks: checks[found.check] })),
      rules: document.rules.map((found) => ({ ...found, because: rules[found.rule].because })),
    }
    return { state, problem, summary: summary ?? null }
  },
})
