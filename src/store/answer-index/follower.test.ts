import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { test } from 'node:test'
import type { ImportedRow } from '../../core/imports/records.ts'
import { anAnswer, rowsOf, testWriter } from '../../testing/imported-rows.ts'
import { runScript } from '../../testing/run-script.ts'
import { makeTestPlace, openTestStore } from '../../testing/store.ts'
import { openStore } from '../database.ts'
import type { Store } from '../database.ts'
import { examineStore } from '../doctor.ts'
import { search } from '../search.ts'
import { rebuildSearchIndex } from '../search-index.ts'

function answers(from: number, count: number): ImportedRow[] {
  return rowsOf(...Array.from({ length: count }, (_, index) => anAnswer('m', `needle number${from + index} ${'words to sort '.repeat(20)}`, { sample: from + index + 1 })))
}

/** How many answers are found, page by page. */
async function countFound(store: Store, query: string): Promise<number> {
  let count = 0
  for (let cursor: string | undefined; ;) {
    const { results, nextCursor } = await search(store.read, { query, kinds: ['response'], limit: 1_000, cursor })
    count += results.length
    if (nextCursor === null) return count
    cursor = nextCursor
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await setTimeout(20)
}

test('a few answers are found as soon as they are stored', async () => {
  const store = await openTestStore('sqlite')
  const writer = await testWriter(store)
  for (const from of [0, 500, 1_000]) {
    await writer.write(answers(from, 500))
    assert.equal(await countFound(store, `number${from} `), 1)
  }
  await store.close()
})

test('many answers are found once the index is current, each exactly once', async () => {
  const store = await openTestStore('sqlite')
  const writer = await testWriter(store)
  for (let from = 0; from < 10_000; from += 500) await writer.write(answers(from, 500))
  await store.searchIsCurrent()
  assert.equal(await countFound(store, 'needle '), 10_000)
  assert.equal(await countFound(store, 'number9999 '), 1)
  await store.close()
})

test('closing after an import leaves nothing to be indexed', async () => {
  const place = await makeTestPlace('sqlite')
  const store = await openStore(place)
  const writer = await testWriter(store)
  for (let from = 0; from < 6_000; from += 1_000) await writer.write(answers(from, 1_000))
  await store.close()
  const again = await openStore(place)
  assert.equal(await countFound(again, 'needle '), 6_000)
  await again.close()
  await place.remove()
})

test('what a killed import has stored is found after the next start', async () => {
  const place = await makeTestPlace('sqlite')
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../database.ts'))}
    import { anAnswer, rowsOf, testWriter } from ${JSON.stringify(join(import.meta.dirname, '../../testing/imported-rows.ts'))}
    ${answers}
    const store = await openStore(${JSON.stringify({ folder: place.folder })})
    const writer = await testWriter(store)
    for (let from = 0; from < 6_000; from += 1_000) await writer.write(answers(from, 1_000))
    process.kill(process.pid, 'SIGKILL')`
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', script], { encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL', stderr)
  const store = await openStore(place)
  await until(async () => await countFound(store, 'needle ') === 6_000)
  await store.close()
  await place.remove()
})

test('what another process imports is found here, and changes the data version', async () => {
  const store = await openTestStore('sqlite')
  const versions = new Set([await store.dataVersion()])
  const other = await openStore(store.place)
  await (await testWriter(other)).write(answers(0, 10))
  await other.close()
  assert.equal(await countFound(store, 'needle '), 10)
  versions.add(await store.dataVersion())
  assert.equal(versions.size, 2)
  await store.close()
})

test('an answer is never shown to be missing by a data version that stays when it becomes findable', async () => {
  const store = await openTestStore('sqlite')
  const writer = await testWriter(store)
  await writer.write(answers(0, 3_000))
  const before = { version: await store.dataVersion(), found: await countFound(store, 'needle ') }
  await store.searchIsCurrent()
  const after = { version: await store.dataVersion(), found: await countFound(store, 'needle ') }
  assert.equal(after.found, 3_000)
  assert.ok(after.found === before.found || after.version !== before.version)
  await store.close()
})

test('a lost index is made anew at the next start, and one of another database is not used', async () => {
  const place = await makeTestPlace('sqlite')
  const first = await openStore(place)
  await (await testWriter(first)).write(answers(0, 10))
  await first.close()
  const lose = (name: string) => { for (const end of ['', '-wal', '-shm']) rmSync(join(place.folder, name + end), { force: true }) }
  lose('search.sqlite')
  const second = await openStore(place)
  assert.equal(await countFound(second, 'needle '), 10)
  await second.close()
  lose('diptych.sqlite')
  const third = await openStore(place)
  assert.equal(await countFound(third, 'needle '), 0)
  await (await testWriter(third)).write(answers(50, 1))
  assert.equal(await countFound(third, 'needle '), 1)
  await third.close()
  await place.remove()
})

/** Overwrites the index's pages from this share of its length on with what is no page. */
function damageIndex(folder: string, share: number): void {
  const path = join(folder, 'search.sqlite')
  const database = new DatabaseSync(path)
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
  const from = Math.floor(statSync(path).size * share)
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(20_000, 0x5a), 0, 20_000, from)
  closeSync(file)
}

const damages: Array<[what: string, share: number, examined: unknown[]]> = [
  ['from its first byte', 0, ['pass', undefined]], ['in its middle', 0.5, ['fail', true]],
]
for (const [what, share, examined] of damages) {
  test(`an index that is damaged ${what} is made anew, and what it indexes is untouched`, async () => {
    const place = await makeTestPlace('sqlite')
    const first = await openStore(place)
    await (await testWriter(first)).write(answers(0, 1_500))
    await first.close()
    damageIndex(place.folder, share)
    const second = await openStore(place)
    const other = await openStore(place)
    const found = (await examineStore(second)).find(({ check }) => check === 'search index')!
    assert.deepEqual([found.state, found.advice?.includes('reindex')], examined)
    await rebuildSearchIndex(second.write)
    await second.searchIsCurrent()
    for (const store of [second, other]) assert.equal(await countFound(store, 'needle '), 1_500)
    assert.deepEqual((await examineStore(second)).filter((finding) => finding.state === 'fail'), [])
    await Promise.all([second.close(), other.close()])
    await place.remove()
  })
}

test('a process that closes the store as an index is made anew ends when the store is closed, with its own exit code', async () => {
  const place = await makeTestPlace('sqlite')
  const store = await openStore(place)
  const writer = await testWriter(store)
  for (let from = 0; from < 5_000; from += 1_000) await writer.write(answers(from, 1_000))
  await store.close()
  for (const end of ['', '-wal', '-shm']) rmSync(join(place.folder, `search.sqlite${end}`), { force: true })
  const { status, stderr } = runScript(place.folder, `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../database.ts'))}
    const store = await openStore({ folder: import.meta.dirname })
    // While this thread does something else, what the indexing one says is not heard.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
    await store.close()
    process.exitCode = 7`)
  assert.equal(status, 7, stderr)
  await place.remove()
})

test('a transaction that is rolled back leaves nothing to be found', async () => {
  const store = await openTestStore('sqlite')
  const writer = await testWriter(store)
  const poison = answers(0, 5)
  Object.defineProperty((poison[4] as { records: object[] }).records[0]!, 'transformed', { get() { throw new Error('disk full') } })
  await assert.rejects(writer.write(poison), /disk full/)
  assert.equal(await countFound(store, 'needle '), 0)
  await writer.write(answers(0, 5))
  assert.equal(await countFound(store, 'needle '), 5)
  await store.close()
})
