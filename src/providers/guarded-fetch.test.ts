import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { ProviderError, type ProviderProblem } from '../core/providers/provider-error.ts'
import type { Resolve } from './addresses.ts'
import { type GuardOptions, guardedFetch } from './guarded-fetch.ts'

const closing: Array<() => void> = []
after(() => { for (const close of closing) close() })

/** A server of the test's own. Answers its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closing.push(() => { server.closeAllConnections(); server.close() })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const guard = (baseUrl: string, rest: Partial<GuardOptions> = {}) => guardedFetch({ baseUrl, accepts: /^text\/plain/, ...rest })
const fails = (problem: ProviderProblem) => (error: unknown) => error instanceof ProviderError && error.problem === problem
const plain: RequestListener = (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('well')

test('a redirect to another host loses the key and everything else that could hold one', async () => {
  let seen: Record<string, unknown> = {}
  let body = ''
  const second = await serve((request, response) => {
    seen = request.headers
    request.on('data', (chunk) => { body += String(chunk) }).on('end', () => plain(request, response))
  })
  const first = await serve((_request, response) => response.writeHead(307, { location: `${second}/elsewhere` }).end())
  const { fetch } = guard(first)
  const headers = { authorization: 'Bearer k', 'x-api-key': 'k', 'api-key': 'k', cookie: 'k', 'x-custom': 'k', 'content-type': 'application/json', 'user-agent': 'ours' }
  assert.equal(await (await fetch(`${first}/v1`, { method: 'POST', headers, body: '{"a":1}' })).text(), 'well')
  assert.equal(body, '{"a":1}')
  assert.equal(seen['content-type'], 'application/json')
  assert.ok(!Object.values(seen).includes('Bearer k') && !Object.values(seen).includes('k'))
})

test('a redirect on the same host keeps the key', async () => {
  let seen: string | undefined
  const origin = await serve((request, response) => {
    if (request.url === '/a') return response.writeHead(308, { location: '/b' }).end()
    seen = request.headers.authorization
    return plain(request, response)
  })
  await (await guard(origin).fetch(`${origin}/a`, { headers: { authorization: 'Bearer k' } })).text()
  assert.equal(seen, 'Bearer k')
})

const places = ['http://10.0.0.1/', 'http://192.168.1.1/', 'http://169.254.169.254/latest/', 'http://[fd00::1]/', 'http://0.0.0.0/', 'http://2852039166/', 'http://[::ffff:10.0.0.1]/', 'file:///etc/passwd', 'ftp://example.com/']
for (const place of places) {
  test(`a redirect to ${place} is refused`, async () => {
    const origin = await serve((_request, response) => response.writeHead(307, { location: place }).end())
    await assert.rejects(guard(origin).fetch(origin), fails('address-refused'))
  })
}

test('what is refused because of a redirect is told as the redirect of its host, and not as something to allow', async () => {
  const refusals: Array<[location: string, told: string]> = [
    ['http://10.0.0.1/v1', '10.0.0.1 is in a private network.'], ['http://169.254.169.254/', '169.254.169.254 is an address that is never connected to.'],
    ['http://inside.example/v1', 'inside.example leads to 10.0.0.1, which is in a private network.'], ['file:///etc/passwd', 'Only http and https are spoken, not file.'],
  ]
  for (const [location, told] of refusals) {
    const origin = await serve((_request, response) => response.writeHead(307, { location }).end())
    for (const named of [{}, { forOneRun: true }]) {
      const expected = { problem: 'address-refused', message: `${new URL(origin).host} redirects to an address that is refused. ${told}` }
      await assert.rejects(guard(origin, { ...named, resolve: leadsTo('10.0.0.1') }).fetch(origin), expected)
    }
  }
  await assert.rejects(guard('http://10.0.0.1').fetch('http://10.0.0.1'), /Allow private addresses/, 'of what was named here it is told how to allow it')
})

test('a question is not turned into a reading by a redirect', async () => {
  for (const status of [301, 302, 303]) {
    const origin = await serve((request, response) => (request.url === '/a' ? response.writeHead(status, { location: '/b' }).end() : plain(request, response)))
    await assert.rejects(guard(origin).fetch(`${origin}/a`, { method: 'POST', body: 'x' }), fails('invalid'))
    assert.equal(await (await guard(origin).fetch(`${origin}/a`)).text(), 'well')
  }
})

const leadsTo = (address: string): Resolve => (_name, _options, callback) => callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])

test('a name is connected to at the address that was checked, and at no other', async () => {
  const port = new URL(await serve(plain)).port
  let asked = 0
  // The second answer would be another, as with DNS rebinding: it is never asked for.
  const resolve: Resolve = (name, options, callback) => leadsTo(asked++ === 0 ? '127.0.0.1' : '10.0.0.1')(name, options, callback)
  assert.equal(await (await guard(`http://llm.localhost:${port}`, { resolve }).fetch(`http://llm.localhost:${port}`)).text(), 'well')
  assert.equal(asked, 1)
})

for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1']) {
  test(`a name that leads to ${address} is refused before anything is sent`, async () => {
    let wasAsked = false
    const port = new URL(await serve((_request, response) => { wasAsked = true; response.end() })).port
    await assert.rejects(guard(`http://models.example:${port}`, { resolve: leadsTo(address) }).fetch(`http://models.example:${port}`), fails('address-refused'))
    assert.ok(!wasAsked)
  })
}

test('sockets are not shared between connections of different rules', async () => {
  const origin = await serve(plain)
  const named = origin.replace('127.0.0.1', 'models.example')
  const resolve = leadsTo('127.0.0.1')
  // Allowed, as the base URL names this machine: the socket to the name stays open.
  assert.equal(await (await guard(origin, { resolve }).fetch(named)).text(), 'well')
  await assert.rejects(guard(named, { resolve }).fetch(named), fails('address-refused'))
})

test('what takes too long is told by its kind', async () => {
  const silent = await serve(() => {})
  await assert.rejects(guard(silent, { limits: { firstByteMs: 60 } }).fetch(silent), fails('timed-out'))
  const stalls = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).write('half'))
  const response = await guard(stalls, { limits: { idleMs: 60 } }).fetch(stalls)
  await assert.rejects(response.text(), fails('timed-out'))
})

test('what cannot be reached is told so', async () => {
  const origin = await serve(plain)
  closing.pop()!()
  await assert.rejects(guard(origin).fetch(origin), fails('unreachable'))
  const notFound: Resolve = (_name, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), [])
  await assert.rejects(guard('http://models.example', { resolve: notFound }).fetch('http://models.example'), fails('unreachable'))
  const slams = await serve((request) => request.socket.destroy())
  await assert.rejects(guard(slams).fetch(slams), fails('unreachable'))
})

test('an answer has a limit, announced or not, and the end of what is read is the end of the connection', async () => {
  for (const announced of [true, false]) {
    let isClosed: Promise<unknown> | undefined
    const origin = await serve((_request, response) => {
      isClosed = once(response, 'close')
      response.writeHead(200, { 'content-type': 'text/plain', ...(announced && { 'content-length': '5000000' }) })
      response.write(Buffer.alloc(2_000_000))
    })
    const { fetch } = guard(origin, { limits: { mostBytes: 1_048_576 } })
    await assert.rejects(fetch(origin).then((response) => response.text()), fails('too-large'))
    await isClosed
  }
})

test('an answer that breaks off is cut, except a stream of events: that ends, and the exchange tells', async () => {
  const breaking = (type: string): RequestListener => (_request, response) => {
    response.writeHead(200, { 'content-type': type })
    response.write('data: 1\n\ndata: ')
    setTimeout(() => response.destroy(), 30)
  }
  const file = await serve(breaking('text/plain'))
  await assert.rejects(guard(file).fetch(file).then((response) => response.text()), fails('cut'))
  const events = await serve(breaking('text/event-stream'))
  const { fetch, exchange } = guard(events, { accepts: /^text\/event-stream/ })
  assert.equal(await (await fetch(events)).text(), 'data: 1\n\ndata: ')
  assert.ok(exchange.brokeOff)
})

test('a web page is no service, another type of content is unreadable, and so is what was compressed unasked', async () => {
  const page = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'))
  await assert.rejects(guard(page).fetch(page), (error: ProviderError) => error.problem === 'no-service' && !error.retryable && /base URL is probably wrong/.test(error.message))
  const parcel = await serve((_request, response) => response.writeHead(200, { 'content-type': 'application/zip' }).end('PK'))
  await assert.rejects(guard(parcel).fetch(parcel), fails('unreadable'))
  const squeezed = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end('x'))
  await assert.rejects(guard(squeezed).fetch(squeezed), fails('unreadable'))
})

test('the body of an error is read whatever its type, to a limit', async () => {
  const origin = await serve((_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('x'.repeat(2_000_000)))
  const response = await guard(origin).fetch(origin)
  assert.equal(response.status, 500)
  assert.ok((await response.text()).length <= 256 * 1_024)
})

test('stopping ends the request, while it waits and while it reads', async () => {
  for (const listener of [() => {}, ((_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')) as RequestListener]) {
    const origin = await serve(listener)
    const stop = new AbortController()
    const reading = guard(origin, { accepts: /./ }).fetch(origin, { signal: stop.signal }).then((response) => response.text())
    setTimeout(() => stop.abort(), 60)
    await assert.rejects(reading, fails('stopped'))
  }
})
