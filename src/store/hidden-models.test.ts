import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { forEachDatabase, openTestStore, type TestStore } from '../testing/store.ts'
import { listAliases, modelsBySpelling } from './aliases.ts'
import { inTransaction } from './database.ts'
import { exportRecords } from './exporting.ts'
import { ModelRegister } from './importing/models.ts'
import { findModel, listModels, readModels, showModels } from './models.ts'
import { countEverything } from './responses.ts'
import { indexModels, rebuildSearchIndex } from './search-index.ts'
import { search } from './search.ts'

const at = '2026-01-02T03:04:05.000Z'
const name = 'zephyrine-maxima'

forEachDatabase((kind) => {
  let store: TestStore
  beforeEach(async () => { store = await openTestStore(kind) })
  afterEach(() => store.close())

  /** Finds or makes the entry, as a session or an import does. */
  const meet = ({ hides }: { hides: boolean }) => inTransaction(store.write, async (tx) => {
    const register = new ModelRegister('import', { hides })
    const { id } = await register.find(tx, name, at)
    await indexModels(tx, register.takeChanged())
    return id
  })

  /** Where the model is seen. */
  async function places(): Promise<string[]> {
    const { read } = store
    const found = {
      list: (await listModels(read, {})).length, whole: (await readModels(read, {})).length, bySlug: Number(await findModel(read, name) !== undefined),
      byAlias: Number(await findModel(read, 'Zephyrine Maxima') !== undefined), count: (await countEverything(read)).models,
      aliases: (await listAliases(read, {}, { limit: 10 })).length, spellings: (await modelsBySpelling(read, ['zephyrine maxima', name])).size,
      search: (await search(read, { query: 'zephyrine', limit: 10 })).results.length, exported: (await Array.fromAsync(exportRecords(read, { kind: 'models', readBlob: async () => Buffer.alloc(0) }))).length,
    }
    return Object.entries(found).flatMap(([place, count]) => (count > 0 ? [place] : []))
  }
  const everywhere = ['list', 'whole', 'bySlug', 'byAlias', 'count', 'aliases', 'spellings', 'search', 'exported']

  test('a hidden model is nowhere, also once the search is made anew, until its name may be told', async () => {
    const id = await meet({ hides: true })
    assert.deepEqual(await places(), [])
    await rebuildSearchIndex(store.write)
    assert.equal(await meet({ hides: true }), id, 'another session whose names are hidden finds the same, and tells it no more')
    assert.deepEqual(await places(), [])
    await inTransaction(store.write, (tx) => showModels(tx, [id]))
    assert.deepEqual(await places(), everywhere)
  })

  test('who names a hidden model openly shows it, and none that was shown is hidden again', async () => {
    const id = await meet({ hides: true })
    assert.equal(await meet({ hides: false }), id)
    assert.deepEqual(await places(), everywhere)
    await meet({ hides: true })
    assert.deepEqual(await places(), everywhere)
  })
})
