import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore, type TestStore } from '../../testing/store.ts'
import { inTransaction } from '../database.ts'
import { promptHash } from '../importing/prompt-hash.ts'
import { promptHashByKey, readPublished, renameChallenge } from './published.ts'

forEachDatabase((kind) => {
  let store: TestStore
  beforeEach(async () => { store = await openTestStore(kind) })
  afterEach(() => store.close())

  test('a public challenge is read as it stands, and takes another title and category; its slug stays', async () => {
    await importRows(store, { kind: 'challenge', key: 'lab:1', title: 'Rivers', category: 'waters', outputType: 'csv', turns: ['Name a river.', 'And a lake.'] })
    const { id } = await store.read.selectFrom('challenges').select('id').executeTakeFirstOrThrow()
    const read = () => readPublished(store.read, { saved_challenge_id: id, run_id: 0 })
    assert.deepEqual(await read(), { id, slug: 'rivers', title: 'Rivers', category: 'waters', outputType: 'csv', turns: 2, collection: 'tests' })
    await inTransaction(store.write, (tx) => renameChallenge(tx, id, { title: 'Streams', category: undefined }))
    assert.deepEqual([(await read())!.title, (await read())!.category, (await read())!.slug], ['Streams', 'waters', 'rivers'])
    await inTransaction(store.write, (tx) => renameChallenge(tx, id, { title: 'Streams', category: null }))
    assert.equal((await read())!.category, null)
    assert.equal(await readPublished(store.read, { saved_challenge_id: null, run_id: 0 }), undefined)
  })

  test('a key tells the prompts of its challenge by their hash', async () => {
    await importRows(store, { kind: 'challenge', key: 'lab:1', turns: ['Name a river.'] })
    assert.equal(await promptHashByKey(store.read, 'lab:1'), promptHash(undefined, ['Name a river.']))
    assert.equal(await promptHashByKey(store.read, 'lab:2'), undefined)
  })
})
