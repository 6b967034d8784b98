import { z } from 'zod'
import { findRules } from '../../store/vote-rules.ts'
import { defineOperation } from '../operation.ts'
import { presentRules, RuleShape } from './shapes.ts'

export const getRules = defineOperation({
  name: 'rules.get', kind: 'read', path: '/rules', positional: [],
  summary: 'Read which rules set votes aside, and which of them are in force.',
  input: z.object({}),
  output: z.object({
    id: z.number().int().nullable().describe('Of the choice that is in force, as `rules.history` lists it; null while nobody has chosen any.'),
    rules: z.array(RuleShape).describe('In the order in which they are asked: a vote is counted under the first that sets it aside.'),
  }),
  async run(_input, _caller, { db }) {
    const { id, rules } = await findRules(db)
    return { id, rules: presentRules(rules) }
  },
})
