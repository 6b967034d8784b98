import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { anAnswer, importRows } from '../testing/imported-rows.ts'

let app: TestApp

before(async () => {
  app = await startTestApp()
  const turns = ['Sally has 3 brothers.']
  await importRows(app.services.store,
    { kind: 'challenge', key: 'one:2', slug: 'sally', turns },
    { kind: 'challenge', key: 'two:a', slug: 'logic-puzzle', title: 'Logic puzzle', turns },
    anAnswer('m', 'One.', { challenge: { key: 'two:a' } }))
})
after(() => app.close())

const moved: Array<[from: string, to: string]> = [
  ['/challenges/logic-puzzle', '/challenges/sally'], ['/challenges/logic-puzzle.json', '/challenges/sally.json'],
  ['/models/m/responses/logic-puzzle', '/models/m/responses/sally'],
]
for (const [from, to] of moved) {
  test(`the slug that another source gave leads on: ${from}`, async () => {
    const response = await app.request(from)
    assert.deepEqual([response.status, response.headers.get('location')], [302, to])
    assert.equal((await app.request(to)).status, 200)
  })
}

test('and filters know it too', async () => {
  const { responses } = (await (await app.request('/api/v1/responses?challenge=logic-puzzle')).json()) as { responses: unknown[] }
  assert.equal(responses.length, 1)
})
