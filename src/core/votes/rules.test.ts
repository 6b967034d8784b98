import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesOfRules, checks, decisiveChecks, ruleNames, setAsideBy } from './rules.ts'
import type { CheckName, RuleName, VoteFacts, VoteRules } from './rules.ts'
import type { CheckOutcome } from './check.ts'

const plain: VoteFacts = { verdict: 'left', leftModel: 'a', rightModel: 'b', blind: true, withdrawn: false, checks: new Map() }
const checked = (name: CheckName, outcome: CheckOutcome): VoteFacts => ({ ...plain, checks: new Map([[name, outcome]]) })

const cases: Array<[string, VoteFacts, VoteRules, RuleName | undefined]> = [
  ['a plain vote counts', plain, {}, undefined],
  ['an abstention never counts', { ...plain, verdict: 'abstain' }, { 'no-verdict': false }, 'no-verdict'],
  ['a withdrawn vote never counts', { ...plain, withdrawn: true }, { withdrawn: false }, 'withdrawn'],
  ['a model against itself says nothing', { ...plain, rightModel: 'a' }, {}, 'self-play'],
  ['names that were seen set a vote aside', { ...plain, blind: false }, {}, 'not-blind'],
  ['… unless the rule is off', { ...plain, blind: false }, { 'not-blind': false }, undefined],
  ['blind or not unknown is no reason', { ...plain, blind: null }, {}, undefined],
  ['a failed check with its rule in force', checked('duplicate-text', 'fail'), {}, 'duplicate-text'],
  ['a check that could not look', checked('duplicate-text', 'unknown'), {}, undefined],
  ['a leak is marked, and kept', checked('identity-leak', 'fail'), {}, undefined],
  ['… until somebody decides otherwise', checked('identity-leak', 'fail'), { 'identity-leak': true }, 'identity-leak'],
  ['the first rule in order is named', { ...checked('rate', 'fail'), blind: false }, {}, 'not-blind'],
]

for (const [name, facts, rules, expected] of cases) {
  test(name, () => assert.equal(setAsideBy(facts, rules), expected))
}

const changes: Array<[before: VoteRules, after: VoteRules, changes: ReturnType<typeof changesOfRules>]> = [
  [{}, {}, []],
  [{}, { dwell: true }, []],
  [{}, { dwell: false }, [{ rule: 'dwell', isInForce: false }]],
  [{ dwell: false, 'identity-leak': true }, {}, [{ rule: 'dwell', isInForce: true }, { rule: 'identity-leak', isInForce: false }]],
  [{}, { withdrawn: false }, []],
]

test('a change of rules is what came into force and what no longer is: a default that is written down is none', () => {
  for (const [before, after, expected] of changes) assert.deepEqual(changesOfRules(before, after), expected)
})

test('the checks that decide are those whose failing alone sets a vote aside', () => {
  const chosen: VoteRules[] = [{}, { dwell: false, 'identity-leak': true }, Object.fromEntries(ruleNames.map((name) => [name, false])), Object.fromEntries(ruleNames.map((name) => [name, true]))]
  for (const rules of chosen) {
    const setting = (Object.keys(checks) as CheckName[]).filter((name) => setAsideBy(checked(name, 'fail'), rules) !== undefined)
    assert.deepEqual(decisiveChecks(rules), setting)
  }
})
