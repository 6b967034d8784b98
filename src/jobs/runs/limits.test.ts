import assert from 'node:assert/strict'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Price } from '../../core/models/model.ts'
import { outputTokensUnderBudget, type ProviderLimits } from '../../core/runs/run.ts'
import { anthropic } from '../../providers/anthropic/provider.ts'
import { inTransaction, openStore } from '../../store/database.ts'
import { saveProvider } from '../../store/providers.ts'
import { setRunState } from '../../store/runs/change.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { attemptsOf, aRun, aWorker, cellsOfRun, fastClock, lineToEndpoint, stateOfRun } from '../../testing/runs.ts'
import type { RunWorkerOptions } from './worker.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'

const price: Price = { provider: 'test', source: 'a test', input: 10, output: 50 }
const questions = (count: number) => Array.from({ length: count }, (_, index) => [`Question number ${index}, if you please?`])

forEachDatabase((kind) => {
  let store: TestStore
  let endpoint: Endpoint

  before(async () => { endpoint = await startEndpoint({ firstByteMs: 15 }) })
  after(() => endpoint.close())
  beforeEach(async () => { store = await openTestStore(kind) })
  afterEach(async () => {
    endpoint.asked.forget()
    await store.close()
  })

  /** What the endpoint has charged for everything it was asked, whether it was received or not: words read, tokens written. */
  function charged(): { tokens: number; usd: number } {
    let [tokens, usd] = [0, 0]
    for (const { body, status } of endpoint.asked.requests) {
      if (status !== 200) continue
      const { messages, max_tokens: most } = JSON.parse(body) as { messages: Array<{ content: string }>; max_tokens: number }
      const input = messages.map(({ content }) => content).join('\n').split(/\s+/).length
      const output = Math.min(40, most)
      tokens += input + output
      usd += (input * price.input! + output * price.output!) / 1e6
    }
    return { tokens, usd }
  }

  test('a budget in tokens is never passed, whatever goes wrong, and a raised one lets the run go on', async () => {
    const budgetTokens = 1_500
    const run = await aRun(store, {
      endpoint, models: ['plain', 'cut@cut', 'mute@no-usage', 'slow@first-60'], challenges: questions(10), concurrency: 12, budgetTokens, settings: { maxOutputTokens: 30 },
    })
    await aWorker(store, { run: run.publicId, now: fastClock(20) }).work()
    assert.equal(await stateOfRun(store, run), 'over-budget')
    const first = charged().tokens
    assert.ok(first <= budgetTokens && first > budgetTokens / 4, `${first} of ${budgetTokens} tokens were charged`)
    const { filled = 0, waiting = 0 } = await cellsOfRun(store, run)
    assert.ok(filled > 0 && waiting > 0)
    await inTransaction(store.write, (tx) => setRunState(tx, run.id, { state: 'running', budgetTokens: 2 * budgetTokens }, new Date()))
    await aWorker(store, { run: run.publicId, now: fastClock(20) }).work()
    assert.ok(charged().tokens > first && charged().tokens <= 2 * budgetTokens)
    assert.ok((await cellsOfRun(store, run)).filled! > filled)
  })

  test('a run whose provider is silent leaves room for the Lab', { timeout: 60_000 }, async () => {
    const run = await aRun(store, { endpoint, models: ['hung@silent'], challenges: questions(20), concurrency: 20 })
    const worker = aWorker(store, { most: 8 })
    const working = worker.work()
    while ((await cellsOfRun(store, run)).held !== 6) await wait(20)
    const asked = await aRun(store, { endpoint, models: ['plain', 'other'], kind: 'lab' })
    worker.nudge()
    while ((await cellsOfRun(store, asked)).filled !== 2) await wait(20)
    assert.deepEqual(await cellsOfRun(store, run), { held: 6, waiting: 14 })
    await worker.stop()
    await working
  })

  test('a budget in money is never passed by two workers at once, one of which is told to stop in the middle', async () => {
    const budgetUsd = 0.05
    const run = await aRun(store, { endpoint, models: ['plain', 'slow@first-60'], challenges: questions(40), concurrency: 30, budgetUsd, price, settings: { maxOutputTokens: 40 } })
    const other = await openStore(store.place)
    try {
      const [one, two] = [aWorker(store, { run: run.publicId, most: 20 }), aWorker(other, { run: run.publicId, most: 20 })]
      const working = Promise.all([one.work(), two.work()])
      await new Promise((resolve) => setTimeout(resolve, 100))
      await two.stop()
      await working
      assert.deepEqual([...one.errors, ...two.errors], [])
    } finally {
      await other.close()
    }
    assert.equal(await stateOfRun(store, run), 'over-budget')
    const { usd } = charged()
    assert.ok(usd <= budgetUsd && usd > budgetUsd / 3, `${usd} of ${budgetUsd} dollars were charged`)
    const { spent_usd: spent } = await store.read.selectFrom('runs').select('spent_usd').where('id', '=', run.id).executeTakeFirstOrThrow()
    assert.ok(spent >= usd - 1e-9 && spent <= budgetUsd + 1e-9, `${spent} dollars are held to be spent`)
  })

  test('a budget is never passed by a model that thinks: what is reserved is what is sent, thinking included', async () => {
    const thinks = { endpoint, models: ['claude-sonnet-4-5@tokens-90000'], challenges: questions(8), concurrency: 4, price, settings: { reasoning: 'high' as const } }
    const lineOf: RunWorkerOptions['lineOf'] = async ({ column }) => ({
      provider: anthropic, connection: { provider: column.provider, kind: 'anthropic', baseUrl: column.connection!.baseUrl, apiKey: 'sk-test-0123456789' },
    })
    for (const budget of [{ budgetTokens: 12_000 }, { budgetUsd: 0.6 }]) {
      endpoint.asked.forget()
      const run = await aRun(store, { ...thinks, ...budget })
      await aWorker(store, { run: run.publicId, lineOf }).work()
      const limits = endpoint.asked.requests.map(({ body }) => (JSON.parse(body) as { max_tokens: number }).max_tokens)
      assert.deepEqual([limits, await stateOfRun(store, run)], [[outputTokensUnderBudget], 'over-budget'], 'the first answer leaves no room for a second')
      const { spent_usd: usd, spent_tokens: tokens } = await store.read.selectFrom('runs').select(['spent_usd', 'spent_tokens']).where('id', '=', run.id).executeTakeFirstOrThrow()
      assert.ok(tokens > outputTokensUnderBudget && tokens <= (budget.budgetTokens ?? Infinity), `${tokens} tokens`)
      assert.ok(usd <= (budget.budgetUsd ?? Infinity), `${usd} dollars`)
    }
  })

  test('a budget that is set later limits answers too', async () => {
    const run = await aRun(store, { endpoint, models: ['long@tokens-30000'], challenges: questions(3), concurrency: 1 })
    await inTransaction(store.write, (tx) => setRunState(tx, run.id, { state: 'running', budgetTokens: 9_000 }, new Date()))
    await aWorker(store, { run: run.publicId }).work()
    const [attempt, ...others] = await attemptsOf(store, run)
    assert.deepEqual([attempt!.usage!.output, others.length, await stateOfRun(store, run)], [outputTokensUnderBudget, 0, 'over-budget'])
  })

  test('no picture is asked for under a budget that one picture could pass, as a picture takes no limit', async () => {
    const picture = { endpoint, models: ['painter'], challenges: [['Draw a lamp.']], outputType: 'image' as const, settings: { maxOutputTokens: 20 } }
    const frugal = await aRun(store, { ...picture, budgetTokens: 200 })
    await aWorker(store, { run: frugal.publicId }).work()
    assert.deepEqual([await stateOfRun(store, frugal), endpoint.asked.requests.length], ['over-budget', 0])
    const generous = await aRun(store, { ...picture, budgetTokens: 40_000 })
    await aWorker(store, { run: generous.publicId }).work()
    assert.deepEqual([await stateOfRun(store, generous), endpoint.asked.requests.length], ['done', 1])
  })

  test('a run and a provider keep to their concurrency over two workers', async () => {
    const other = await openStore(store.place)
    try {
      for (const [concurrency, limits] of [[5, {}], [50, { concurrency: 3 }]] as const) {
        endpoint.asked.forget()
        const run = await aRun(store, { endpoint, models: ['a', 'b'], challenges: questions(15), concurrency, limits })
        const most = limits.concurrency ?? concurrency
        // One alone cannot take all there is, so that both have something to do.
        const workers = [store, other].map((place) => aWorker(place, { run: run.publicId, most: most - 1 }))
        await Promise.all(workers.map((worker) => worker.work()))
        assert.deepEqual([await cellsOfRun(store, run), endpoint.asked.summary().requests], [{ filled: 30 }, 30])
        assert.ok(endpoint.asked.concurrentMost <= most && endpoint.asked.concurrentMost > most / 2, `${endpoint.asked.concurrentMost} at a time`)
        assert.equal(new Set((await attemptsOf(store, run)).map(({ owner }) => owner)).size, 2, 'both have worked')
      }
    } finally {
      await other.close()
    }
  })

  test('requests and tokens a minute hold over two workers', async () => {
    const other = await openStore(store.place)
    try {
      for (const limits of [{ requestsPerMinute: 4 }, { tokensPerMinute: 340 }] as ProviderLimits[]) {
        const run = await aRun(store, { endpoint, models: ['a'], challenges: questions(10), limits, settings: { maxOutputTokens: 40 } })
        const now = fastClock(200)
        await Promise.all([aWorker(store, { run: run.publicId, now }).work(), aWorker(other, { run: run.publicId, now }).work()])
        const attempts = await attemptsOf(store, run)
        assert.equal(attempts.length, 10)
        for (const { asked_at: at } of attempts) {
          const minute = attempts.filter(({ asked_at }) => asked_at <= at && Date.parse(asked_at) > Date.parse(at) - 60_000)
          assert.ok(minute.length <= (limits.requestsPerMinute ?? Infinity), `${minute.length} requests within a minute`)
          assert.ok(minute.reduce((sum, { tokens }) => sum + tokens, 0) <= (limits.tokensPerMinute ?? Infinity))
        }
        await store.write.deleteFrom('attempts').where('run_id', '=', run.id).execute()
      }
    } finally {
      await other.close()
    }
  })

  const enter = (limits: ProviderLimits) => saveProvider(store.write, {
    slug: 'entered', kind: 'openai-compatible', base_url: endpoint.url, allow_private: false, limits, sealed_key: null, created_at: '2026-01-01T00:00:00.000Z', changed_at: '2026-01-01T00:00:00.000Z',
  })

  test('the limits of a provider are those it has now, whatever it had when the run was made; those of the file before any that were entered', async () => {
    const lineOf = lineToEndpoint(endpoint)
    const asks = (limits: ProviderLimits, challenges: string[][]) => aRun(store, { endpoint, provider: 'entered', models: ['now'], challenges, concurrency: 20, limits })
    const later = await asks({}, questions(12))
    await enter({ concurrency: 2 })
    await aWorker(store, { run: later.publicId, lineOf }).work()
    assert.deepEqual([endpoint.asked.concurrentMost, await cellsOfRun(store, later)], [2, { filled: 12 }])
    endpoint.asked.forget()
    const raised = await asks({ concurrency: 1 }, questions(20))
    await enter({ concurrency: 1 })
    const working = aWorker(store, { run: raised.publicId, lineOf }).work()
    while (endpoint.asked.requests.length < 3) await wait(5)
    assert.equal(endpoint.asked.concurrentMost, 1)
    await enter({})
    await working
    assert.ok(endpoint.asked.concurrentMost > 3, `${endpoint.asked.concurrentMost} at a time once the limit was gone`)
    endpoint.asked.forget()
    await enter({ concurrency: 1 })
    const filed = await asks({}, questions(12))
    await aWorker(store, { run: filed.publicId, lineOf, limitsInFile: new Map([['entered', { concurrency: 3 }]]) }).work()
    assert.equal(endpoint.asked.concurrentMost, 3)
  })

  test('a limit on requests that is set while a conversation is under way holds for its next turn', async () => {
    const run = await aRun(store, { endpoint, provider: 'entered', models: ['slow@first-300'], challenges: [['Who are you?', 'And who else?', 'Since when?']] })
    const worker = aWorker(store, { run: run.publicId, lineOf: lineToEndpoint(endpoint) })
    const working = worker.work()
    while (endpoint.asked.requests.length < 1) await wait(5)
    await enter({ requestsPerMinute: 1 })
    await wait(1_200)
    assert.deepEqual([endpoint.asked.requests.length, await cellsOfRun(store, run)], [1, { waiting: 1 }])
    await enter({})
    await working
    assert.deepEqual([endpoint.asked.requests.length, await cellsOfRun(store, run), worker.errors], [3, { filled: 1 }, []])
  })
})

/** A worker in a process of its own that fills at most four cells at a time. */
const program = `
  import { openStore } from '${join(import.meta.dirname, '..', '..', 'store', 'database.ts')}'
  import { aWorker } from '${join(import.meta.dirname, '..', '..', 'testing', 'runs.ts')}'
  const store = await openStore({ folder: process.argv[1], postgresUrl: process.argv[2] })
  await aWorker(store, { run: process.argv[3], most: 4 }).work()
  await store.close()
`

test('two processes share a run on PostgreSQL, and each cell is asked once', async () => {
  const store = await openTestStore('postgres')
  const endpoint = await startEndpoint({ firstByteMs: 100 })
  try {
    const run = await aRun(store, { endpoint, models: ['a', 'b'], challenges: questions(40), concurrency: 6 })
    const { folder, postgresUrl } = store.place
    const workers = [0, 1].map(() => spawn(process.execPath, ['--input-type=module', '--eval', program, folder, postgresUrl!, run.publicId], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 }))
    assert.deepEqual((await Promise.all(workers.map((worker) => once(worker, 'close')))).map(([code]) => code), [0, 0])
    assert.deepEqual([await cellsOfRun(store, run), endpoint.asked.summary().requests], [{ filled: 80 }, 80])
    assert.ok(endpoint.asked.concurrentMost <= 6)
    assert.equal(new Set((await attemptsOf(store, run)).map(({ owner }) => owner)).size, 2, 'both have worked')
  } finally {
    await endpoint.close()
    await store.close()
  }
})
