import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, afterEach, before, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { Resolve } from './addresses.ts'
import { type GuardOptions, guardedFetch } from './guarded-fetch.ts'

/** Of models.example and files.example, for a hundred years; trusted by this file alone. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBtDCCAVmgAwIBAgIUdX3LCu2z98RHtQrQFmmvYWGlTbwwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwObW9kZWxzLmV4YW1wbGUwIBcNMjYxMTMwMjIxMDUxWhgPMjEy
NjExMDYyMjEwNTFaMBkxFzAVBgNVBAMMDm1vZGVscy5leGFtcGxlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAExrCyhthosvpGD5gEyfnKAraIcS9VtSc2FxC9w4Hg
+quruBdl/u9beIou/MznwhC4zq3YjRi0Q2+bvZhh79kPcKN9MHswHQYDVR0OBBYE
FBsTk9v2zFn0QrCbcPAG41oBAnUZMB8GA1UdIwQYMBaAFBsTk9v2zFn0QrCbcPAG
41oBAnUZMA8GA1UdEwEB/wQFMAMBAf8wKAYDVR0RBCEwH4IObW9kZWxzLmV4YW1w
bGWCDWZpbGVzLmV4YW1wbGUwCgYIKoZIzj0EAwIDSQAwRgIhAMgq3occtTTx8hgH
xchxdBItHgwK6nmku7kCedB6VGAbAiEAmhiG/oQJYUNlhJmEjC/oCcbS/PLbcpxW
qMYF21KaF+4=
-----END CERTIFICATE-----`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJ5dBsLCNRzlsP9OK
gLHU9tMDwI/35uvsxufLZIv7B0ehRANCAATGsLKG2Giy+kYPmATJ+coCtohxL1W1
JzYXEL3DgeD6q6u4F2X+71t4ii78zOfCELjOrdiNGLRDb5u9mGHv2Q9w
-----END PRIVATE KEY-----`

const opened = new Set<Socket>()
const closing: Server[] = []
const asked: Array<{ target: string; authorization: string | undefined; host?: string }> = []
let manner: 'connects' | 'refuses' | 'wants a password' | 'is silent' = 'connects'
let answer: RequestListener
let [proxy, secure, plain] = ['', 0, 0]

async function listening(server: Server): Promise<number> {
  closing.push(server)
  server.on('connection', (socket) => opened.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

before(async () => {
  setDefaultCACertificates([...getCACertificates(), certificate])
  secure = await listening(createTlsServer({ cert: certificate, key }, (request, response) => answer(request, response)) as unknown as Server)
  plain = await listening(createServer((request, response) => answer(request, response)))
  const server = createServer((request, response) => {
    asked.push({ target: request.url!, authorization: request.headers['proxy-authorization'], host: request.headers.host })
    request.pipe(httpRequest({ port: plain, method: request.method, path: new URL(request.url!).pathname }, (reply) => {
      response.writeHead(reply.statusCode!, reply.headers)
      reply.pipe(response)
    }))
  })
  server.on('connect', ({ url, headers }, socket: Socket) => {
    asked.push({ target: url!, authorization: headers['proxy-authorization'] })
    opened.add(socket)
    socket.on('error', () => undefined)
    if (manner === 'is silent') return
    if (manner !== 'connects') return socket.end(`HTTP/1.1 ${manner === 'refuses' ? '403 Forbidden' : '407 Proxy Authentication Required'}\r\n\r\n`)
    const behind = connect(secure, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      behind.pipe(socket).pipe(behind)
    })
    opened.add(behind)
    behind.on('error', () => undefined)
  })
  proxy = `http://me:s3cret@127.0.0.1:${await listening(server)}`
})
after(() => {
  for (const server of closing) server.close()
  for (const socket of opened) socket.destroy()
})
afterEach(() => {
  manner = 'connects'
  asked.length = 0
})

const known: Record<string, string> = { 'models.example': '93.184.216.34', 'files.example': '93.184.216.35', 'inside.example': '10.1.2.3', 'metadata.example': '169.254.169.254' }
const resolve: Resolve = (name, _options, callback) => {
  const address = known[name]
  if (address) return callback(null, [{ address, family: 4 }])
  return callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
}
const well: RequestListener = (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('well')
const redirectTo = (location: string): RequestListener => (request, response) => {
  if (request.url === '/v1') return response.writeHead(307, { location }).end()
  return well(request, response)
}

async function ask(baseUrl: string, more: Partial<GuardOptions> = {}): Promise<string> {
  return (await guardedFetch({ baseUrl, accepts: /^text\/plain/, resolve, proxy, ...more }).fetch(baseUrl, { headers: { authorization: 'Bearer k' } })).text()
}

const basic = `Basic ${Buffer.from('me:s3cret').toString('base64')}`

test('a provider outside is asked through the proxy, by its name, and only the proxy gets the proxy’s password', async () => {
  let seen: Record<string, unknown> = {}
  answer = (request, response) => {
    seen = request.headers
    well(request, response)
  }
  assert.equal(await ask('https://models.example/v1'), 'well')
  assert.deepEqual(asked, [{ target: 'models.example:443', authorization: basic }])
  assert.deepEqual([seen.authorization, seen.host, seen['proxy-authorization']], ['Bearer k', 'models.example', undefined])
})

test('without TLS it is asked through the proxy too', async () => {
  answer = well
  assert.equal(await ask('http://models.example/v1'), 'well')
  assert.deepEqual(asked, [{ target: 'http://models.example/v1', authorization: basic, host: 'models.example' }])
})

test('a name that only the proxy knows is left to it, as the base URL names it', async () => {
  answer = well
  await assert.rejects(ask('https://unknown.example/v1'), /certificate of unknown\.example/)
  assert.deepEqual(asked.map(({ target }) => target), ['unknown.example:443'])
})

for (const [url, more] of [
  ['https://inside.example/v1'], ['https://metadata.example/v1'], ['https://169.254.169.254/v1'], ['https://10.0.0.1/v1'], ['http://[fd00::1]/v1'], ['https://metadata.example/v1', { allowPrivate: true }],
] as Array<[string, Partial<GuardOptions>?]>) {
  test(`${url} is refused before the proxy hears of it${more ? ', also where private networks are allowed' : ''}`, async () => {
    await assert.rejects(ask(url, more), (error) => error instanceof ProviderError && error.problem === 'address-refused')
    assert.deepEqual(asked, [])
  })
}

test('a redirect to another host goes by the address that was checked, so that its name leads nowhere else', async () => {
  answer = redirectTo('https://files.example/a.png')
  assert.equal(await ask('https://models.example/v1'), 'well')
  assert.equal(asked.at(-1)!.target, '93.184.216.35:443')
  asked.length = 0
  answer = redirectTo('http://files.example/a.png')
  assert.equal(await ask('http://models.example/v1'), 'well')
  assert.equal(asked.at(-1)!.target, 'http://93.184.216.35/a.png')
})

for (const place of ['https://inside.example/', 'https://10.0.0.1/', 'https://unknown.example/']) {
  test(`a redirect to ${place} is not left to the proxy`, async () => {
    answer = redirectTo(place)
    await assert.rejects(ask('https://models.example/v1'), ProviderError)
    assert.deepEqual(asked.filter(({ target }) => target !== 'models.example:443'), [])
  })
}

test('a redirect to this machine is told as such, not as a base URL to write', async () => {
  answer = redirectTo('https://127.0.0.1/')
  await assert.rejects(ask('https://models.example/v1'), { message: 'models.example redirects to an address that is refused. 127.0.0.1 is this machine, which the base URL does not name.' })
})

test('this machine and private networks are asked directly', async () => {
  answer = well
  assert.equal(await ask(`http://127.0.0.1:${plain}/v1`), 'well')
  await assert.rejects(ask('http://127.0.0.1:1/v1', { allowPrivate: true }), /refuses connections/)
  assert.deepEqual(asked, [])
})

test('a proxy that refuses, wants a password, is silent or is not there is told as such, without its password', async () => {
  const says = (words: RegExp) => (error: unknown) => error instanceof ProviderError && error.problem === 'unreachable' && words.test(error.message) && !/s3cret|me:/.test(`${error.message} ${error.cause ?? ''}`)
  for (const one of ['refuses', 'wants a password', 'is silent'] as const) {
    manner = one
    await assert.rejects(ask('https://models.example/v1', { limits: { connectMs: 200 } }), says(/^models\.example \(through the proxy\) could not be reached: the proxy makes no connection/), one)
  }
  await assert.rejects(ask('https://models.example/v1', { proxy: 'http://me:s3cret@127.0.0.1:1' }), says(/^models\.example \(through the proxy\) refuses connections/))
})

test('stopping ends a request whose proxy is silent', async () => {
  manner = 'is silent'
  const { fetch } = guardedFetch({ baseUrl: 'https://models.example', accepts: /./, resolve, proxy })
  const begun = performance.now()
  await assert.rejects(fetch('https://models.example', { signal: AbortSignal.timeout(100) }), (error) => error instanceof ProviderError && error.problem === 'stopped')
  assert.ok(performance.now() - begun < 5_000)
})

test('an answer may take longer than a connection, through the proxy too', async () => {
  answer = (request, response) => void setTimeout(() => well(request, response), 500)
  assert.equal(await ask('https://models.example/v1', { limits: { connectMs: 250 } }), 'well')
})
