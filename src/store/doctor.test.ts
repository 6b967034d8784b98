import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sql } from 'kysely'
import { anAnswer, importRows, manyRows, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import type { DatabaseKind } from './dialect.ts'
import { examineStore } from './doctor.ts'
import { insertRun } from './runs/create.ts'
import { rebuildSearchIndex } from './search-index.ts'

const picture = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256)

async function filledStore(kind: DatabaseKind): Promise<TestStore> {
  const store = await openTestStore(kind)
  await (await testWriter(store)).write(manyRows(100))
  await importRows(store, anAnswer('picture', picture, { outputType: 'image', mediaType: 'image/png' }))
  return store
}

/** The checks that did not pass, but for the one that PostgreSQL never lets us make. */
async function complaints(store: TestStore, everything = false): Promise<Array<[check: string, state: string]>> {
  const findings = await examineStore(store, { everything })
  for (const { state, advice } of findings) assert.equal(advice === undefined, state === 'pass')
  return findings.filter(({ state, check }) => state !== 'pass' && !(store.kind === 'postgres' && check === 'database file'))
    .map(({ check, state }) => [check, state])
}

const blobPath = ({ blobsFolder }: TestStore, sha256: string) => join(blobsFolder, sha256.slice(0, 2), sha256)

async function pictureHash(store: TestStore): Promise<string> {
  const { sha256 } = await store.read.selectFrom('bodies').select('sha256').where('bytes', 'is', null).executeTakeFirstOrThrow()
  return sha256
}

async function loseWords({ write, kind, folder }: TestStore): Promise<void> {
  if (kind === 'postgres') return void await sql`delete from body_search`.execute(write)
  const file = new DatabaseSync(join(folder, 'search.sqlite'))
  file.exec(`insert into body_search (body_search) values ('delete-all')`)
  file.close()
}

function onlyIdOf({ read }: TestStore, table: 'challenges' | 'models' | 'run_cells'): Promise<{ id: number }> {
  return read.selectFrom(table).select('id').executeTakeFirstOrThrow()
}

const ailments: Array<[check: string, spoil: (store: TestStore) => Promise<unknown>]> = [
  ['answers and their hashes', ({ write }) => write.updateTable('bodies').set({ bytes: Buffer.from('other') }).where('bytes', 'is not', null).execute()],
  ['blobs and their hashes', async (store) => rmSync(blobPath(store, await pictureHash(store)))],
  ['blobs and their hashes', async (store) => writeFileSync(blobPath(store, await pictureHash(store)), picture.toReversed())],
  ['answers that nothing refers to', ({ write }) => write.updateTable('responses').set({ body_id: null }).where('output_type', '=', 'image').execute()],
  ['search index', loseWords],
  ['ledger of votes', ({ write }) => write.updateTable('votes').set({ verdict: 'right' }).where('key', '=', 'vote 7').execute()],
  ['table versions', ({ write }) => sql`delete from migrations where number = (select max(number) from migrations)`.execute(write)],
]

forEachDatabase((kind) => {
  test('sound data passes every check, empty or filled', async () => {
    const empty = await openTestStore(kind)
    assert.deepEqual(await complaints(empty), [])
    await empty.close()
    const filled = await filledStore(kind)
    assert.deepEqual(await complaints(filled), [])
    assert.deepEqual(await complaints(filled, true), [])
    await filled.close()
  })

  for (const [check, spoil] of ailments) {
    test(`one ailment is told, and only that one: ${check}, ${spoil.toString().slice(0, 60).replace(/\s+/g, ' ')}`, async () => {
      const store = await filledStore(kind)
      const versions = await sql`select * from migrations order by number`.execute(store.read)
      await spoil(store)
      assert.deepEqual((await complaints(store, true)).filter(([complaint]) => complaint !== 'search index' || check === 'search index'), [[check, 'fail']])
      const last = versions.rows.at(-1) as { number: number; name: string; at: string }
      await sql`insert into migrations (number, name, at) values (${last.number}, ${last.name}, ${last.at}) on conflict do nothing`.execute(store.write)
      await store.close()
    })
  }

  test('the search index made anew is sound again', async () => {
    const store = await filledStore(kind)
    await loseWords(store)
    assert.deepEqual(await complaints(store), [['search index', 'fail']])
    await rebuildSearchIndex(store.write)
    assert.deepEqual(await complaints(store), [])
    await store.close()
  })

  test('what was kept of an attempt belongs to it, though no answer was made of it', async () => {
    const store = await openTestStore(kind)
    await importRows(store, { kind: 'challenge', turns: ['x'] }, { kind: 'model', name: 'm', facts: { name: 'M' } })
    const [{ id: challengeId }, { id: modelId }] = [await onlyIdOf(store, 'challenges'), await onlyIdOf(store, 'models')]
    const at = new Date(0).toISOString()
    const run = await insertRun(store.write, {
      kind: 'run', name: null, asked: {}, ownWorker: false, concurrency: 1, samples: 1, budgetUsd: null, budgetTokens: null, caller: 'test', at,
      models: [{ modelId, provider: 'p', connection: null, name: 'm', settings: {}, price: null, limits: {} }], cells: [{ model: 0, challengeId, sample: 1 }],
    })
    const { id: body_id } = await store.write.insertInto('bodies').values({ sha256: hash('sha256', 'half'), size: 4, bytes: Buffer.from('half'), words: 1 }).returning('id').executeTakeFirstOrThrow()
    assert.deepEqual(await complaints(store, true), [['answers that nothing refers to', 'fail']])
    await store.write.insertInto('attempts').values({
      public_id: 'a', run_id: run.id, cell_id: (await onlyIdOf(store, 'run_cells')).id, provider: 'p', turn: 1, number: 1, state: 'failed', owner: 'w', asked_at: at, tokens: 0, body_id,
    }).execute()
    assert.deepEqual(await complaints(store, true), [])
    await store.close()
  })

  test('what cannot be looked at is unknown, not failed', async () => {
    const store = await filledStore(kind)
    rmSync(store.folder, { recursive: true })
    const findings = await complaints(store)
    assert.deepEqual(findings.filter(([check]) => check === 'data folder' || check === 'free space'), [['data folder', 'unknown'], ['free space', 'unknown']])
    await store.close()
  })
})
