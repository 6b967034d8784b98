import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClaimableCell } from '../../store/runs/claim.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { attemptsOf, aRun, aWorker, cellsOfRun } from '../../testing/runs.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { Reach } from './reach.ts'

test('what is out of reach is looked for again and again, and told of once in a while', async () => {
  let [time, tried, isThere] = [0, 0, false]
  const told: string[] = []
  const reach = new Reach({
    now: () => new Date(time), onError: (error) => told.push(`${(error as Error).message} ${String((error as Error).cause)}`),
    tryLine: async () => {
      tried += 1
      if (!isThere) throw new Error('There is no key here.')
    },
  })
  const has = (provider: string) => reach.has({ provider } as ClaimableCell)
  assert.deepEqual([await has('one'), await has('one'), tried], [false, false, 1])
  time = 5_000
  assert.deepEqual([await has('one'), tried], [false, 2])
  assert.deepEqual(told, ['Cells of the provider "one" are left to other workers, as this process cannot ask it. Error: There is no key here.'])
  time = 700_000
  await has('one')
  assert.equal(told.length, 2)
  isThere = true
  assert.equal(await has('one'), false)
  time = 705_000
  assert.equal(await has('one'), true)
})

forEachDatabase((kind) => {
  let store: TestStore
  let endpoint: Endpoint

  before(async () => {
    store = await openTestStore(kind)
    endpoint = await startEndpoint()
  })
  after(async () => {
    await endpoint.close()
    await store.close()
  })

  test('cells whose provider one worker cannot ask wait for one that can', async () => {
    const run = await aRun(store, { endpoint, models: ['one', 'two'] })
    const without = aWorker(store, { canAsk: async () => false })
    const working = without.work()
    await wait(700)
    assert.deepEqual([await cellsOfRun(store, run), await attemptsOf(store, run)], [{ waiting: 2 }, []])
    await aWorker(store, { run: run.publicId, canAsk: async () => true }).work()
    assert.deepEqual(await cellsOfRun(store, run), { filled: 2 })
    await without.stop()
    await working
    assert.deepEqual(without.errors, [])
  })
})
