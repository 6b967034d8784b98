import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../config/settings.ts'
import { inTransaction } from '../../store/database.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import type { Caller, CallerKind } from '../operation.ts'
import { mayAsk, refuseAsking, spendAsks } from './may-ask.ts'

const cases: Array<[kind: CallerKind, visitorsMayAsk: boolean, expected: boolean]> = [
  ['admin', false, true], ['system', false, true], ['visitor', false, false], ['member', false, false], ['visitor', true, true], ['member', true, true],
]
for (const [kind, visitorsMayAsk, expected] of cases) {
  test(`where visitors ${visitorsMayAsk ? 'may' : 'may not'} ask, ${kind}s ${expected ? 'may' : 'may not'}`, () => {
    assert.equal(mayAsk({ kind }, { visitorsMayAsk }), expected)
    if (!expected) assert.throws(() => refuseAsking({ kind }, { visitorsMayAsk }), { name: 'DomainError', kind: 'unauthenticated' })
  })
}

test('visitors may not ask unless a setting says so', () => assert.equal(mayAsk({ kind: 'visitor' }, readSettings({})), false))

forEachDatabase((kind) => {
  async function aPlace(environment: Record<string, string>) {
    const store = await openTestStore(kind)
    const clock = { at: '2026-01-02T23:59:59Z' }
    const services = { store, settings: readSettings({ DIPTYCH_VISITORS_MAY_ASK: 'yes', ...environment }), now: () => new Date(clock.at) }
    const spend = (caller: Caller, asks: number) => inTransaction(store.write, (tx) => spendAsks(tx, caller, services, asks))
    return { store, clock, spend }
  }
  const visitor = (id: string, voter?: string): Caller => ({ kind: 'visitor', id, ...(voter && { voter }) })
  const tooMany = { name: 'DomainError', kind: 'too-many' }

  test('a voter may ask so much a day from whatever address, an address so much by whatever voter, and tomorrow again', async () => {
    const { store, clock, spend } = await aPlace({ DIPTYCH_VISITOR_ASKS_PER_DAY: '4' })
    await spend(visitor('a', 'anna'), 3)
    await assert.rejects(spend(visitor('b', 'anna'), 2), tooMany)
    await spend(visitor('b', 'anna'), 1)
    await assert.rejects(spend(visitor('c', 'anna'), 1), tooMany)
    await assert.rejects(spend(visitor('a', 'bert'), 2), tooMany)
    await assert.rejects(spend(visitor('a'), 2), tooMany)
    await spend(visitor('a', 'bert'), 1)
    await spend(visitor('d', 'dora'), 4)
    clock.at = '2026-01-03T00:00:00Z'
    await spend(visitor('a', 'anna'), 4)
    await store.close()
  })

  test('who is refused learns what was counted: their address, which others may share, or their browser', async () => {
    const { store, spend } = await aPlace({ DIPTYCH_VISITOR_ASKS_PER_DAY: '4' })
    await spend(visitor('a', 'anna'), 3)
    await assert.rejects(spend(visitor('a', 'bert'), 2), { message: 'From one address visitors may ask 4 questions a day here. From yours 3 were asked, so 2 more are too many. A new day begins at midnight, UTC.' })
    await assert.rejects(spend(visitor('b', 'anna'), 2), { message: /^From one browser visitors may ask 4 questions a day here\. From yours 3 were asked/ })
    await spend(visitor('c'), 1)
    await assert.rejects(spend(visitor('c'), 4), { message: /From yours 1 was asked, so 4 more are too many/ })
    await store.close()
  })

  test('questions that were refused count for nothing, and neither address nor voter is stored', async () => {
    const { store, spend } = await aPlace({ DIPTYCH_VISITOR_ASKS_PER_DAY: '4' })
    await assert.rejects(spend(visitor('192.0.2.7', 'anna'), 5), tooMany)
    await spend(visitor('192.0.2.7', 'anna'), 4)
    const rows = await store.read.selectFrom('visitor_asks').selectAll().execute()
    assert.deepEqual(rows.map(({ asks }) => asks), [4, 4])
    assert.doesNotMatch(JSON.stringify(rows), /192\.0\.2\.7|anna/)
    await store.close()
  })

  test('an admin has no limit, and 0 sets none', async () => {
    const [limited, unlimited] = [await aPlace({ DIPTYCH_VISITOR_ASKS_PER_DAY: '1' }), await aPlace({ DIPTYCH_VISITOR_ASKS_PER_DAY: '0' })]
    await limited.spend({ kind: 'admin', id: 'token' }, 1_000)
    await unlimited.spend(visitor('a'), 1_000)
    await Promise.all([limited.store.close(), unlimited.store.close()])
  })
})
