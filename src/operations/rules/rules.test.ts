import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { readSettings } from '../../config/settings.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import { castVotes, writeCheck } from '../../testing/cast-votes.ts'
import { aVote, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { getLeaderboard } from '../boards/leaderboard.ts'
import { getMethodology } from '../methodology/get.ts'
import type { Caller, Operation, Services } from '../operation.ts'
import { perform } from '../perform.ts'
import { getRules } from './get.ts'
import { rulesHistory } from './history.ts'
import { setRules } from './set.ts'

const visitor: Caller = { kind: 'visitor', id: 'test' }
const admin: Caller = { kind: 'admin', id: 'test' }

forEachDatabase((kind) => {
  let store: TestStore
  let services: Services
  const ask = <I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, I, O>, input: z.input<I>, caller = visitor): Promise<z.output<O>> =>
    perform(operation, input, caller, services)

  before(async () => {
    store = await openTestStore(kind)
    services = { store, settings: readSettings({}), renderer: makeRenderer(1024 * 1024), now: () => new Date('2026-01-03T03:04:05.000Z') }
    await importRows(store, aVote('1', { left: { model: 'owl' }, right: { model: 'wren' } }))
    const [hasty] = await castVotes(store, { left: 'owl', right: 'wren', verdict: 'left' }, { left: 'wren', right: 'owl', verdict: 'right' })
    await writeCheck(store, hasty!, 'dwell', 'fail')
  })
  after(() => store.close())

  test('a rule is switched off with a reason, the boards of all votes follow, and what was in force stays written down', async () => {
    const { board: old } = await ask(getLeaderboard, { wait: 20 })
    assert.deepEqual([old!.votes.used, old!.votes.setAside.map(({ rule, votes }) => [rule, votes])], [2, [['dwell', 1]]])
    const { changes, rules } = await ask(setRules, { off: ['dwell'], on: ['identity-leak'], note: 'Our readers are fast.' }, admin)
    assert.deepEqual(changes, [{ rule: 'dwell', isInForce: false }, { rule: 'identity-leak', isInForce: true }])
    assert.deepEqual(rules, (await ask(getRules, {})).rules)
    assert.deepEqual([await ask(getLeaderboard, {})].map(({ state }) => state), ['updating'])
    const { board } = await ask(getLeaderboard, { wait: 20 })
    assert.deepEqual([board!.votes.used, board!.votes.setAside], [3, []])
    await ask(setRules, { reset: ['dwell'], note: 'They were not.' }, admin)
    const { choices } = await ask(rulesHistory, {})
    assert.deepEqual(choices.map(({ note, rules: chosen }) => [note, chosen]), [
      ['They were not.', { 'identity-leak': true }], ['Our readers are fast.', { 'dwell': false, 'identity-leak': true }], ['The rules of a new installation.', {}],
    ])
    assert.deepEqual(choices.map((choice) => choice.changes.map(({ rule, isInForce }) => `${rule} ${isInForce}`)), [['dwell true'], ['dwell false', 'identity-leak true'], []])
    const { ruleChanges } = await ask(getMethodology, {})
    assert.deepEqual(ruleChanges, choices)
  })

  test('the change log comes in pages, each choice with what it changed', async () => {
    const { choices: [first], nextCursor } = await ask(rulesHistory, { limit: 1 })
    const { choices: [second] } = await ask(rulesHistory, { limit: 1, cursor: nextCursor! })
    assert.deepEqual([first!.note, second!.note, second!.changes.length], ['They were not.', 'Our readers are fast.', 2])
  })

  const refused: Array<[input: z.input<typeof setRules.input>, caller: Caller, message: RegExp]> = [
    [{ off: ['rate'], note: 'I may not.' }, visitor, /admin token/],
    [{ off: ['rate'] } as never, admin, /note/],
    [{ off: ['rate'], note: '  ' }, admin, /note/],
    [{ off: ['withdrawn'], note: 'For once.' }, admin, /cannot be switched off/],
    [{ off: ['rate'], on: ['rate'], note: 'Both.' }, admin, /named twice/],
    [{ on: ['rate'], note: 'Again.' }, admin, /change nothing/],
    [{ off: ['no-such-rule' as never], note: 'What?' }, admin, /off/],
  ]
  for (const [input, caller, message] of refused) {
    test(`refused: ${JSON.stringify(input)} of a ${caller.kind}`, async () => {
      const { id } = await ask(getRules, {})
      await assert.rejects(ask(setRules, input, caller), message)
      assert.equal((await ask(getRules, {})).id, id)
    })
  }
})
