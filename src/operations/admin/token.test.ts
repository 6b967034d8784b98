import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings, type Settings } from '../../config/settings.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import { perform } from '../perform.ts'
import type { Services } from '../operation.ts'
import { endSession, isSession, makeSession, sessionSeconds } from './session.ts'
import { isAdminToken, makeFirstAdminToken, newAdminToken } from './token.ts'

const hour = 3_600_000
const system = { kind: 'system', id: 'cli' } as const

forEachDatabase((kind) => {
  async function aPlace(settings: Partial<Settings> = {}) {
    const store = await openTestStore(kind)
    const clock = { at: Date.parse('2026-01-02T03:04:05Z') }
    const services = { store, settings: { ...readSettings({}), ...settings }, now: () => new Date(clock.at) } as unknown as Services
    return { services, clock, store }
  }

  test('an installation makes one token of its own, however many processes start at once, and keeps only its hash', async () => {
    const { services, store } = await aPlace()
    const made = await Promise.all([1, 2, 3].map(() => makeFirstAdminToken(services)))
    const tokens = made.filter((token) => token !== undefined)
    assert.equal(tokens.length, 1)
    assert.match(tokens[0]!, /^[\w-]{43}$/)
    assert.equal(await makeFirstAdminToken(services), undefined)
    assert.equal(await isAdminToken(services, tokens[0]!), true)
    for (const wrong of ['', `${tokens[0]}x`, tokens[0]!.slice(1)]) assert.equal(await isAdminToken(services, wrong), false)
    const secrets = JSON.stringify(await store.read.selectFrom('secrets').selectAll().execute())
    assert.ok(!secrets.includes(tokens[0]!))
    await store.close()
  })

  test('without a token nothing is one', async () => {
    const { services, store } = await aPlace()
    for (const word of ['', 'undefined', 'x']) assert.equal(await isAdminToken(services, word), false)
    await store.close()
  })

  test('a new token voids the old one and everybody signed in with it', async () => {
    const { services, store } = await aPlace()
    const old = (await makeFirstAdminToken(services))!
    const session = await makeSession(services)
    const { token } = await perform(newAdminToken, {}, system, services)
    assert.deepEqual([await isAdminToken(services, old), await isAdminToken(services, token)], [false, true])
    assert.equal(await isSession(services, session), false)
    assert.equal(await isSession(services, await makeSession(services)), true)
    await store.close()
  })

  test('a token of the settings is the only one: none is made, and an older one does nothing', async () => {
    const { services, store } = await aPlace()
    const made = (await makeFirstAdminToken(services))!
    const withSetting = { ...services, settings: { ...services.settings, adminToken: 'from-the-environment' } }
    assert.equal(await makeFirstAdminToken(withSetting), undefined)
    assert.deepEqual([await isAdminToken(withSetting, made), await isAdminToken(withSetting, 'from-the-environment')], [false, true])
    assert.equal(await isSession(withSetting, await makeSession(services)), false)
    await assert.rejects(perform(newAdminToken, {}, system, withSetting), /DIPTYCH_ADMIN_TOKEN/)
    await store.close()
  })

  test('nobody but this machine itself asks for a new token', async () => {
    const { services, store } = await aPlace()
    for (const who of ['visitor', 'admin'] as const) {
      await assert.rejects(perform(newAdminToken, {}, { kind: who, id: 'x' }, services), (error: { kind?: string }) => ['unauthenticated', 'forbidden'].includes(error.kind!))
    }
    await store.close()
  })

  test('an ended session holds nowhere any more, others do, and it is forgotten once it would have ended', async () => {
    const { services, clock, store } = await aPlace({ adminToken: 'from-the-environment' })
    const [first, second] = [await makeSession(services), await makeSession(services)]
    const noted = async () => (await store.read.selectFrom('secrets').select('name').where('name', 'like', 'signed-out:%').execute()).length
    for (const word of ['', 'x.y', `${first}A`]) await endSession(services, word)
    assert.equal(await noted(), 0)
    await endSession(services, first)
    await endSession(services, first)
    // The same session, spelled in another way.
    const [text, signature] = first.split('.') as [string, string]
    assert.deepEqual([await isSession(services, first), await isSession(services, `${text}=.${signature}`), await isSession(services, second)], [false, false, true])
    assert.equal(await noted(), 1)
    clock.at += sessionSeconds * 1_000 + 1
    await endSession(services, await makeSession(services))
    assert.equal(await noted(), 1)
    await store.close()
  })

  test('a session ends after twelve hours, and none is made by changing one', async () => {
    const { services, clock, store } = await aPlace({ adminToken: 'from-the-environment' })
    const session = await makeSession(services)
    assert.equal(await isSession(services, session), true)
    const [text, signature] = session.split('.') as [string, string]
    const later = Buffer.from(Buffer.from(text, 'base64url').toString().replace(/^\d+/, '9999999999999')).toString('base64url')
    for (const forged of ['', '.', text, `${later}.${signature}`, `${text}.${signature.slice(1)}`, `${session}A`]) assert.equal(await isSession(services, forged), false, forged)
    clock.at += 12 * hour - 1
    assert.equal(await isSession(services, session), true)
    clock.at += 1
    assert.equal(await isSession(services, session), false)
    await store.close()
  })
})
