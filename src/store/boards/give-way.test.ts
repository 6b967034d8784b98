import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase, makeTestPlace } from '../../testing/store.ts'
import { inTransaction, openReaderOf, openStore } from '../database.ts'
import { BusySign, givingWay } from './give-way.ts'
import { momentToCompute } from './state.ts'

/** Keeps this thread at work. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

test('a thread that is at work all the time is shown as busy, one that waits is not, and one that nobody looks at neither', async () => {
  const sign = new BusySign()
  const until = async (isBusy: number, doing: () => void) => {
    for (const end = performance.now() + 10_000; sign.shared[0] !== isBusy && performance.now() < end;) {
      doing()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    assert.equal(sign.shared[0], isBusy)
  }
  sign.show()
  await until(1, () => work(30))
  await until(0, () => {})
  await until(1, () => work(30))
  sign.takeDown()
  assert.equal(sign.shared[0], 0)
})

forEachDatabase((kind) => {
  test('queries rest after work while another thread is busy, three times as long and not without end; they answer the same', async () => {
    const place = await makeTestPlace(kind)
    await (await openStore(place)).close()
    const isBusy = new Int32Array(new SharedArrayBuffer(4))
    const rests: number[] = []
    const reader = openReaderOf(place)
    const asked = await inTransaction(reader.withPlugin(givingWay(isBusy, async (ms) => rests.push(ms))), async (db) => {
      const counts: number[] = []
      for (const [busy, workMs] of [[0, 10], [1, 10], [1, 60], [0, 10]] as const) {
        isBusy[0] = busy
        work(workMs)
        counts.push((await db.selectFrom('collections').select('slug').execute()).length)
      }
      return counts
    })
    await reader.destroy()
    await place.remove()
    assert.deepEqual(asked, [0, 0, 0, 0])
    assert.equal(rests.length, 2)
    assert.ok(rests[0]! >= 30 && rests[0]! <= 100, String(rests[0]))
    assert.equal(rests[1], 100)
  })

  test('one computation rests for two seconds and no longer, however long the other thread is busy', async () => {
    const place = await makeTestPlace(kind)
    await (await openStore(place)).close()
    const rests: number[] = []
    const reader = openReaderOf(place)
    await inTransaction(reader.withPlugin(givingWay(Int32Array.of(1), async (ms) => rests.push(ms))), async (db) => {
      for (let query = 0; query < 30; query++) {
        work(35)
        await db.selectFrom('collections').select('slug').execute()
      }
    })
    await reader.destroy()
    await place.remove()
    assert.deepEqual(rests, Array.from({ length: 20 }, () => 100))
  })

  test('a rest takes nothing from the time in which facts settle', async () => {
    const place = await makeTestPlace(kind)
    await (await openStore(place)).close()
    const reader = openReaderOf(place)
    let firstSeenBy = Infinity
    const rest = () => {
      firstSeenBy = Math.min(firstSeenBy, Date.now())
      return new Promise((resolve) => setTimeout(resolve, 150))
    }
    const { asOf } = await inTransaction(reader.withPlugin(givingWay(Int32Array.of(1), rest)), momentToCompute)
    await reader.destroy()
    await place.remove()
    assert.ok(Date.parse(asOf) <= firstSeenBy - 100, `${firstSeenBy - Date.parse(asOf)} ms`)
  })
})
