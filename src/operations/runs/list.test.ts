import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startRunWorker } from '../../jobs/runs/start.ts'
import { admin, startTestApp, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { setProvider } from '../providers/set.ts'
import { createRun } from './create.ts'
import { getRun } from './get.ts'
import { listAllRuns } from './list.ts'

let app: TestApp
let endpoint: Endpoint

before(async () => {
  endpoint = await startEndpoint({ tokens: 12 })
  app = await startTestApp({ environment: { DIPTYCH_API_KEY: 'sk-of-the-command-line' } })
  app.services.now = () => new Date()
  await importRows(app.services.store, ...['lamp', 'bridge'].map((slug) => ({ kind: 'challenge' as const, key: slug, slug, title: slug, turns: [`What is a ${slug}?`] })))
  await app.ask(setProvider, { provider: 'test', kind: 'openai-compatible', baseUrl: endpoint.url }, admin)
})
after(async () => {
  await app.close()
  await endpoint.close()
})

const fill = (run: string) => startRunWorker(app.services, { run, most: 4, onError: (error) => assert.fail(String(error)) }).done
const newest = async () => (await app.ask(listAllRuns, { limit: 1 }, admin)).runs[0]!

test('a list of runs names the first models, and counts models, challenges and what the answers took', async () => {
  const names = ['one', 'two@400', 'three', 'four', 'five', 'six']
  const { run } = await app.ask(createRun, { challenges: ['all'], models: names.map((name) => `test/${name}`) }, admin)
  await fill(run)
  const told = await newest()
  assert.deepEqual([told.run, told.challenges, told.columns, told.models.map(({ provider, name }) => `${provider}/${name}`)], [run, 2, 6, names.slice(0, 4).map((name) => `test/${name}`)])
  assert.deepEqual([told.counts.filled, told.counts.failed, told.cells], [10, 2, 12])
  assert.deepEqual(told.usage, (await app.ask(getRun, { run }, admin)).usage)
  assert.equal(told.usage.answers, 10)
})

test('two runs in one list keep their own figures, and one with nothing to ask has no challenges', async () => {
  const { run: small } = await app.ask(createRun, { challenges: ['lamp'], models: ['test/alone'] }, admin)
  const { run: nothing } = await app.ask(createRun, { challenges: ['lamp'], models: ['test/one'] }, admin)
  const { runs } = await app.ask(listAllRuns, {}, admin)
  const told = (id: string) => runs.filter(({ run }) => run === id).map(({ challenges, columns, cells, usage }) => [challenges, columns, cells, usage.answers])
  assert.deepEqual([told(small), told(nothing)], [[[1, 1, 1, 0]], [[0, 1, 0, 0]]])
})

test('of a run that only its own worker fills it is told until when that worker may rest', async () => {
  const { run } = await app.ask(createRun, { challenges: ['all'], models: ['afar'], baseUrl: endpoint.url }, { kind: 'system', id: 'cli' })
  assert.deepEqual([(await newest()).ownWorker, (await newest()).restsUntil], [true, null])
  const until = '2099-01-01T00:00:00.000Z'
  const { write } = app.services.store
  const first = await write.selectFrom('run_cells').innerJoin('runs', 'runs.id', 'run_cells.run_id').select(['run_cells.id', 'run_id']).where('runs.public_id', '=', run).executeTakeFirstOrThrow()
  await write.updateTable('run_cells').set({ not_before: until }).where('id', '=', first.id).execute()
  assert.deepEqual([(await newest()).restsUntil, (await app.ask(getRun, { run }, admin)).restsUntil], [until, until])
  await write.updateTable('runs').set({ own_worker: false }).where('id', '=', first.run_id).execute()
  assert.equal((await newest()).restsUntil, null)
})
