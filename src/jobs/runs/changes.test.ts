import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { readSettings } from '../../config/settings.ts'
import { makeRenderer } from '../../media/rendering/cached.ts'
import type { Caller, Services } from '../../operations/operation.ts'
import { perform } from '../../operations/perform.ts'
import { cancelRun, pauseRun, resumeRun } from '../../operations/runs/change.ts'
import { createRun } from '../../operations/runs/create.ts'
import { findRun } from '../../store/runs/read.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { answersOf, attemptsOf, aRun, aWorker, cellsOfRun, stateOfRun } from '../../testing/runs.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'

const system: Caller = { kind: 'system', id: 'test' }
const questions = (count: number) => Array.from({ length: count }, (_, index) => [`Question ${index}?`])

forEachDatabase((kind) => {
  let store: TestStore
  let endpoint: Endpoint
  let services: Services

  before(async () => { endpoint = await startEndpoint({ firstByteMs: 40 }) })
  after(() => endpoint.close())
  beforeEach(async () => {
    store = await openTestStore(kind)
    services = { store, settings: readSettings({ DIPTYCH_DATA: store.place.folder }), renderer: makeRenderer(1_000), now: () => new Date() }
  })
  afterEach(async () => {
    endpoint.asked.forget()
    await store.close()
  })

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!await isSo()) await wait(5)
  }

  test('of equal runs that are made at once one asks, and the others leave it to it', async () => {
    await importRows(store, ...questions(3).map((turns, index) => ({ kind: 'challenge' as const, turns, slug: `q${index}` })))
    const wanted = { challenges: ['all'], models: ['twin'], baseUrl: endpoint.url }
    const made = await Promise.all(Array.from({ length: 4 }, () => perform(createRun, wanted, system, services)))
    assert.deepEqual(made.map(({ cells }) => cells).toSorted(), [0, 0, 0, 3])
    const asking = made.find(({ cells }) => cells > 0)!.run
    for (const { cells, leftOut } of made) assert.deepEqual(leftOut, cells > 0 ? { answered: 0, open: 0, openIn: [], unsuited: 0 } : { answered: 0, open: 3, openIn: [asking], unsuited: 0 })
  })

  test('a paused run finishes what is under way and asks nothing more, until it is resumed', async () => {
    const run = await aRun(store, { endpoint, models: ['a'], challenges: questions(12), concurrency: 2 })
    const working = aWorker(store, { run: run.publicId }).work()
    await until(() => endpoint.asked.requests.length >= 3)
    assert.equal((await perform(pauseRun, { run: run.publicId }, system, services)).state, 'paused')
    await working
    const { filled = 0, waiting = 0, ...others } = await cellsOfRun(store, run)
    assert.deepEqual([others, filled + waiting, filled], [{}, 12, endpoint.asked.requests.length])
    assert.ok(waiting > 0)
    await perform(resumeRun, { run: run.publicId }, system, services)
    await aWorker(store, { run: run.publicId }).work()
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run), endpoint.asked.requests.length], [{ filled: 12 }, 'done', 12])
  })

  test('a run that is paused while its last cells are filled is done, and one resumed without work too', async () => {
    const run = await aRun(store, { endpoint, models: ['a@first-80'], challenges: questions(2) })
    const working = aWorker(store, { run: run.publicId }).work()
    await until(() => endpoint.asked.requests.length === 2)
    await perform(pauseRun, { run: run.publicId }, system, services)
    await working
    assert.equal(await stateOfRun(store, run), 'done')
    assert.equal((await perform(resumeRun, { run: run.publicId, failed: true }, system, services)).state, 'done')
  })

  test('a run ends with the answer that ended last, whichever is written down last', async () => {
    const run = await aRun(store, { endpoint, models: ['early@first-400', 'late@first-10'] })
    const slow = aWorker(store, { run: run.publicId, most: 1 }).work()
    await until(() => endpoint.asked.requests.length === 1)
    const aheadMs = 10_000
    await Promise.all([slow, aWorker(store, { run: run.publicId, most: 1, now: () => new Date(Date.now() + aheadMs) }).work()])
    const [early, late] = await attemptsOf(store, run)
    assert.deepEqual([early!.model, late!.model, late!.ended_at! > early!.ended_at!], ['early@first-400', 'late@first-10', true])
    assert.equal((await findRun(store.read, run.publicId))!.finished_at, late!.ended_at)
  })

  test('a cancelled run is broken off at once, and what has arrived stays', async () => {
    const run = await aRun(store, { endpoint, models: ['quick@first-0', 'long@interval-40'], challenges: questions(4), concurrency: 5 })
    const working = aWorker(store, { run: run.publicId }).work()
    await until(async () => (await cellsOfRun(store, run)).filled === 4)
    await wait(150)
    const cancelledAt = performance.now()
    await perform(cancelRun, { run: run.publicId }, system, services)
    await working
    assert.ok(performance.now() - cancelledAt < 40 * 40, 'nobody waited for the long answers')
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run)], [{ filled: 4, stopped: 4 }, 'cancelled'])
    const stopped = (await attemptsOf(store, run)).filter(({ problem }) => problem === 'stopped')
    assert.ok(stopped.length > 0 && stopped.every(({ state, text }) => (state === 'partial') === (text !== undefined)))
    const ends = (await attemptsOf(store, run)).map(({ ended_at: endedAt }) => endedAt!)
    assert.equal((await findRun(store.read, run.publicId))!.finished_at, ends.toSorted().at(-1), 'it ended with what was broken off')
    await assert.rejects(perform(resumeRun, { run: run.publicId }, system, services), { kind: 'conflict' })
  })

  test('a run asks only for what is missing, and again adds samples beside those there are', async () => {
    await importRows(store, { kind: 'challenge', turns: ['One?'], slug: 'one' }, { kind: 'challenge', turns: ['Two?', 'And then?'], slug: 'two' })
    const create = async (input: object) => {
      const { run, cells } = await perform(createRun, { challenges: ['one', 'two'], models: ['a'], baseUrl: endpoint.url, ...input }, system, services)
      await aWorker(store, { run, isOwnWorker: true }).work()
      return cells
    }
    assert.equal(await create({ samples: 2 }), 4)
    const first = await answersOf(store)
    assert.deepEqual(first.map(({ sample, turn }) => `${sample}.${turn}`).sort(), ['1.1', '1.1', '1.2', '2.1', '2.1', '2.2'])
    assert.equal(await create({ samples: 2 }), 0, 'nothing is missing')
    assert.equal(await create({ samples: 3 }), 2)
    assert.equal(await create({ samples: 1, models: ['a', 'b'] }), 2, 'only the new model is asked')
    assert.equal(await create({ samples: 2, again: true, challenges: ['one'] }), 2)
    const all = await answersOf(store)
    assert.deepEqual(all.filter(({ model, turns }) => model === 'a' && turns.length === 1).map(({ sample }) => sample), [1, 2, 3, 4, 5])
    const unchanged = ({ public_id, text, body_id, created_at }: (typeof all)[number]) => ({ public_id, text, body_id, created_at })
    assert.deepEqual(all.slice(0, first.length).map(unchanged), first.map(unchanged))
  })
})
