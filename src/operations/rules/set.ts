import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { changesOfRules, isAlways, ruleNames, type RuleName, type VoteRules } from '../../core/votes/rules.ts'
import { appendRules, findRules } from '../../store/vote-rules.ts'
import { defineOperation } from '../operation.ts'
import { presentRules, RuleShape, RulesChosenShape } from './shapes.ts'

const Names = z.array(z.enum(ruleNames)).default([])

const input = z.object({
  on: Names.describe('Rules to put in force.'),
  off: Names.describe('Rules to take out of force: their votes count again.'),
  reset: Names.describe('Rules to leave as they are by default.'),
  note: z.string().trim().min(3).max(500)
    .describe('Why. Everybody can read it in the change log.'),
})

export const setRules = defineOperation({
  name: 'rules.set', kind: 'write', path: '/rules', callers: ['admin'], positional: [],
  summary: 'Choose which rules set votes aside. The choice is written down with its reason, and all boards are computed anew.',
  input,
  output: z.object({
    id: z.number().int(), rules: z.array(RuleShape),
    changes: RulesChosenShape.shape.changes,
  }),
  limits: { perMinute: 30, bodyBytes: 4_096 },
  async run({ note, ...asked }, _caller, { db, now }) {
    const { rules: before } = await findRules(db)
    const after = chosenFrom(before, asked)
    const changes = changesOfRules(before, after)
    if (changes.length === 0) throw new DomainError('invalid', 'That would change nothing: these rules are as you ask already. `rules.get` tells which are in force.')
    const id = await appendRules(db, { rules: after, note, at: now().toISOString() })
    return { id, rules: presentRules(after), changes }
  },
})

/** @throws DomainError `invalid`. */
function chosenFrom(before: VoteRules, { on, off, reset }: Record<'on' | 'off' | 'reset', RuleName[]>): VoteRules {
  const named = [...on, ...off, ...reset]
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice) throw new DomainError('invalid', `"${twice}" is named twice. Say once what is to become of it.`)
  const fixed = off.find(isAlways)
  if (fixed) throw new DomainError('invalid', `"${fixed}" cannot be switched off: such a vote says nothing.`)
  const kept = Object.entries(before).filter(([name]) => !named.includes(name as RuleName))
  return Object.fromEntries([...kept, ...on.map((name) => [name, true]), ...off.map((name) => [name, false])]) as VoteRules
}
