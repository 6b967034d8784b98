import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true, environment: { DIPTYCH_VOTES_PER_MINUTE: '3', DIPTYCH_TRUSTED_PROXIES: '10.0.0.1' } })
})
after(() => app.close())

/** Each test from an address of its own, so that none spends the limit of another. */
function draw(from: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(app.app.request('http://localhost/api/v1/duels', { method: 'POST', headers }, { address: from }))
}

const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''
/** The voter of the cookie that was shown with the request for a duel, or came with the reply. */
const voterOf = async (response: Response) => {
  const { id } = await response.json() as { id: string }
  const { voter, offered_to } = await app.services.store.read.selectFrom('duels').select(['voter', 'offered_to']).where('public_id', '=', id).executeTakeFirstOrThrow()
  return offered_to ?? voter
}

test('a voter’s cookie cannot be read by scripts nor sent by other sites, and its holder stays the same voter', async () => {
  const first = await draw('a')
  assert.match(first.headers.get('set-cookie')!, /^voter=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
  const second = await draw('a', { Cookie: `theme=dark; ${cookieOf(first)}` })
  assert.equal(second.headers.get('set-cookie'), null)
  assert.equal(await voterOf(second), await voterOf(first))
})

test('what is stored of a voter is not what the cookie holds', async () => {
  const reply = await draw('b')
  const [id, signature] = cookieOf(reply).slice('voter='.length).split('.') as [string, string]
  const voter = await voterOf(reply)
  for (const part of [id, Buffer.from(id, 'base64url').toString(), signature]) assert.ok(!voter.includes(part) && !part.includes(voter))
})

test('a cookie that is not ours counts as none', async () => {
  const real = cookieOf(await draw('c'))
  for (const forged of ['voter=', 'voter=x', `${real}x`, real.replace('voter=', 'voter=A'), real.replace(/\..*/, `.${'A'.repeat(43)}`)]) {
    assert.match((await draw(`c ${forged}`, { Cookie: forged })).headers.get('set-cookie') ?? '', /^voter=/, forged)
  }
})

test('behind https the cookie is for https alone', async () => {
  const secure = await startTestApp({ demo: true, environment: { DIPTYCH_PUBLIC_URL: 'https://diptych.example' } })
  assert.match((await secure.request('/api/v1/duels', { method: 'POST' })).headers.get('set-cookie')!, /; Secure$/)
  await secure.close()
})

test('a request for a duel that comes again with its key, without the cookie it never got, is the same voter with the same duel', async () => {
  const [first, again] = [await draw('d', { 'Idempotency-Key': 'k' }), await draw('d', { 'Idempotency-Key': 'k' })]
  assert.equal(cookieOf(again), cookieOf(first))
  assert.deepEqual(await again.json(), await first.json())
  assert.notEqual(cookieOf(await draw('elsewhere', { 'Idempotency-Key': 'k' })), cookieOf(again))
})

test('one voter may do so much in a minute, the first duel among it, from however many addresses; another voter may go on', async () => {
  const cookie = cookieOf(await draw('e 1'))
  const statuses: number[] = []
  for (let count = 2; count <= 4; count++) statuses.push((await draw(`e ${count}`, { Cookie: cookie })).status)
  assert.deepEqual(statuses, [200, 200, 429])
  const refused = await draw('e 6', { Cookie: cookie })
  assert.equal(refused.headers.get('retry-after'), '60')
  assert.match(await messageOf(refused), /at most 3 a minute by one voter/)
  assert.equal((await draw('e 1')).status, 200)
})

const messageOf = async (response: Response) => (await response.json() as { error: { message: string } }).error.message

test('who drops the cookie is limited by address, which no header can claim', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 30; count++) statuses.push((await draw('f', { 'X-Forwarded-For': `198.51.100.${count}` })).status)
  assert.ok(statuses.every((status) => status === 200))
  assert.match(await messageOf(await draw('f')), /at most 30 a minute from one address/)
  assert.equal((await draw('10.0.0.1', { 'X-Forwarded-For': '198.51.100.7' })).status, 200)
})

const sameAddresses: Array<[name: string, from: (count: number) => string, isProxied: boolean]> = [
  ['of one IPv6 network', (count) => `2001:db8:5:6:${count.toString(16)}::1`, false],
  ['with a port each, as a proxy tells them', (count) => `198.51.100.9:${4_000 + count}`, true],
  ['of IPv6 with a port, as a proxy tells them', (count) => `[2001:db8:7::${count.toString(16)}]:443`, true],
]
for (const [name, from, isProxied] of sameAddresses) {
  test(`addresses ${name} are one`, async () => {
    const ask = (count: number) => (isProxied ? draw('::ffff:10.0.0.1', { 'X-Forwarded-For': from(count) }) : draw(from(count)))
    for (let count = 0; count < 30; count++) assert.equal((await ask(count)).status, 200)
    assert.equal((await ask(30)).status, 429)
  })
}
