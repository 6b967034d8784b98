import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { forEachDatabase, makeTestPlace, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import { openStore, type Database } from './database.ts'
import { openEntry } from './ledger.ts'

const write = (store: TestStore, slug: string) => store.writeTogether(async (transaction) => {
  await transaction.insertInto('collections').values({ slug, name: slug, url: null, licence: null, created_at: '2026' }).execute()
  return slug
})

const slugsIn = async ({ read }: TestStore) => (await read.selectFrom('collections').select('slug').orderBy('slug').execute()).map(({ slug }) => slug)

forEachDatabase((kind) => {
  test('writes that come together are all stored, and each is answered with its own result', async () => {
    const store = await openTestStore(kind)
    const slugs = Array.from({ length: 150 }, (_, index) => `c${String(index).padStart(3, '0')}`)
    assert.deepEqual(await Promise.all(slugs.map((slug) => write(store, slug))), slugs)
    assert.deepEqual(await slugsIn(store), slugs)
    await store.close()
  })

  test('one that fails takes nothing of the others with it, and leaves nothing of itself', async () => {
    const store = await openTestStore(kind)
    const failing = store.writeTogether(async (transaction) => {
      await transaction.insertInto('collections').values({ slug: 'half', name: 'half', url: null, licence: null, created_at: '2026' }).execute()
      await sql`select nothing from nowhere`.execute(transaction)
    })
    const results = await Promise.allSettled([write(store, 'a'), failing, write(store, 'a'), write(store, 'b')])
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    assert.deepEqual(await slugsIn(store), ['a', 'b'])
    await store.close()
  })

  test('what is answered can be read by others at once', async () => {
    const store = await openTestStore(kind)
    for (const slug of ['x', 'y']) {
      await write(store, slug)
      assert.ok((await slugsIn(store)).includes(slug))
    }
    await store.close()
  })

  test('where the commit fails, nobody is told that it was stored', async () => {
    const store = await openTestStore(kind)
    const ending = store.writeTogether(async (transaction) => {
      await sql`rollback`.execute(transaction)
    })
    const results = await Promise.allSettled([write(store, 'a'), ending, write(store, 'b')])
    assert.deepEqual(results.map(({ status }) => status), ['rejected', 'rejected', 'rejected'])
    assert.deepEqual(await slugsIn(store), [])
    await store.close()
  })

  test('two processes that need the same row and the ledger, each in its own order, both come through', async () => {
    const place = await makeTestPlace(kind)
    const [one, other] = [await openStore(place), await openStore(place)]
    const rename = (transaction: Database, name: string) => transaction.updateTable('collections').set({ name }).where('slug', '=', 'a').execute()
    await write(one as TestStore, 'a')
    const [hasRow, hasLedger] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const rowFirst = one.writeTogether(async (transaction) => {
      await rename(transaction, 'skipped')
      hasRow.resolve()
      // The other one gets there meanwhile, unless it rightly waits for this transaction.
      await Promise.race([hasLedger.promise, setTimeout(300)])
      await openEntry(transaction)
    })
    await hasRow.promise
    const ledgerFirst = other.writeTogether(async (transaction) => {
      await openEntry(transaction)
      hasLedger.resolve()
      await rename(transaction, 'voted')
    })
    await Promise.all([rowFirst, ledgerFirst])
    assert.equal((await one.read.selectFrom('collections').select('name').executeTakeFirstOrThrow()).name, 'voted')
    await Promise.all([one.close(), other.close()])
    await place.remove()
  })
})

test('writes that come together share a commit', async () => {
  const store = await openTestStore('sqlite')
  const versions = new Set<string>()
  await Promise.all(Array.from({ length: 50 }, (_, index) => write(store, `c${index}`).then(async () => versions.add(await store.dataVersion()))))
  assert.ok(versions.size <= 2, `${versions.size} commits`)
  await store.close()
})
