import { z } from 'zod'
import { isAlways, isInForce, ruleNames, rules, type VoteRules } from '../../core/votes/rules.ts'

export const RuleShape = z.object({
  name: z.enum(ruleNames),
  because: z.string().describe('Ends: votes are set aside because …'),
  isInForce: z.boolean(), isDefault: z.boolean().describe('As it would be if nobody had chosen.'), isAlways: z.boolean().describe('It cannot be switched off.'),
})

export const RulesChosenShape = z.object({
  id: z.number().int(), at: z.string(), note: z.string().describe('Why.'),
  rules: z.record(z.string(), z.boolean()).describe('The rules that were chosen by name; all others are as they are by default.'),
  changes: z.array(z.object({ rule: z.enum(ruleNames), isInForce: z.boolean() })).describe('Which came into force, and which no longer are.'),
})

/** Every rule, in the order in which they are asked, and whether it is in force. */
export function presentRules(chosen: VoteRules) {
  return ruleNames.map((name) => ({
    name, because: rules[name].because, isInForce: isInForce(name, chosen), isDefault: rules[name].default, isAlways: isAlways(name),
  }))
}
