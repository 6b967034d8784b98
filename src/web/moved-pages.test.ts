import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { anAnswer, aVote, importRows } from '../testing/imported-rows.ts'

let app: TestApp

before(async () => {
  app = await startTestApp()
  const turns = ['Sally has 3 brothers.']
  await importRows(app.services.store,
    { kind: 'challenge', key: 'one:2', slug: 'sally', turns },
    { kind: 'challenge', key: 'two:a', slug: 'logic-puzzle', title: 'Logic puzzle', turns },
    anAnswer('m', 'One.', { challenge: { key: 'two:a' } }), aVote('1', { category: 'clear' }))
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

const criteria: Array<[from: string, to: string]> = [
  ['/best-for/correct', '/best-for/correct?kind=criterion'], ['/best-for/correct?kind=', '/best-for/correct?kind=criterion'], ['/best-for/correct.json?theme=dark', '/best-for/correct.json?theme=dark&kind=criterion'],
]
for (const [from, to] of criteria) {
  test(`the bare name of a criterion leads to its page: ${from}`, async () => {
    const response = await app.request(from)
    assert.deepEqual([response.status, response.headers.get('location')], [302, to])
    assert.equal((await app.request(to)).status, 200)
  })
}

test('a category comes before a criterion of its name, and what is neither is not there', async () => {
  assert.equal((await app.request('/best-for/clear')).status, 200)
  for (const address of ['/best-for/nothing', '/best-for/nothing?kind=criterion', '/best-for/correct?kind=category']) assert.equal((await app.request(address)).status, 404, address)
})

test('and filters know it too', async () => {
  const { responses } = (await (await app.request('/api/v1/responses?challenge=logic-puzzle')).json()) as { responses: unknown[] }
  assert.equal(responses.length, 1)
})
