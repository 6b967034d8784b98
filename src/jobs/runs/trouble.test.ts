import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { AnswerEvent } from '../../core/providers/provider.ts'
import { openJournal } from '../../media/streams/journal.ts'
import { openaiCompatible } from '../../providers/openai-compatible/provider.ts'
import { inTransaction, openStore, type Store } from '../../store/database.ts'
import { askCellAgain, stopCells } from '../../store/lab/sessions.ts'
import type { CreatedRun } from '../../store/runs/create.ts'
import { finishRunIfDone } from '../../store/runs/finish.ts'
import type { StoredMessage } from '../../store/runs/stored.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { answersOf, attemptsOf, aRun, aWorker, cellsOfRun, fastClock, stateOfRun, textOf } from '../../testing/runs.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'

const whole = (model: string) => textOf(model, 'Say hello.')

forEachDatabase((kind) => {
  let store: TestStore
  let other: Store
  let endpoint: Endpoint

  before(async () => { endpoint = await startEndpoint() })
  after(() => endpoint.close())
  beforeEach(async () => {
    store = await openTestStore(kind)
    other = await openStore(store.place)
  })
  afterEach(async () => {
    endpoint.asked.forget()
    await other.close()
    await store.close()
  })

  const later = () => new Date(Date.now() + 60_000)
  const journals = () => readdirSync(join(store.folder, 'streams'))

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!await isSo()) await wait(5)
  }

  /** A store that takes the first write, which is the claim, and refuses so many after it. */
  function refusing(times: number): Store {
    let writes = 0
    return {
      ...store,
      writeTogether: (run) => (++writes > 1 && writes <= 1 + times ? Promise.reject(new Error('The disk is full.')) : store.writeTogether(run)),
    }
  }

  /** A model that says nothing until it is let, and does not care for being stopped. */
  function patient() {
    const { promise, resolve } = Promise.withResolvers<void>()
    let isAsked = false
    const events: AnswerEvent[] = [{ type: 'response-delta', text: 'At last.' }, { type: 'response-ended', finishReason: 'stop', usage: { input: 2, output: 3 }, warnings: [] }]
    const answer = async function* () {
      isAsked = true
      await promise
      yield* events
    }
    const line = async () => ({ provider: { ...openaiCompatible, answer }, connection: { provider: 'p', kind: 'openai-compatible' as const } })
    return { lineOf: line, wasAsked: () => isAsked, let: resolve }
  }

  test('a worker whose lease ended loses its cell, and its answer is kept as an attempt', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const model = patient()
    const slow = aWorker(store, { run: run.publicId, lineOf: model.lineOf })
    const working = slow.work()
    await until(model.wasAsked)
    await aWorker(other, { run: run.publicId, now: later }).work()
    model.let()
    await working
    const attempts = await attemptsOf(store, run)
    assert.deepEqual(attempts.map(({ state, text, response_id }) => [state, text, response_id !== null]), [['complete', 'At last.', false], ['complete', whole('a'), true]])
    assert.deepEqual([await cellsOfRun(store, run), (await answersOf(store)).length, slow.errors], [{ filled: 1 }, 1, []])
    const { spent_tokens: spent } = await store.read.selectFrom('runs').select('spent_tokens').where('id', '=', run.id).executeTakeFirstOrThrow()
    assert.equal(spent, attempts.reduce((sum, { tokens }) => sum + tokens, 0), 'both are counted, each once')
  })

  test('an answer that its worker was thought dead over fills its cell as long as nobody asks anew', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const model = patient()
    const working = aWorker(store, { run: run.publicId, lineOf: model.lineOf, most: 1 }).work()
    await until(model.wasAsked)
    const idle = aWorker(other, { now: later, most: 0 })
    const idling = idle.work()
    await until(async () => (await attemptsOf(store, run))[0]!.state === 'lost')
    model.let()
    await working
    await Promise.all([idle.stop(), idling])
    assert.deepEqual((await attemptsOf(store, run)).map(({ state, text, response_id }) => [state, text, response_id !== null]), [['complete', 'At last.', true]])
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run), endpoint.asked.requests.length], [{ filled: 1 }, 'done', 0])
  })

  test('an answer that the database does not take is kept until it does', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const worker = aWorker(refusing(2), { run: run.publicId })
    await worker.work()
    assert.deepEqual([await cellsOfRun(store, run), endpoint.asked.requests.length, worker.errors.map(String)], [{ filled: 1 }, 1, ['Error: The disk is full.', 'Error: The disk is full.']])
    assert.deepEqual(journals(), [])
  })

  test('an answer that was never written down is recovered from its journal, with its timing, and not asked again', async () => {
    const run = await aRun(store, { endpoint, models: ['a@first-30', 'b@cut'] })
    const worker = aWorker(refusing(Infinity), { run: run.publicId })
    const working = worker.work()
    await until(() => worker.errors.length >= 2)
    await Promise.all([worker.stop(), working])
    assert.deepEqual([await cellsOfRun(store, run), journals().length], [{ held: 2 }, 2])
    await aWorker(other, { run: run.publicId, now: fastClock(100) }).work()
    const attempts = await attemptsOf(store, run)
    const [recovered, broken] = ['a@first-30', 'b@cut'].map((name) => attempts.filter(({ model }) => model === name))
    assert.deepEqual(recovered!.map(({ state, text }) => [state, text]), [['complete', whole('a@first-30')]])
    assert.ok(recovered![0]!.ttft_ms! >= 30 && recovered![0]!.duration_ms! >= recovered![0]!.ttft_ms!)
    assert.ok(recovered![0]!.usage!.output === 40 && recovered![0]!.finish_reason === 'stop')
    assert.equal(broken![0]!.state, 'partial')
    assert.ok(whole('b@cut').startsWith(broken![0]!.text!) && broken!.length > 1)
    assert.deepEqual(journals(), [])
  })

  test('what a machine had received is added to an attempt that another one gave up', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const worker = aWorker(refusing(Infinity), { run: run.publicId })
    const working = worker.work()
    await until(() => worker.errors.length >= 1)
    await Promise.all([worker.stop(), working])
    const elsewhere = mkdtempSync(join(tmpdir(), 'diptych-elsewhere-'))
    const blind = aWorker({ ...other, folder: elsewhere }, { now: later, most: 0 })
    const looking = blind.work()
    await until(async () => (await attemptsOf(store, run))[0]!.state === 'lost')
    await Promise.all([blind.stop(), looking])
    assert.deepEqual([await cellsOfRun(store, run), journals().length], [{ waiting: 1 }, 1])
    await aWorker(other, { run: run.publicId }).work()
    assert.deepEqual((await attemptsOf(store, run)).map(({ state, text }) => [state, text]), [['complete', whole('a')]])
    assert.deepEqual([await cellsOfRun(store, run), endpoint.asked.requests.length, journals()], [{ filled: 1 }, 1, []])
    rmSync(elsewhere, { recursive: true })
  })

  /** A question of the Lab: of no challenge, its messages are the cell's own. */
  async function aLabRun(models: string[]): Promise<CreatedRun> {
    const run = await aRun(store, { endpoint, models })
    await store.write.updateTable('runs').set({ kind: 'lab' }).where('id', '=', run.id).execute()
    const question: StoredMessage[] = [{ role: 'user', parts: [{ type: 'text', text: 'Say hello.' }] }]
    await store.write.updateTable('run_cells').set({ challenge_id: null, question }).where('run_id', '=', run.id).execute()
    return run
  }

  /** Stops all that is under way, as the Lab does. */
  async function stopAll(run: CreatedRun): Promise<void> {
    await stopCells(store.write, run.id, undefined, new Date().toISOString())
    await finishRunIfDone(store.write, run.id, new Date())
  }

  test('what was stopped while its worker was dead is closed with what had arrived, stays stopped, and can be asked again', async () => {
    const run = await aLabRun(['a@interval-20', 'b@silent'])
    const worker = aWorker(refusing(Infinity), { run: run.publicId })
    const working = worker.work()
    await until(() => endpoint.asked.requests.length === 2)
    await wait(200)
    await Promise.all([worker.stop(), working])
    await stopAll(run)
    assert.deepEqual([await cellsOfRun(store, run), (await attemptsOf(store, run)).map(({ state }) => state), journals().length], [{ stopped: 2 }, ['asked', 'asked'], 2])
    await aWorker(other, { run: run.publicId }).work()
    assert.deepEqual((await attemptsOf(store, run)).map(({ state }) => state), ['asked', 'asked'], 'its lease has not ended')
    await aWorker(other, { run: run.publicId, now: later }).work()
    const [part, nothing] = await attemptsOf(store, run)
    assert.deepEqual([part!.state, nothing!.state, nothing!.text], ['partial', 'lost', undefined])
    assert.ok(part!.text!.length > 0 && whole('a@interval-20').startsWith(part!.text!))
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run), journals()], [{ stopped: 2 }, 'done', []])
    const { run_model_id: column } = await store.read.selectFrom('run_cells').select('run_model_id').where('id', '=', part!.cell_id).executeTakeFirstOrThrow()
    assert.ok(await inTransaction(store.write, (tx) => askCellAgain(tx, run.id, column, 1)))
    await aWorker(other, { run: run.publicId }).work()
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run)], [{ filled: 1, stopped: 1 }, 'done'])
    assert.deepEqual((await attemptsOf(store, run)).map(({ state }) => state), ['partial', 'lost', 'complete'])
  })

  test('what was stopped is left to its worker as long as that lives', async () => {
    const run = await aLabRun(['a'])
    const model = patient()
    const leaseMs = 900
    const working = aWorker(store, { run: run.publicId, lineOf: model.lineOf, leaseMs }).work()
    await until(model.wasAsked)
    await stopAll(run)
    const idle = aWorker(other, { most: 0, leaseMs })
    const idling = idle.work()
    await wait(3 * leaseMs)
    const state = async () => (await attemptsOf(store, run))[0]!.state
    assert.equal(await state(), 'asked')
    model.let()
    await working
    await Promise.all([idle.stop(), idling])
    assert.deepEqual([await state(), await cellsOfRun(store, run)], ['complete', { stopped: 1 }])
  })

  test('an answer that can never be stored fails its cell, is not paid for again, and stays in its journal', async () => {
    const picture = new Uint8Array(300_000).fill(7)
    const events: AnswerEvent[] = [{ type: 'response-file', mediaType: 'image/png', bytes: picture }, { type: 'response-ended', finishReason: 'stop', usage: {}, warnings: [] }]
    let asked = 0
    const lineOf = async () => ({ provider: { ...openaiCompatible, async *answer() { asked++; yield* events } }, connection: { provider: 'p', kind: 'openai-compatible' as const } })
    const run = await aRun(store, { endpoint, models: ['painter'], challenges: [['Paint a lamp.']], outputType: 'image' })
    const worker = aWorker({ ...store, blobsFolder: '/dev/null/blobs' }, { run: run.publicId, now: fastClock(100), lineOf })
    await worker.work()
    assert.deepEqual([await cellsOfRun(store, run), asked, worker.errors.length > 1], [{ failed: 1 }, 1, true])
    const [attempt] = await attemptsOf(store, run)
    assert.deepEqual([attempt!.state, attempt!.problem, journals()], ['failed', 'unstored', [`${attempt!.public_id}.unstored`]])
  })

  test('a disk that takes no more while an answer arrives loses none of it', async () => {
    const run = await aRun(store, { endpoint, models: ['a@interval-1'] })
    let writes = 0
    const worker = aWorker(store, {
      run: run.publicId,
      openJournal: (...place) => ({ ...openJournal(...place), write: () => { if (++writes >= 3) throw new Error('ENOSPC') } }),
    })
    await worker.work()
    assert.deepEqual((await answersOf(store)).map(({ text }) => text), [whole('a@interval-1')])
    assert.deepEqual(worker.errors.map(String), ['Error: ENOSPC'], 'it is told once')
  })

  test('where no journal can be begun, nobody is asked, and the cell says so in the end', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const worker = aWorker(store, { run: run.publicId, now: fastClock(100), openJournal: () => { throw new Error('ENOSPC: no space left') } })
    await worker.work()
    assert.deepEqual([endpoint.asked.requests.length, await cellsOfRun(store, run), worker.errors.length], [0, { failed: 1 }, 6])
    const attempts = await attemptsOf(store, run)
    assert.ok(attempts.every(({ tokens, message }) => tokens === 0 && !message!.includes('ENOSPC')), 'nothing is charged, and no details are shown')
  })

  test('a worker that shuts down keeps what arrived, and the next one goes on', async () => {
    const run = await aRun(store, { endpoint, models: ['a@interval-20', 'b@silent'] })
    const worker = aWorker(store, { run: run.publicId })
    const working = worker.work()
    await until(() => endpoint.asked.requests.length === 2)
    await wait(200)
    await Promise.all([worker.stop(), working])
    const attempts = await attemptsOf(store, run)
    assert.deepEqual(attempts.map(({ state, problem }) => [state, problem]), [['partial', null], ['lost', null]])
    assert.ok(attempts[0]!.text!.length > 0 && whole('a@interval-20').startsWith(attempts[0]!.text!))
    assert.deepEqual([await cellsOfRun(store, run), await stateOfRun(store, run), journals()], [{ waiting: 2 }, 'running', []])
    const next = aWorker(other, { run: run.publicId })
    const going = next.work()
    await until(async () => (await cellsOfRun(store, run)).filled === 1)
    await Promise.all([next.stop(), going])
    assert.equal((await answersOf(store))[0]!.text, whole('a@interval-20'))
  })

  test('a worker that was told to stop is done with the store when it says so', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const claiming = Promise.withResolvers<void>()
    let isClaiming = false
    const worker = aWorker({
      ...store,
      async writeTogether(write) {
        isClaiming = true
        await claiming.promise
        return store.writeTogether(write)
      },
    })
    void worker.work()
    await until(() => isClaiming)
    let isStopped = false
    const stopping = worker.stop().then(() => { isStopped = true })
    await wait(50)
    assert.equal(isStopped, false, 'it is still claiming')
    claiming.resolve()
    await stopping
    assert.deepEqual([await cellsOfRun(store, run), worker.errors, journals()], [{ waiting: 1 }, [], []])
  })

  test('a provider that asks for a longer wait than there are dates is asked again after a day', async () => {
    const run = await aRun(store, { endpoint, models: ['busy@429-retry-after-99999999999999'] })
    const worker = aWorker(store, { run: run.publicId })
    const working = worker.work()
    await until(async () => (await attemptsOf(store, run))[0]?.ended_at != null)
    await Promise.all([worker.stop(), working])
    const [attempt] = await attemptsOf(store, run)
    const { state, not_before: due } = await store.read.selectFrom('run_cells').select(['state', 'not_before']).where('run_id', '=', run.id).executeTakeFirstOrThrow()
    assert.deepEqual([attempt!.problem, state, Date.parse(due!) - Date.parse(attempt!.ended_at!), worker.errors], ['rate-limited', 'waiting', 86_400_000, []])
  })

  test('what a model says beside its answer may hold anything', async () => {
    const run = await aRun(store, { endpoint, models: ['a'] })
    const events: AnswerEvent[] = [
      { type: 'response-started', warnings: ['a\0b'], requestId: 'r\0' },
      { type: 'reasoning-delta', text: 'think\0 \uD800' },
      { type: 'response-delta', text: 'one\0two' },
      { type: 'response-ended', finishReason: 'st\0p', usage: {}, warnings: [], servedModel: 'x\0y' },
    ]
    const worker = aWorker(store, {
      run: run.publicId,
      lineOf: async () => ({ provider: { ...openaiCompatible, async *answer() { yield* events } }, connection: { provider: 'p', kind: 'openai-compatible' } }),
    })
    await worker.work()
    assert.deepEqual([await cellsOfRun(store, run), worker.errors], [{ filled: 1 }, []])
    assert.equal((await answersOf(store))[0]!.text, 'one\0two')
  })
})
