import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplesOf } from '../../store/samples.ts'
import { anAnswer, importRows } from '../../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../../testing/store.ts'
import { conversationsOf } from './samples.ts'

forEachDatabase((kind) => {
  test('a sample names its provider where its source does, whatever else the source says', async () => {
    const store = await openTestStore(kind)
    const said: Array<Record<string, unknown> | undefined> = [{ provider: 'office' }, { provider: 'Büro "1"', price: { provider: 'another' } }, { provider: 'nul', note: 'a\u0000b' }, { provider: 7 }, { provider: ['x'] }, { provider: null }, { other: 1 }, undefined]
    await importRows(store, ...said.map((provenance, index) => anAnswer('one', `text ${index}`, { sample: index + 1, ...(provenance && { provenance }) })))
    const { model_id, challenge_id } = await store.read.selectFrom('responses').select(['model_id', 'challenge_id']).executeTakeFirstOrThrow()
    const samples = conversationsOf(await samplesOf(store.read, model_id, challenge_id, 20))
    assert.deepEqual(samples.map(({ provider }) => provider), ['office', 'Büro "1"', null, null, null, null, null, null])
    await store.close()
  })
})
