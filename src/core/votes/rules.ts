import type { CheckOutcome } from './check.ts'
import type { Verdict } from './vote.ts'

/** The checks there are, with what each asks. `vote_checks.name` holds these. */
export const checks = {
  'dwell': 'Was there time to read both answers?',
  'both-seen': 'Were both answers on the screen?',
  'duplicate-text': 'Did the two answers differ?',
  'identity-leak': 'Did both answers keep their author to themselves?',
  'rate': 'Did the voter vote at a human pace?',
  'same-prompt': 'Was it this voter’s first verdict on this pair for this challenge?',
  'voter-evidence': 'Do this voter’s votes look like a reader’s, not like a coin, a habit or a campaign?',
} as const

export type CheckName = keyof typeof checks

/** What a rule looks at. */
export interface VoteFacts {
  verdict: Verdict
  leftModel: string
  rightModel: string
  blind: boolean | null
  withdrawn: boolean
  checks: ReadonlyMap<CheckName, CheckOutcome>
}

interface Rule {
  /** Ends "votes set aside because …". */
  because: string
  /** Cannot be switched off: such a vote says nothing. */
  always?: true
  /** Whether it is in force unless somebody says otherwise. */
  default: boolean
  setsAside(facts: VoteFacts): boolean
}

const failed = (name: CheckName) => ({ checks: outcomes }: VoteFacts) => outcomes.get(name) === 'fail'

/** Every rule, in the order they are asked; a vote is counted under the first that sets it aside. */
export const rules = {
  'withdrawn': { because: 'their voter took them back', always: true, default: true, setsAside: ({ withdrawn }) => withdrawn },
  'no-verdict': { because: 'they hold no verdict', always: true, default: true, setsAside: ({ verdict }) => verdict === 'abstain' },
  'self-play': { because: 'both answers are by one model', always: true, default: true, setsAside: ({ leftModel, rightModel }) => leftModel === rightModel },
  'duplicate-text': { because: 'both answers are the same text', default: true, setsAside: failed('duplicate-text') },
  'not-blind': { because: 'the voter could see the names', default: true, setsAside: ({ blind }) => blind === false },
  'dwell': { because: 'there was no time to read', default: true, setsAside: failed('dwell') },
  'both-seen': { because: 'an answer was never on the screen', default: false, setsAside: failed('both-seen') },
  'identity-leak': { because: 'an answer may reveal its author', default: false, setsAside: failed('identity-leak') },
  'rate': { because: 'they came faster than anyone reads', default: true, setsAside: failed('rate') },
  'same-prompt': { because: 'the voter had judged this pair on this challenge before', default: true, setsAside: failed('same-prompt') },
  'voter-evidence': { because: 'their voter does not vote like a reader', default: true, setsAside: failed('voter-evidence') },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof rules

/** What is said to the voter of a vote that a rule sets aside. */
export function setAsideSentence(name: RuleName): string {
  return `This vote moves no rating: the rule “${name}” sets such votes aside, because ${rules[name].because}.`
}

/** Which rules are in force. Those that are not named keep their default. */
export type VoteRules = Partial<Record<RuleName, boolean>>

export const ruleNames = Object.keys(rules) as RuleName[]

/** The rules that cannot be switched off. */
export function isAlways(name: RuleName): boolean {
  return 'always' in rules[name]
}

export function isInForce(name: RuleName, chosen: VoteRules): boolean {
  return isAlways(name) || (chosen[name] ?? rules[name].default)
}

/** The checks that set a vote aside where they failed: each has a rule of its name. */
export function decisiveChecks(chosen: VoteRules): CheckName[] {
  return (Object.keys(checks) as CheckName[]).filter((name) => isInForce(name, chosen))
}

/** Which rules came into force, or no longer are, from one choice to the next. */
export function changesOfRules(before: VoteRules, after: VoteRules): Array<{ rule: RuleName; isInForce: boolean }> {
  return ruleNames.filter((name) => isInForce(name, before) !== isInForce(name, after)).map((name) => ({ rule: name, isInForce: isInForce(name, after) }))
}

/** The first rule in force that sets the vote aside; undefined where it counts. "Unknown" never sets a vote aside. */
export function setAsideBy(facts: VoteFacts, chosen: VoteRules): RuleName | undefined {
  return ruleNames.find((name) => isInForce(name, chosen) && (rules[name] as Rule).setsAside(facts))
}
