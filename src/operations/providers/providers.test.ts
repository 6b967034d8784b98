import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { admin, adminToken, startTestApp, visitor, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { setAliasOperation } from '../aliases/set.ts'
import { discoverModels } from '../models/discover.ts'
import type { FileProvider } from '../../config/file.ts'
import { connectionOf } from './configured.ts'
import { listProvidersOperation } from './list.ts'
import { labChoices } from '../lab/choices.ts'
import { runChoices } from '../runs/choices.ts'
import { estimateRun } from '../runs/estimate.ts'
import { removeProvider } from './remove.ts'
import { setProvider } from './set.ts'
import { testProvider } from './test-provider.ts'

let app: TestApp
let endpoint: Endpoint
const secret = 'sk-do-not-show-me-7f3a'

const inFile: FileProvider = { slug: 'filed', kind: 'openai-compatible', baseUrl: 'https://filed.example/v1', allowPrivate: false, limits: { concurrency: 2 }, prices: {}, keyVariable: 'FILED_KEY', key: 'sk-of-the-file' }

before(async () => {
  app = await startTestApp({ demo: true, environment: { MISTRAL_API_KEY: 'sk-of-the-environment' } })
  app.services.settings.providers = [inFile]
  endpoint = await startEndpoint()
})
after(async () => {
  await endpoint.close()
  await app.close()
})

const set = (input: Parameters<typeof app.ask<(typeof setProvider)['input'], (typeof setProvider)['output']>>[1]) => app.ask(setProvider, input, admin)
const connection = (slug: string) => connectionOf(app.services, app.services.store.read, slug)
const one = async (slug: string) => (await app.ask(listProvidersOperation, {}, admin)).providers.find(({ provider }) => provider === slug)

test('a provider is entered, changed where something is given, and forgotten', async () => {
  await set({ provider: 'lamp', kind: 'openai-compatible', baseUrl: 'https://lamp.example/v1/', concurrency: 3, requestsPerMinute: 60 })
  const changed = await set({ provider: 'lamp', concurrency: 0, tokensPerMinute: 9_000 })
  assert.deepEqual(
    [changed.kind, changed.baseUrl, changed.address, changed.concurrency, changed.requestsPerMinute, changed.tokensPerMinute, changed.key, changed.origin],
    ['openai-compatible', 'https://lamp.example/v1', 'https://lamp.example/v1', null, 60, 9_000, 'none', 'entered'],
  )
  await app.ask(removeProvider, { provider: 'lamp' }, admin)
  assert.equal(await one('lamp'), undefined)
  await assert.rejects(app.ask(removeProvider, { provider: 'lamp' }, admin), { kind: 'not-found' })
})

test('prices that are entered cost what is asked, keep their day as long as they stay, and are replaced together', async () => {
  const now = app.services.now
  app.services.now = () => new Date('2026-03-01T12:00:00Z')
  await set({ provider: 'priced', kind: 'openai-compatible', baseUrl: endpoint.url, prices: { small: '0.2 / 0.6', 'org/large=x': '1/2.5/0.1' } })
  app.services.now = now
  const price = { input: 0.2, output: 0.6, provider: 'priced', source: 'entered here', date: '2026-03-01' }
  assert.deepEqual((await one('priced'))!.prices, { small: price, 'org/large=x': { ...price, input: 1, output: 2.5, cacheRead: 0.1 } })
  const { models: [asked] } = await app.ask(estimateRun, { challenges: ['letter-from-a-retiring-bridge'], models: ['priced/small'] }, admin)
  assert.deepEqual([asked!.price, asked!.usd! > 0], [price, true])
  const changed = await set({ provider: 'priced', concurrency: 2 })
  assert.deepEqual(changed.prices.small, price, 'what is not given stays')
  const replaced = await set({ provider: 'priced', prices: { small: '0.2/0.6', other: '0/0' } })
  assert.deepEqual([replaced.prices.small, Object.keys(replaced.prices), replaced.prices.other!.date !== price.date], [price, ['small', 'other'], true])
  for (const wrong of ['0.2', 'a/b', '-1/2', '1/2/3/4', '1e9/1', '']) await assert.rejects(set({ provider: 'priced', prices: { small: wrong } }), /US dollars per million tokens, such as 0\.2\/0\.6/)
  assert.deepEqual((await set({ provider: 'priced', prices: {} })).prices, {})
  await app.ask(removeProvider, { provider: 'priced' }, admin)
})

test('what became of a try is told in a sentence, without what steers a terminal', () => {
  const test = { provider: 'lamp', at: '2026-03-01T12:00:00Z', answered: true, problem: null, message: null, models: 3, durationMs: 12 }
  assert.equal(testProvider.tell!(test), 'lamp answered in 12 ms. It offers 3 models.')
  const message = { kind: 'untrusted-text' as const, text: 'Status 401: no \u001b[31mkey.' }
  assert.equal(testProvider.tell!({ ...test, answered: false, problem: 'key', models: null, message }), 'lamp did not answer as it should. Status 401: no [31mkey.')
})

test('a provider outside is asked through the proxy of the settings, whose password no reply and no log holds', async () => {
  app.services.settings.proxy = 'http://me:s3cret@127.0.0.1:1/'
  try {
    await set({ provider: 'outside', kind: 'openai-compatible', baseUrl: 'https://93.184.216.34/v1' })
    const tested = await app.ask(testProvider, { provider: 'outside' }, admin)
    assert.match(JSON.stringify(tested), /93\.184\.216\.34 \(through the proxy\) refuses connections/)
    assert.doesNotMatch(JSON.stringify([tested, await one('outside'), app.log]), /s3cret/)
  } finally {
    app.services.settings.proxy = ''
  }
})

test('a key goes to the host it was entered for: with another host it is asked for again, or has to be removed', async () => {
  await set({ provider: 'keyed', kind: 'openai-compatible', baseUrl: 'https://one.example/v1', key: secret })
  assert.equal((await connection('keyed')).apiKey, secret)
  await set({ provider: 'keyed', baseUrl: 'https://one.example/v2' })
  assert.equal((await connection('keyed')).apiKey, secret)
  for (const change of [{ baseUrl: 'https://two.example/v2' }, { baseUrl: 'http://one.example/v2' }, { baseUrl: 'https://one.example:444/v2' }, { kind: 'openai' as const, baseUrl: '' }]) {
    await assert.rejects(set({ provider: 'keyed', ...change }), (error: Error) => /was entered for https:\/\/one\.example, and is sent nowhere else/.test(error.message) && !error.message.includes(secret))
  }
  assert.equal((await connection('keyed')).baseUrl, 'https://one.example/v2', 'nothing was changed')
  await set({ provider: 'keyed', baseUrl: 'https://two.example', key: 'sk-another-one' })
  assert.deepEqual(await connection('keyed').then(({ baseUrl, apiKey }) => [baseUrl, apiKey]), ['https://two.example', 'sk-another-one'])
  await set({ provider: 'keyed', baseUrl: 'https://three.example', removeKey: true })
  assert.equal((await connection('keyed')).apiKey, undefined)
})

const refused: Array<[name: string, input: Parameters<typeof set>[0], told: RegExp]> = [
  ['an address in a private network', { provider: 'x', kind: 'openai-compatible', baseUrl: 'http://10.1.2.3/v1' }, /Allow private addresses/],
  ['the address of a cloud’s credentials, whatever is allowed', { provider: 'x', kind: 'openai-compatible', baseUrl: 'http://169.254.169.254/v1', allowPrivate: true }, /never connected to/],
  ['an address with a password', { provider: 'x', kind: 'openai-compatible', baseUrl: 'https://me:pw@x.example' }, /no name and password/],
  ['an address that is none', { provider: 'x', kind: 'openai-compatible', baseUrl: 'ollama' }, /is no URL/],
  ['an address of another protocol', { provider: 'x', kind: 'openai-compatible', baseUrl: 'file:///etc/passwd' }, /http and https/],
  ['a compatible endpoint without address', { provider: 'x', kind: 'openai-compatible' }, /needs a base URL/],
  ['a name that says nothing without a kind', { provider: 'x' }, /what kind of service/],
  ['the name of the house', { provider: 'house', kind: 'openai' }, /part of the program/],
  ['a name with a slash', { provider: 'a/b', kind: 'openai' }, /lower-case/],
  ['a provider of the configuration file', { provider: 'filed', concurrency: 9 }, /configuration file/],
  ['a key of two words', { provider: 'x', kind: 'openai', key: 'Bearer sk-do-not-show-me' }, /A key is one word/],
  ['a key with a line break', { provider: 'x', kind: 'openai', key: 'sk-do-not\r\nX-Evil: 1' }, /A key is one word/],
]
for (const [name, input, told] of refused) {
  test(`${name} is refused with a sentence`, async () => {
    await assert.rejects(set(input), (error: Error) => told.test(error.message) && !error.message.includes('sk-do-not'))
    assert.equal(await one('x'), undefined)
  })
}

test('an address that is private after it was allowed is refused once that is taken back', async () => {
  await set({ provider: 'near', kind: 'openai-compatible', baseUrl: 'http://10.1.2.3/v1', allowPrivate: true })
  await assert.rejects(set({ provider: 'near', allowPrivate: false }), /private network/)
  await app.ask(removeProvider, { provider: 'near' }, admin)
})

test('endpoints of this machine may be asked, unless a setting says no', async () => {
  await set({ provider: 'here', kind: 'openai-compatible', baseUrl: endpoint.url })
  app.services.settings.localEndpoints = false
  for (const baseUrl of ['http://localhost:1/v1', 'http://127.8.9.1:1', 'http://[::1]:1']) {
    await assert.rejects(set({ provider: 'x', kind: 'openai-compatible', baseUrl }), /DIPTYCH_LOCAL_ENDPOINTS/)
  }
  await assert.rejects(connection('here'), /DIPTYCH_LOCAL_ENDPOINTS/)
  const tested = await app.ask(testProvider, { provider: 'here' }, admin)
  assert.deepEqual([tested.answered, tested.problem], [false, 'address-refused'])
  app.services.settings.localEndpoints = true
  await app.ask(removeProvider, { provider: 'here' }, admin)
})

test('what the file and the environment say is listed beside what was entered, and is not changed here', async () => {
  const [filed, mistral, house] = await Promise.all(['filed', 'mistral', 'house'].map(one))
  assert.deepEqual([filed!.origin, filed!.key, filed!.keyVariable, filed!.concurrency], ['file', 'environment', 'FILED_KEY', 2])
  assert.deepEqual([mistral!.origin, mistral!.key, mistral!.keyVariable, mistral!.address], ['environment', 'environment', 'MISTRAL_API_KEY', 'https://api.mistral.ai/v1'])
  assert.deepEqual([house!.origin, house!.key, house!.address], ['built-in', 'none', null])
  assert.deepEqual([(await connection('filed')).apiKey, (await connection('mistral')).apiKey], ['sk-of-the-file', 'sk-of-the-environment'])
  for (const provider of ['filed', 'house', 'mistral']) await assert.rejects(app.ask(removeProvider, { provider }, admin), { kind: 'conflict' })
})

test('the file is believed before what was entered under the same name', async () => {
  app.services.settings.providers = []
  await set({ provider: 'filed', kind: 'openai-compatible', baseUrl: 'https://entered.example', key: secret })
  app.services.settings.providers = [inFile]
  assert.deepEqual(await connection('filed').then(({ baseUrl, apiKey }) => [baseUrl, apiKey]), ['https://filed.example/v1', 'sk-of-the-file'])
})

test('a key of the environment goes to the service’s own address alone', async () => {
  await set({ provider: 'mistral', baseUrl: 'https://mistral.proxy.example/v1' })
  assert.equal((await connection('mistral')).apiKey, undefined)
  await app.ask(removeProvider, { provider: 'mistral' }, admin)
})

test('a key that was sealed with another secret is told as lost, and so is why', async () => {
  await set({ provider: 'lost', kind: 'xai', key: secret })
  app.services.settings.secretKey = 'a secret that nobody had before, of this length'
  assert.equal((await one('lost'))!.key, 'lost')
  const tested = await app.ask(testProvider, { provider: 'lost' }, admin)
  assert.equal(tested.problem, 'key')
  assert.match(tested.message!.text, /Enter the key again/)
  app.services.settings.secretKey = ''
  await app.ask(removeProvider, { provider: 'lost' }, admin)
})

test('a test says that a provider answered, or what went wrong, and the list remembers until something changes', async () => {
  await set({ provider: 'tested', kind: 'openai-compatible', baseUrl: endpoint.url })
  const good = await app.ask(testProvider, { provider: 'tested' }, admin)
  assert.deepEqual([good.answered, good.problem, good.models], [true, null, 3])
  assert.deepEqual([(await one('tested'))!.lastTest!.answered, (await one('tested'))!.lastTest!.models], [true, 3])
  const isSuggested = async () => [(await app.ask(runChoices, {}, admin)).models.includes('tested/thinker'), (await app.ask(labChoices, {}, admin)).models.some(({ ask }) => ask === 'tested/thinker')]
  assert.deepEqual(await isSuggested(), [true, true], 'what it offers can be chosen where runs and sessions are begun')
  assert.ok(!(await app.ask(labChoices, {}, visitor)).models.some(({ ask }) => ask.startsWith('tested/')))
  await set({ provider: 'tested', baseUrl: 'http://127.0.0.1:9/v1' })
  assert.equal((await one('tested'))!.lastTest, null)
  assert.deepEqual(await isSuggested(), [false, false])
  const bad = await app.ask(testProvider, { provider: 'tested' }, admin)
  assert.deepEqual([bad.answered, bad.problem, bad.models], [false, 'unreachable', null])
  assert.equal((await one('tested'))!.lastTest!.problem, 'unreachable')
  await assert.rejects(app.ask(testProvider, { provider: 'nobody' }, admin), { kind: 'not-found' })
  assert.equal((await app.ask(testProvider, { provider: 'house' }, admin)).answered, true)
})

test('what an endpoint offers is linked to the catalogue’s entries under which its answers would be stored', async () => {
  await set({ provider: 'offers', kind: 'openai-compatible', baseUrl: endpoint.url })
  await app.ask(setAliasOperation, { spelling: 'large', model: 'kimi-k2' }, admin)
  const { total, models } = await app.ask(discoverModels, { provider: 'offers' }, admin)
  assert.equal(total, 3)
  assert.deepEqual(models.map(({ ask, model }) => [ask, model?.slug]), [['offers/small', undefined], ['offers/large', 'kimi-k2'], ['offers/thinker', undefined]])
  assert.equal(models[0]!.contextTokens, 32_768)
  assert.deepEqual(await app.ask(discoverModels, { provider: 'offers', q: 'THINK', limit: 1 }, admin).then((found) => [found.total, found.models.length]), [1, 1])
  const writers = (await app.ask(discoverModels, { provider: 'house' }, admin)).models
  assert.ok(writers.length > 0 && writers.every(({ ask }) => ask.startsWith('house/')))
  await set({ provider: 'offers', baseUrl: 'http://127.0.0.1:9/v1' })
  await assert.rejects(app.ask(discoverModels, { provider: 'offers' }, admin), { kind: 'unavailable' })
})

test('visitors neither see nor change providers', async () => {
  await assert.rejects(app.ask(listProvidersOperation, {}, visitor), { kind: 'unauthenticated' })
  await assert.rejects(app.ask(setProvider, { provider: 'openai', key: secret }, visitor), { kind: 'unauthenticated' })
  await assert.rejects(app.ask(removeProvider, { provider: 'keyed' }, visitor), { kind: 'unauthenticated' })
  await assert.rejects(app.ask(testProvider, { provider: 'house' }, visitor), { kind: 'unauthenticated' })
  await assert.rejects(app.ask(discoverModels, { provider: 'house' }, visitor), { kind: 'unauthenticated' })
})

test('over MCP an admin’s client lists and tries providers, and no tool takes a key', async () => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.app.request(new Request(url, init)), requestInit: { headers: { Host: 'localhost', Authorization: `Bearer ${adminToken}` } },
  }))
  const { tools } = await client.listTools()
  await client.close()
  assert.deepEqual(tools.map(({ name }) => name).filter((name) => name.startsWith('providers.')).sort(), ['providers.list', 'providers.remove', 'providers.test'])
  assert.ok(tools.every(({ inputSchema }) => !('key' in ((inputSchema as { properties?: object }).properties ?? {}))))
})

test('a key leaves in no reply, log or table: only encrypted', async () => {
  const headers = { 'Authorization': `Bearer ${adminToken}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'once' }
  const send = (method: string, path: string, body?: object) => app.request(`/api/v1/providers${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const replies = [
    await send('PUT', '/secretive', { kind: 'openai-compatible', baseUrl: endpoint.url, key: secret }),
    await send('PUT', '/secretive', { baseUrl: 'https://elsewhere.example' }),
    await send('PUT', '/secretive', { kind: 'skynet', key: secret, apiKey: secret }),
    await send('PUT', '/secretive', { key: `${secret} ${secret}` }),
    await send('GET', ''), await send('POST', '/secretive/test'), await send('GET', '/secretive/models'), await send('DELETE', '/secretive'),
  ]
  assert.deepEqual(replies.map(({ status }) => status), [200, 409, 400, 400, 200, 200, 200, 200])
  for (const reply of replies) assert.ok(!(await reply.text()).includes(secret), reply.url)
  await set({ provider: 'secretive', kind: 'openai-compatible', baseUrl: endpoint.url, key: secret })
  assert.ok(!app.log.join('\n').includes(secret))
  const db = app.services.store.read
  for (const table of ['providers', 'provider_tests', 'idempotency_keys'] as const) assert.ok(!JSON.stringify(await db.selectFrom(table).selectAll().execute()).includes(secret), table)
})
