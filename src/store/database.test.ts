import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { isDomainError } from '../core/errors.ts'
import { forEachDatabase, makeTestPlace, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import { inTransaction, openStore } from './database.ts'
import type { Database } from './database.ts'
import { asJson, containsText, isUniqueViolation } from './dialect.ts'

const aModel = {
  name: 'A', slug: 'a', creator_id: null, family: null, base_id: null, variant: null, released: null, retired: null,
  knowledge: null, input_modalities: null, output_modalities: null, capabilities: null, categories: null,
  context_tokens: null, output_tokens: null, size_class: null, open_weights: null, licence: null, url: null,
  prices: null, input_price: null, output_price: null, house: false, source: null, source_date: null, created_at: 'now',
}

function addModel(db: Database, slug: string): Promise<unknown> {
  return db.insertInto('models').values({ ...aModel, slug }).execute()
}

async function slugs(db: Database): Promise<string[]> {
  return (await db.selectFrom('models').select('slug').orderBy('slug').execute()).map(({ slug }) => slug)
}

/** Another process that runs these statements with this store. */
function elsewhere(store: TestStore, statements: string): void {
  const place = JSON.stringify({ folder: store.place.folder, postgresUrl: store.place.postgresUrl })
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))}
    const store = await openStore(${place})
    ${statements}
    await store.close()`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

forEachDatabase((kind) => {
  test('values come back exactly as they were written', async () => {
    const store = await openTestStore(kind)
    const prices = [{ provider: 'é\u0000 "', source: 's', date: '2026', input: 0.1 }]
    await store.write.insertInto('models').values({
      ...aModel, prices, categories: [], open_weights: true, context_tokens: 2 ** 40, input_price: 0.1,
    }).execute()
    const row = await store.read.selectFrom('models').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(row, {
      ...aModel, id: row.id, prices, categories: [], open_weights: true, context_tokens: 2 ** 40, input_price: 0.1, hidden: false,
    })
    assert.equal(typeof row.id, 'number')
    const aliased = await store.read.selectFrom('models as m').select(['m.prices as p', 'm.open_weights as o']).executeTakeFirstOrThrow()
    assert.deepEqual(aliased, { p: prices, o: true })
    const { count } = await store.read.selectFrom('models').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    assert.equal(count, 1)
    await store.close()
  })

  test('bytes come back exactly as they were written, whatever they are', async () => {
    const store = await openTestStore(kind)
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256)
    await store.write.insertInto('bodies').values({ sha256: 'x', size: 512, bytes, words: null }).execute()
    const row = await store.read.selectFrom('bodies').select('bytes').executeTakeFirstOrThrow()
    assert.deepEqual(new Uint8Array(row.bytes!), bytes)
    await store.close()
  })

  test('a JSON column holds any JSON value', async () => {
    const store = await openTestStore(kind)
    const place = { caller: 'c', operation: 'o', input_hash: 'h', created_at: 'now' }
    for (const [index, value] of ['text', '', 3, true, [1, 'a'], { a: { b: [] } }].entries()) {
      await store.write.insertInto('idempotency_keys').values({ ...place, key: String(index), output: asJson(value) }).execute()
      const row = await store.read.selectFrom('idempotency_keys').select('output').where('key', '=', String(index)).executeTakeFirstOrThrow()
      assert.deepEqual(row.output, value)
    }
    await store.close()
  })

  test('the reading connection cannot write', async () => {
    const store = await openTestStore(kind)
    await assert.rejects(addModel(store.read, 'a'), /read-?only/i)
    assert.deepEqual(await slugs(store.read), [])
    await store.close()
  })

  test('a second row with a unique value is told from other errors', async () => {
    const store = await openTestStore(kind)
    await addModel(store.write, 'a')
    await assert.rejects(addModel(store.write, 'a'), isUniqueViolation)
    await assert.rejects(sql`select nothing from nowhere`.execute(store.write), (error) => !isUniqueViolation(error))
    await assert.rejects(
      store.write.insertInto('model_aliases').values({ spelling: 's', written: 's', model_id: 99, origin: 'person' }).execute(),
      (error) => !isUniqueViolation(error),
    )
    await store.close()
  })

  test('text is found whatever its case, and percent signs and underscores mean themselves', async () => {
    const store = await openTestStore(kind)
    for (const slug of ['Alpha', '100%', 'a_b', 'back\\slash']) await addModel(store.write, slug)
    const find = async (term: string) => {
      const rows = await store.read.selectFrom('models').select('slug').where(containsText(store.read, sql.ref('slug'), term)).execute()
      return rows.map(({ slug }) => slug)
    }
    assert.deepEqual(await find('aLPH'), ['Alpha'])
    assert.deepEqual(await find('0%'), ['100%'])
    assert.deepEqual(await find('_'), ['a_b'])
    assert.deepEqual(await find('k\\s'), ['back\\slash'])
    await store.close()
  })

  test('text is ordered by code point', async () => {
    const store = await openTestStore(kind)
    for (const slug of ['b', 'B', 'a', 'ä', 'a-b', 'a.b', 'ab']) await addModel(store.write, slug)
    assert.deepEqual(await slugs(store.read), ['B', 'a', 'a-b', 'a.b', 'ab', 'b', 'ä'])
    await store.close()
  })

  test('a transaction that throws leaves nothing, and joins the one it is in', async () => {
    const store = await openTestStore(kind)
    await assert.rejects(inTransaction(store.write, async (transaction) => {
      await inTransaction(transaction, (inner) => addModel(inner, 'a'))
      throw new Error('no')
    }), /no/)
    assert.deepEqual(await slugs(store.read), [])
    await store.close()
  })

  test('transactions that begin together are all written', async () => {
    const store = await openTestStore(kind)
    await Promise.all(Array.from({ length: 20 }, (_, index) => inTransaction(store.write, async (transaction) => {
      const known = (await slugs(transaction)).length
      assert.ok(known >= 0)
      await addModel(transaction, String(index))
    })))
    assert.equal((await slugs(store.read)).length, 20)
    await store.close()
  })

  test('a reader goes on reading while a transaction writes, and sees it only when it is committed', async () => {
    const store = await openTestStore(kind)
    await inTransaction(store.write, async (transaction) => {
      await addModel(transaction, 'a')
      assert.deepEqual(await slugs(store.read), [])
    })
    assert.deepEqual(await slugs(store.read), ['a'])
    await store.close()
  })

  test('the data version stays while nothing is committed', async () => {
    const store = await openTestStore(kind)
    const stays = async () => {
      const before = await store.dataVersion()
      await slugs(store.read)
      await assert.rejects(addModel(store.read, 'a'))
      return await store.dataVersion() === before
    }
    // PostgreSQL counts for all databases of a server, and those of other tests commit meanwhile.
    let tries = kind === 'sqlite' ? 1 : 50
    while (!await stays()) assert.ok(--tries > 0, 'it changed each time')
    await store.close()
  })

  test('the data version changes with every commit, of this process or another', async () => {
    const store = await openTestStore(kind)
    const versions = [await store.dataVersion()]
    await addModel(store.write, 'a')
    versions.push(await store.dataVersion())
    elsewhere(store, `await store.write.updateTable('models').set({ name: 'B' }).execute()`)
    versions.push(await store.dataVersion())
    await inTransaction(store.write, (transaction) => addModel(transaction, 'b'))
    versions.push(await store.dataVersion())
    assert.equal(new Set(versions).size, versions.length)
    await store.close()
  })

  test('the data version is never one of an earlier start', async () => {
    const store = await openTestStore(kind)
    const again = await openStore(store.place)
    assert.notEqual(await again.dataVersion(), await store.dataVersion())
    await again.close()
    await store.close()
  })

  test('two processes that start on an empty database together both find it ready', async () => {
    const place = await makeTestPlace(kind)
    const stores = await Promise.all([openStore(place), openStore(place)])
    for (const store of stores) assert.deepEqual(await slugs(store.read), [])
    for (const store of stores) await store.close()
    await place.remove()
  })

  test('a database that a newer program wrote is refused with a sentence', async () => {
    const store = await openTestStore(kind)
    await sql`insert into migrations (number, name, at) values (9999, 'later', 'then')`.execute(store.write)
    await assert.rejects(openStore(store.place), (error) => isDomainError(error) && error.kind === 'unavailable' && /9999.*newer/s.test(error.message))
    await sql`delete from migrations where number = 9999`.execute(store.write)
    await store.close()
  })

  test('a row that refers to nothing is refused', async () => {
    const store = await openTestStore(kind)
    await assert.rejects(store.write.insertInto('challenge_keys').values({ key: 'k', challenge_id: 1 }).execute(), /foreign key/i)
    await store.close()
  })
})
