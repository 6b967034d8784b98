import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { operations, type Ask } from '../operations/all.ts'
import { endpointsOf, type Operation } from '../operations/operation.ts'
import { adminToken, startTestApp, type TestApp } from '../testing/app.ts'
import { createClient } from './client.ts'

let app: TestApp
let ask: Ask

before(async () => {
  app = await startTestApp({ demo: true })
  const fetch = (async (url: string, init: RequestInit) => app.app.request(url, init)) as unknown as typeof globalThis.fetch
  ask = createClient({ baseUrl: 'http://localhost', endpoints: endpointsOf(operations as readonly Operation[]), token: adminToken, fetch })
})
after(() => app.close())

test('the typed client reads with path, lists and switches as inputs', async () => {
  const { models, columns } = await ask('compare.get', { models: ['brevis', 'ordo'], challenge: 'three-experts-one-model', render: true })
  assert.deepEqual(models.map(({ slug }) => slug), ['brevis', 'ordo'])
  assert.ok(columns[0]![0]!.html!.includes('<'))
})

test('the typed client writes', async () => {
  assert.deepEqual(await ask('aliases.set', { spelling: 'the terse one', model: 'brevis' }), { spelling: 'the terse one', model: 'brevis' })
  assert.deepEqual(await ask('aliases.remove', { spelling: 'the terse one' }), { removed: true })
})

test('the typed client throws the server’s own problem', async () => {
  await assert.rejects(ask('models.get', { model: 'a/b?c' }), { kind: 'not-found' })
})
