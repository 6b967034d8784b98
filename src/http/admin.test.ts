import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { setAliasOperation } from '../operations/aliases/set.ts'
import { admin, adminToken, startTestApp, type TestApp } from '../testing/app.ts'
import { listen, type RunningServer } from './serve.ts'
import { RateLimiter } from './limits.ts'

let app: TestApp
let server: RunningServer
let cookie: string

before(async () => {
  app = await startTestApp({ demo: true })
  server = await listen(app.app, '127.0.0.1', 0, app.shortcut)
  cookie = cookieOf(await signIn(adminToken))
})
beforeEach(() => {
  app.services.limiter = new RateLimiter(() => 0)
})
after(async () => {
  await server.close()
  await app.close()
})

function send(path: string, { headers = {}, form, method = 'POST', from = 'local' }: { headers?: Record<string, string>; form?: Record<string, string>; method?: string; from?: string } = {}) {
  return Promise.resolve(app.app.request(`http://localhost${path}`, {
    method, headers: { Host: 'localhost', ...headers }, ...(form && { body: new URLSearchParams(form) }),
  }, { address: from }))
}

const ofOurs = { Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' }
const signIn = (token: string, more: Record<string, string> = {}, from = 'local') => send('/admin', { form: { token, ...more }, headers: ofOurs, from })
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

/** Something that only an admin may do. */
function write(headers: Record<string, string>) {
  return send('/api/v1/aliases', { method: 'POST', headers }).then(({ status }) => status)
}
/** The input is missing: who may ask is told so. */
const [mayAsk, mayNot, refused] = [400, 401, 403]

test('the right token signs in with a cookie that no script reads and no other site sends, and leads on', async () => {
  const reply = await signIn(` ${adminToken} `, { to: '/models?q=x' })
  assert.equal(reply.status, 303)
  assert.equal(reply.headers.get('location'), '/models?q=x')
  assert.match(reply.headers.get('set-cookie')!, /^admin=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
  assert.ok(!reply.headers.get('set-cookie')!.includes(adminToken))
})

test('signing in leads to this site alone', async () => {
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/\nx']) {
    assert.equal((await signIn(adminToken, { to })).headers.get('location'), '/admin', to)
  }
})

test('a wrong token is refused with a sentence on a page, and repeated nowhere', async () => {
  for (const token of ['', 'not-the-token-at-all', `${adminToken}x`]) {
    const reply = await signIn(token)
    assert.equal(reply.status, 401)
    assert.equal(reply.headers.get('set-cookie'), null)
    const text = await reply.text()
    assert.match(text, /not the admin token of this installation/)
    if (token) assert.ok(!text.includes(token))
  }
  assert.ok(!app.log.join('\n').includes('not-the-token'))
})

test('an address that shows twenty wrong tokens waits a minute, even with the right one; others do not', async () => {
  for (let count = 0; count < 10; count++) {
    assert.equal((await signIn('wrong', {}, 'guesser')).status, 401)
    assert.equal((await send('/api/v1/stats', { method: 'GET', headers: { Authorization: 'Bearer wrong' }, from: 'guesser' })).status, 401)
  }
  const late = await signIn(adminToken, {}, 'guesser')
  assert.equal(late.status, 429)
  assert.equal(late.headers.get('retry-after'), '60')
  assert.equal((await send('/api/v1/stats', { method: 'GET', headers: { Authorization: `Bearer ${adminToken}` }, from: 'guesser' })).status, 429)
  assert.equal((await signIn(adminToken, {}, 'somebody else')).status, 303)
  app.services.limiter = new RateLimiter(() => 60_000)
  assert.equal((await signIn(adminToken, {}, 'guesser')).status, 303)
})

const writes: Array<[name: string, headers: Record<string, string>, status: number]> = [
  ['a page of ours', ofOurs, mayAsk],
  ['a page of ours in a browser without Sec-Fetch-Site', { Origin: 'http://localhost' }, mayAsk],
  ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, refused],
  ['another port of the same host', { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }, refused],
  ['another port, without Sec-Fetch-Site', { Origin: 'http://localhost:3000' }, refused],
  ['a sandboxed frame', { Origin: 'null' }, refused],
  ['an origin that is none', { Origin: 'localhost' }, refused],
  ['nowhere that is said', {}, refused],
]
for (const [name, headers, status] of writes) {
  test(`with an admin’s cookie ${name} is answered ${status}`, async () => assert.equal(await write({ Cookie: cookie, ...headers }), status))
}

test('behind a proxy that hides the host, DIPTYCH_PUBLIC_URL names our pages', async () => {
  app.services.settings.publicUrl = 'https://diptych.example'
  assert.equal(await write({ Cookie: cookie, Origin: 'https://diptych.example' }), mayAsk)
  assert.equal(await write({ Cookie: cookie, Origin: 'https://evil.example' }), refused)
  assert.match((await signInAt('https://diptych.example')).headers.get('set-cookie')!, /; Secure$/)
  app.services.settings.publicUrl = ''
})

function signInAt(origin: string) {
  return send('/admin', { form: { token: adminToken }, headers: { Origin: origin } })
}

test('a cookie that is not ours is no admin’s', async () => {
  for (const forged of ['admin=', 'admin=x', `${cookie}x`, cookie.replace('admin=', 'voter='), cookie.replace(/\..*/, `.${'A'.repeat(43)}`)]) {
    assert.equal(await write({ Cookie: forged, ...ofOurs }), mayNot, forged)
  }
})

test('what another site reads through an admin’s browser is what a visitor sees', async () => {
  const read = async (headers: Record<string, string>) => (await (await send('/admin.json', { method: 'GET', headers: { Cookie: cookie, ...headers } })).json() as { signedIn: boolean }).signedIn
  assert.deepEqual([await read({}), await read({ 'Sec-Fetch-Site': 'none' }), await read({ 'Sec-Fetch-Site': 'same-origin' })], [true, true, true])
  assert.deepEqual([await read({ 'Sec-Fetch-Site': 'cross-site' }), await read({ 'Sec-Fetch-Site': 'same-site' })], [false, false])
})

test('a page made for an admin is kept by nobody and shown to no visitor, whatever was asked before', async () => {
  const get = (headers: Record<string, string> = {}) => fetch(`${server.url}/admin`, { headers })
  const asAdmin = () => get({ Cookie: `theme=auto; ${cookie}` })
  for (const round of [1, 2]) {
    const visitor = await get()
    assert.match(await visitor.text(), /<h1[^>]*>Sign in</, `round ${round}`)
    const shown = await asAdmin()
    assert.match(await shown.text(), /You are signed in/, `round ${round}`)
    assert.equal(shown.headers.get('cache-control'), 'private, no-store')
    assert.equal(shown.headers.get('etag'), null)
    const again = await get({ Cookie: cookie, 'If-None-Match': visitor.headers.get('etag')! })
    assert.equal(again.status, 200)
  }
})

test('signing out takes the cookie away', async () => {
  const reply = await send('/admin/sign-out', { headers: { Cookie: cookie, ...ofOurs } })
  assert.equal(reply.status, 303)
  assert.match(reply.headers.get('set-cookie')!, /^admin=; .*Max-Age=0/)
})

test('an admin who votes in a browser is the voter they were before they signed in', async () => {
  const draw = (headers: Record<string, string>) => send('/api/v1/duels', { headers: { ...ofOurs, ...headers } })
  const first = await draw({})
  const voter = cookieOf(first)
  assert.match(voter, /^voter=/)
  const { id } = await first.json() as { id: string }
  const seen = await send(`/api/v1/duels/${id}`, { method: 'GET', headers: { Cookie: `${voter}; ${cookie}`, ...ofOurs } })
  assert.equal(seen.status, 200)
  assert.match(cookieOf(await draw({ Cookie: cookie })), /^voter=/)
})

test('a new token is asked for on the machine alone: neither REST nor MCP offers it, not even to an admin', async () => {
  const headers = { Authorization: `Bearer ${adminToken}` }
  assert.equal((await send('/api/v1/admin/token', { headers })).status, 404)
  assert.ok(!(await (await app.request('/api/v1/openapi.json')).text()).includes('admin.token'))
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.app.request(new Request(url, init)), requestInit: { headers: { Host: 'localhost', ...headers } },
  }))
  const names = (await client.listTools()).tools.map(({ name }) => name)
  await client.close()
  assert.ok(names.includes(setAliasOperation.name) && !names.includes('admin.token'))
})

test('the token over HTTP is an admin as before', async () => {
  assert.equal(await write({ Authorization: `Bearer ${adminToken}` }), mayAsk)
  assert.equal(await write({ Authorization: 'Bearer another' }), mayNot)
  assert.equal((await app.ask(setAliasOperation, { spelling: 'tersest', model: 'brevis' }, admin)).model, 'brevis')
})
