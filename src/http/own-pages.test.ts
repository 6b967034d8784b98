import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { adminToken, startTestApp, type TestApp } from '../testing/app.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true, environment: { DIPTYCH_VOTES_PER_MINUTE: '0' } })
})
after(() => app.close())

function write(path: string, headers: Record<string, string>): Promise<Response> {
  return app.request(path, { method: 'POST', headers: { Host: 'localhost', ...headers } })
}

const foreign: Array<[who: string, headers: Record<string, string>]> = [
  ['a page of another site', { 'Origin': 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' }],
  ['a page of another site, in a browser without Sec-Fetch-Site', { Origin: 'http://evil.test' }],
  ['another port of the same host', { 'Origin': 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }],
  ['a sandboxed answer', { Origin: 'null' }],
]
for (const [who, headers] of foreign) {
  test(`${who} can neither take a voter’s cookie nor draw nor vote`, async () => {
    const { id } = await (await write('/api/v1/duels', {})).json() as { id: string }
    for (const path of ['/arena', '/api/v1/duels', `/arena/${id}/votes`, `/api/v1/duels/${id}/votes`, `/arena/${id}/skip`, '/lab', '/preferences']) {
      const reply = await write(path, { 'Content-Type': 'text/plain', ...headers })
      assert.deepEqual([reply.status, reply.headers.get('set-cookie')], [403, null], path)
      assert.match((await reply.json() as { error: { message: string } }).error.message, /not come from a page of this site/)
    }
    assert.equal((await (await app.request(`/api/v1/duels/${id}`)).json() as { state: string }).state, 'sealed')
  })
}

const ours: Array<[who: string, headers: Record<string, string>]> = [
  ['a page of ours', { 'Origin': 'http://localhost', 'Sec-Fetch-Site': 'same-origin' }],
  ['a page of ours, in a browser without Sec-Fetch-Site', { Origin: 'http://localhost' }],
  ['a program that names no page', {}],
  ['a program with the token, wherever it runs', { Origin: 'http://localhost:3000', Authorization: `Bearer ${adminToken}` }],
]
for (const [who, headers] of ours) {
  test(`${who} may draw`, async () => assert.equal((await write('/api/v1/duels', headers)).status, 200))
}

test('who comes from another site may read', async () => {
  const reply = await app.request('/api/v1/models', { headers: { 'Origin': 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' } })
  assert.equal(reply.status, 200)
})
