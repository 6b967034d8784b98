import assert from 'node:assert/strict'
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { pack } from 'tar-stream'
import { isDomainError } from '../core/errors.ts'
import { anAnswer, aVote, importRows, manyRows, rowsOf, testWriter } from '../testing/imported-rows.ts'
import { forEachDatabase, openTestStore } from '../testing/store.ts'
import type { TestStore } from '../testing/store.ts'
import { backUp } from './backup.ts'
import { copiedTables } from './backup/tables.ts'
import type { DatabaseKind } from './dialect.ts'
import { restoreBackup } from './restore.ts'
import { search } from './search.ts'

const picture = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256)

async function filledStore(kind: DatabaseKind): Promise<TestStore> {
  const store = await openTestStore(kind)
  await (await testWriter(store)).write(manyRows(300))
  await importRows(store,
    { kind: 'model', name: 'z', facts: { name: 'Z', base: 'zz', prices: [{ provider: 'p', source: 's', date: '2026' }], openWeights: false } },
    { kind: 'model', name: 'zz', facts: { name: 'ZZ', creator: { slug: 'c', name: 'C' } } },
    anAnswer('exact', 'a\r\n\0\u2028\u2029"\\ 👍', { settings: { '__proto__x': [null, 1e300, '\ud83d'] } }),
    anAnswer('bytes', Uint8Array.of(0xff, 0, 0xc3)),
    anAnswer('picture', picture, { outputType: 'image', mediaType: 'image/png' }))
  return store
}

async function everythingIn(store: TestStore): Promise<Record<string, unknown[]>> {
  const everything: Record<string, unknown[]> = {}
  for (const { name } of await copiedTables(store.read)) {
    const rows = await store.read.selectFrom(name as 'models').selectAll().execute()
    everything[name] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
  }
  return everything
}

function isProblem(kind: string, message: RegExp) {
  return (error: unknown) => isDomainError(error) && error.kind === kind && message.test(error.message)
}

forEachDatabase((kind) => {
  for (const name of ['backup', 'backup.tar']) {
    test(`what was backed up to ${name} comes back whole, in the other database too`, async () => {
      const store = await filledStore(kind)
      const place = join(store.folder, name)
      const report = await backUp(store, place, new Date(0))
      assert.deepEqual(report.missingBlobs, [])
      assert.deepEqual(readdirSync(store.folder).filter((file) => file.includes('partial')), [])
      const expected = await everythingIn(store)
      for (const other of ['sqlite', 'postgres'] as const) {
        const restored = await openTestStore(other)
        await restoreBackup(restored, place, { force: false })
        assert.deepEqual(await everythingIn(restored), expected)
        assert.deepEqual(new Uint8Array(readFileSync(join(restored.blobsFolder, ...blobPath(expected)))), picture)
        assert.equal((await search(restored.read, { query: 'text 7 ', limit: 50, kinds: ['response'] })).results.length, 1)
        assert.deepEqual(readdirSync(restored.folder).filter((file) => file.includes('restoring')), [])
        assert.deepEqual(await importRows(restored, anAnswer('new', 'new')), ['imported'])
        await restored.close()
      }
      await store.close()
    })
  }

  test('a backup is of one moment while others write', async () => {
    const store = await filledStore(kind)
    const writer = await testWriter(store)
    const enough = new AbortController()
    const writes = (async () => {
      for (let sample = 1000; !enough.signal.aborted; sample++) {
        await writer.write(rowsOf([anAnswer('busy', `busy ${sample}`, { sample }), aVote(`busy ${sample}`)]))
      }
    })()
    const report = await backUp(store, join(store.folder, 'backup'), new Date(0))
    enough.abort()
    await writes
    const restored = await openTestStore(kind)
    await restoreBackup(restored, join(store.folder, 'backup'), { force: false })
    const rows = (name: string) => report.tables.find((table) => table.name === name)!.rows
    assert.equal((await restored.read.selectFrom('responses').select('id').execute()).length, rows('responses'))
    assert.equal((await restored.read.selectFrom('bodies').select('id').execute()).length, rows('bodies'))
    await restored.close()
    await store.close()
  })

  test('restoring over data is refused unless it is forced, and then replaces all of it', async () => {
    const store = await filledStore(kind)
    await backUp(store, join(store.folder, 'backup'), new Date(0))
    const expected = await everythingIn(store)
    await importRows(store, anAnswer('later', 'unwanted'))
    await assert.rejects(restoreBackup(store, join(store.folder, 'backup'), { force: false }), isProblem('conflict', /--force/))
    assert.equal((await search(store.read, { query: 'unwanted', limit: 5 })).results.length, 1)
    await restoreBackup(store, join(store.folder, 'backup'), { force: true })
    assert.deepEqual(await everythingIn(store), expected)
    assert.equal((await search(store.read, { query: 'unwanted', limit: 5 })).results.length, 0)
    await store.close()
  })

  test('a damaged, unfinished or foreign backup is refused and changes nothing', async () => {
    const store = await filledStore(kind)
    const place = join(store.folder, 'backup')
    await backUp(store, place, new Date(0))
    const expected = await everythingIn(store)
    const spoil = async (file: string, content: string | undefined, message: RegExp) => {
      const before = readFileSync(join(place, file))
      writeFileSync(join(place, file), content ?? before.subarray(0, -1))
      await assert.rejects(restoreBackup(store, place, { force: true }), isProblem('invalid', message))
      writeFileSync(join(place, file), before)
    }
    const manifest = JSON.parse(readFileSync(join(place, 'manifest.json'), 'utf8'))
    await spoil('tables/votes.jsonl', undefined, /votes.jsonl is damaged/)
    await spoil('tables/votes.jsonl', readFileSync(join(place, 'tables/votes.jsonl'), 'utf8').replace('left', 'tfel'), /damaged/)
    await spoil('manifest.json', '', /no finished backup/)
    await spoil('manifest.json', '[]', /no finished backup/)
    await spoil('manifest.json', JSON.stringify({ ...manifest, migrations: 9999 }), /newer/)
    await spoil('manifest.json', JSON.stringify({ ...manifest, files: [{ path: '../../x', size: 0, sha256: '' }] }), /no finished backup/)
    await spoil('manifest.json', JSON.stringify({ ...manifest, files: [...manifest.files, { path: 'tables/lost.jsonl', size: 0, sha256: '' }] }), /lacks tables\/lost/)
    await spoil('manifest.json', JSON.stringify({ ...manifest, tables: [{ name: 'strange', rows: 0 }] }), /strange/)
    assert.deepEqual(await everythingIn(store), expected)
    await assert.rejects(restoreBackup(store, join(store.folder, 'nowhere'), { force: true }), isProblem('not-found', /nowhere/))
    await store.close()
  })

  test('an archive that would write elsewhere is refused', async () => {
    const store = await openTestStore(kind)
    const archive = join(store.folder, 'evil.tar')
    for (const header of [{ name: '../escaped' }, { name: 'tables/../../escaped.jsonl' }, { name: '/tmp/escaped' }, { name: 'manifest.json', type: 'symlink' as const, linkname: '/etc/passwd' }]) {
      const tar = pack()
      tar.entry(header, 'type' in header ? '' : 'x')
      tar.finalize()
      await pipeline(tar, createWriteStream(archive))
      await assert.rejects(restoreBackup(store, archive, { force: false }), isProblem('invalid', /no backup/))
    }
    assert.ok(!existsSync(join(store.folder, '..', 'escaped')))
    await store.close()
  })

  test('an archive that was cut off, or is none, is refused with a sentence', async () => {
    const store = await filledStore(kind)
    const archive = join(store.folder, 'backup.tar')
    await backUp(store, archive, new Date(0))
    const whole = readFileSync(archive)
    for (const content of [whole.subarray(0, 1000), whole.subarray(0, whole.length / 2), 'This is a letter. '.repeat(100)]) {
      writeFileSync(archive, content)
      await assert.rejects(restoreBackup(store, archive, { force: true }), isProblem('invalid', /no backup.*Nothing was changed/))
    }
    await store.close()
  })

  test('a backup never replaces what is there, and tells which blobs were missing', async () => {
    const store = await filledStore(kind)
    mkdirSync(join(store.folder, 'taken'))
    await assert.rejects(backUp(store, join(store.folder, 'taken'), new Date(0)), isProblem('conflict', /taken/))
    const [sha256] = await missingHash(store)
    const report = await backUp(store, join(store.folder, 'backup'), new Date(0))
    assert.deepEqual(report.missingBlobs, [sha256])
    await store.close()
  })
})

function blobPath(everything: Record<string, unknown[]>): [string, string] {
  const bodies = everything.bodies!.map((row) => Object.fromEntries(JSON.parse(row as string)) as { sha256: string; bytes: unknown })
  const { sha256 } = bodies.find(({ bytes }) => bytes === null)!
  return [sha256.slice(0, 2), sha256]
}

async function missingHash(store: TestStore): Promise<[string]> {
  const { sha256 } = await store.read.selectFrom('bodies').select('sha256').where('bytes', 'is', null).executeTakeFirstOrThrow()
  rmSync(join(store.blobsFolder, sha256.slice(0, 2), sha256))
  return [sha256]
}
