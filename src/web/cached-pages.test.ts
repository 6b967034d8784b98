import assert from 'node:assert/strict'
import { request, type IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { setAliasOperation } from '../operations/aliases/set.ts'
import { listen, type RunningServer } from '../http/serve.ts'
import { admin, startTestApp, type TestApp } from '../testing/app.ts'

/** Pages as a server sends them: the first time from the application, then straight from the cache. */
let app: TestApp
let server: RunningServer
const paths = ['/', '/models/brevis', '/compare/brevis/ordo?challenge=three-experts-one-model', '/models.json']

before(async () => {
  app = await startTestApp({ demo: true })
  // The first board is computed aside and stored: a write that would come between the requests of a test.
  await app.request('/api/v1/leaderboard?wait=20')
  server = await listen(app.app, '127.0.0.1', 0, app.shortcut)
})
after(async () => {
  await server.close()
  await app.close()
})

interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request(server.url + path, { headers, method, agent: false }, async (reply) => resolve({ status: reply.statusCode!, headers: reply.headers, body: await bodyOf(reply) })).on('error', reject).end()
  })
}

async function bodyOf(reply: AsyncIterable<Uint8Array> & { headers: IncomingHttpHeaders }): Promise<string> {
  const bytes = Buffer.concat(await Array.fromAsync(reply))
  const encoding = reply.headers['content-encoding']
  return (encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

const ofOneReply = new Set(['x-request-id', 'date', 'connection', 'keep-alive'])

/** The headers that belong to the page. */
function lasting(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneReply.has(name)))
}

test('a page from the cache has the bytes and headers of the page that was made, in every encoding', async () => {
  for (const path of paths) {
    for (const encoding of ['identity', 'gzip', 'br']) {
      const [first, again] = [await ask(path, { 'Accept-Encoding': encoding }), await ask(path, { 'Accept-Encoding': encoding })]
      assert.equal(first.status, 200)
      assert.deepEqual({ ...again, headers: lasting(again.headers) }, { ...first, headers: lasting(first.headers) }, `${path} ${encoding}`)
      assert.equal(again.headers['content-encoding'], encoding === 'identity' ? undefined : encoding)
      assert.match(again.headers['x-request-id'] as string, /^[\w-]{36}$/)
      assert.notEqual(again.headers['x-request-id'], first.headers['x-request-id'])
      assert.match(again.headers['content-security-policy'] as string, /script-src 'self'/)
      assert.equal(again.headers['x-content-type-options'], 'nosniff')
    }
  }
})

test('the shortcut answers what is in the cache, and nothing else', async () => {
  const answered: string[] = []
  const watching = await listen(app.app, '127.0.0.1', 0, async (incoming, outgoing) => {
    const isAnswered = await app.shortcut(incoming, outgoing)
    if (isAnswered) answered.push(incoming.url!)
    return isAnswered
  })
  const get = async (path: string) => (await fetch(watching.url + path)).status
  assert.deepEqual([await get('/creators'), await get('/creators'), await get('/no-such-page'), await get('/no-such-page'), await get('/api/v1/health'), await get('/api/v1/health')], [200, 200, 404, 404, 200, 200])
  assert.deepEqual(answered, ['/creators'])
  await watching.close()
})

test('HEAD has the headers of GET and no body', async () => {
  await ask('/models')
  const [get, head] = [await ask('/models'), await ask('/models', {}, 'HEAD')]
  assert.deepEqual(lasting(head.headers), lasting(get.headers))
  assert.equal(head.body, '')
  assert.ok(get.body.length > 1_000)
})

test('a client that has the page is told so, whatever its encoding, until something is written', async () => {
  const { headers: { etag } } = await ask('/models/brevis', { 'Accept-Encoding': 'br' })
  const ifNoneMatch = { 'If-None-Match': etag! }
  for (const headers of [ifNoneMatch, { ...ifNoneMatch, 'Accept-Encoding': 'br' }]) {
    const again = await ask('/models/brevis', headers)
    assert.equal(again.status, 304)
    assert.equal(again.body, '')
    assert.equal(again.headers.etag, etag)
  }
  assert.equal((await ask('/models/brevis', { 'If-None-Match': 'W/"another"' })).status, 200)
  await app.ask(setAliasOperation, { spelling: 'the-short-one', model: 'brevis' }, admin)
  const changed = await ask('/models/brevis', ifNoneMatch)
  assert.equal(changed.status, 200)
  assert.notEqual(changed.headers.etag, etag)
})

test('a wrong token is refused although the page is in the cache', async () => {
  await ask('/models')
  assert.equal((await ask('/models', { Authorization: 'Bearer not-the-token' })).status, 401)
})

test('every theme has its own page, and the twin is found by its address and by the Accept header', async () => {
  for (const theme of ['light', 'dark', 'light', 'dark']) {
    assert.match((await ask('/challenges', { Cookie: `theme=${theme}` })).body, new RegExp(`data-theme="${theme}"`))
  }
  for (const round of ['made', 'cached']) {
    for (const [path, accept] of [['/challenges.json', '*/*'], ['/challenges', 'application/json']] as const) {
      const reply = await ask(path, { Accept: accept })
      assert.match(reply.headers['content-type']!, /^application\/json/, `${path} ${round}`)
      assert.ok(JSON.parse(reply.body).challenges.length > 10)
    }
    assert.match((await ask('/challenges')).body, /^<!doctype html>/i)
  }
})
