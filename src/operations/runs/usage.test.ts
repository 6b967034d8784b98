import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Price } from '../../core/models/model.ts'
import { addUnanswered } from '../../store/migrations/017-unanswered.ts'
import type { CreatedRun } from '../../store/runs/create.ts'
import { closeAttempt } from '../../store/runs/finish.ts'
import { readColumns } from '../../store/runs/read.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { attemptsOf, aRun, aWorker, fastClock, type WantedRun } from '../../testing/runs.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { presentWhole, requireRun } from './get.ts'

const price: Price = { provider: 'test', source: 'a test', input: 10, output: 50 }

forEachDatabase((kind) => {
  let store: TestStore
  let endpoint: Endpoint

  before(async () => { endpoint = await startEndpoint({ tokens: 12 }) })
  after(() => endpoint.close())
  beforeEach(async () => { store = await openTestStore(kind) })
  afterEach(() => store.close())

  async function filled(wanted: Omit<WantedRun, 'endpoint'>): Promise<CreatedRun> {
    const run = await aRun(store, { endpoint, ...wanted })
    const worker = aWorker(store, { run: run.publicId, now: fastClock(200) })
    await worker.work()
    assert.deepEqual(worker.errors, [])
    return run
  }

  const told = async ({ id, publicId }: CreatedRun) => presentWhole(store.read, await requireRun(store.read, publicId), await readColumns(store.read, id))

  test('what broke off and may have been charged is unknown, not nothing', async () => {
    const { usage, models, spentUsd, spentTokens, counts } = await told(await filled({ models: ['cut@cut'], price }))
    assert.equal(counts.failed, 1)
    assert.deepEqual([usage.answers, usage.inputTokens, usage.outputTokens, usage.costUsd, usage.knownCostUsd, usage.withoutAnswer], [0, null, null, null, 0, 6])
    assert.deepEqual(models[0]!.usage, usage)
    assert.ok(spentUsd! > 0 && spentTokens > 0, `${spentUsd} dollars and ${spentTokens} tokens at most`)
  })

  test('without a price nobody knows what it cost at most; what is free costs nothing all the same', async () => {
    const unpriced = await told(await filled({ models: ['cut@cut'] }))
    assert.deepEqual([unpriced.spentUsd, unpriced.usage.costUsd], [null, null])
    const free = await told(await filled({ models: ['gift@cut'], price: { ...price, input: 0, output: 0 } }))
    assert.deepEqual([free.spentUsd, free.usage.costUsd, free.usage.outputTokens], [0, 0, null])
  })

  test('a run in which nothing was charged took nothing', async () => {
    for (const model of ['refused@400', 'keyless@401']) {
      const { usage, spentUsd, spentTokens } = await told(await filled({ models: [model], price }))
      assert.deepEqual([usage.inputTokens, usage.outputTokens, usage.costUsd, usage.withoutAnswer, spentUsd, spentTokens], [0, 0, 0, 0, 0, 0], model)
    }
  })

  test('whole answers are summed beside what broke off, which is counted', async () => {
    const { usage, models } = await told(await filled({ models: ['whole', 'cut@cut'], price }))
    assert.deepEqual([usage.answers, usage.outputTokens, usage.withoutAnswer], [1, 12, 6])
    assert.ok(usage.costUsd! > 0)
    assert.deepEqual(models.map((model) => [model.usage.outputTokens, model.usage.withoutAnswer]), [[12, 0], [null, 6]])
  })

  test('an attempt that was given up and whose answer is found after all is no longer without one', async () => {
    const run = await filled({ models: ['cut@cut'], price })
    const attempt = (await attemptsOf(store, run)).at(-1)!
    await store.write.updateTable('attempts').set({ problem: null }).where('id', '=', attempt.id).execute()
    const charged = { usd: 0.001, tokens: 20 }
    await closeAttempt(
      store.write, { id: attempt.id, runId: run.id, cellId: attempt.cell_id, owner: 'another' },
      { state: 'complete', endedAt: new Date(), usage: { input: 8, output: 12 }, costUsd: 0.001, durationMs: 5, charged, most: charged, warnings: [] },
      undefined, undefined, { state: 'filled' },
    )
    const { usage } = await told(run)
    assert.deepEqual([usage.answers, usage.inputTokens, usage.outputTokens, usage.costUsd, usage.withoutAnswer], [1, 8, 12, 0.001, 5])
  })

  test('what broke off before it was counted is counted when the database is brought up to date', async () => {
    const run = await filled({ models: ['refused@400', 'cut@cut'], price })
    await store.write.schema.alterTable('run_models').dropColumn('unanswered').execute()
    await addUnanswered(store.write)
    assert.deepEqual((await readColumns(store.read, run.id)).map(({ unanswered }) => unanswered), [0, 6])
  })
})
