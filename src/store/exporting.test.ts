import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportedRecord, ImportedRow } from '../core/imports/records.ts'
import { openBlobs } from '../media/blobs.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import type { Store } from './database.ts'
import { exportKinds, exportRecords, type ExportedRecord } from './exporting.ts'
import { createImportWriter } from './import.ts'
import { verifyStoredLedger } from './ledger/verify.ts'

const now = () => new Date('2026-01-02T03:04:05.000Z')
const collection = { slug: 'round-trip', name: 'Round trip' }

async function write(store: Store, records: ImportedRecord[]): Promise<string[]> {
  const writer = await createImportWriter(store.write, { collection, now, putBlob: openBlobs(store.blobsFolder).put })
  const rows: ImportedRow[] = records.map((record, index) => ({ at: { index }, records: [record] }))
  return (await writer.write(rows)).map(({ outcome }) => outcome)
}

async function exportAll(store: Store): Promise<ExportedRecord[]> {
  const all: ExportedRecord[] = []
  for (const kind of exportKinds) all.push(...(await Array.fromAsync(exportRecords(store.read, { kind, readBlob: openBlobs(store.blobsFolder).get }))))
  return all
}

const answer = (model: string, body: string | Uint8Array, outputType: 'text' | 'image' = 'text'): ImportedRecord => (
  { kind: 'response', model, challenge: { kind: 'challenge', turns: ['Name a colour.'] }, body, outputType })

const records: ImportedRecord[] = [
  // The first takes the slug that the second is spelled like.
  answer('Alpaca (7B)', 'Teal.'),
  answer('alpaca-7b', 'Vermilion.'),
  // The slug spells it in another way.
  answer('Persuasion_0.5', 'Ochre.'),
  answer('模型', 'ไม่มี'),
  answer('另一个', 'שלום'),
  answer('__proto__', new Uint8Array([0xff, 0x00, 0xfe])),
  {
    kind: 'vote', key: 'v1', challenge: { kind: 'challenge', turns: ['Name a colour.'] }, left: { model: 'Alpaca (7B)' }, right: { model: 'alpaca-7b' },
    verdict: 'both-bad', blind: null, sidesKnown: false, judgeKind: 'human',
  },
  { kind: 'challenge', turns: ['Name a colour.'], criteria: ['bright', 'as asked'] },
  {
    kind: 'vote', key: 'v2', challenge: { kind: 'challenge', turns: ['Name a colour.'] }, left: { model: 'alpaca-7b' }, right: { model: '模型' },
    verdict: 'left', strength: 'slight', pool: 'sealed', criteria: { 'as asked': 'tie' }, blind: true, sidesKnown: true, judgeKind: 'human',
  },
]

forEachDatabase((kind) => {
  test('what is exported and imported into an empty database is exported the same again, and no two models are merged', async () => {
    const [source, target] = [await openTestStore(kind), await openTestStore(kind)]
    await write(source, records)
    const exported = await exportAll(source)
    assert.deepEqual(new Set(await write(target, exported.map(({ record }) => record))).has('rejected'), false)
    assert.deepEqual(await exportAll(target), exported)
    const { criteria } = await target.read.selectFrom('challenges').select('criteria').executeTakeFirstOrThrow()
    const vote = await target.read.selectFrom('votes').select(['strength', 'pool', 'criteria']).where('key', '=', 'v2').executeTakeFirstOrThrow()
    assert.deepEqual({ criteria, vote }, { criteria: ['bright', 'as asked'], vote: { strength: 'slight', pool: 'sealed', criteria: { 'as asked': 'tie' } } })
    assert.equal((await verifyStoredLedger(target)).faultCount, 0)
    const slugs = (store: Store) => store.read.selectFrom('models').select(['slug', 'name']).orderBy('id').execute()
    assert.equal((await slugs(source)).length, 6)
    assert.deepEqual(await slugs(target), await slugs(source))
    await Promise.all([source.close(), target.close()])
  })

  test('what is exported and imported into the same database adds nothing', async () => {
    const store = await openTestStore(kind)
    await write(store, records)
    const exported = await exportAll(store)
    assert.deepEqual([...new Set(await write(store, exported.map(({ record }) => record)))], ['duplicate'])
    assert.deepEqual(await exportAll(store), exported)
    await store.close()
  })
})
