import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { beginImports } from '../../store/imports.ts'
import { startTestApp, type TestApp } from '../../testing/app.ts'
import { listImportsOperation } from './list.ts'
import { runImport } from './run.ts'
import { withHistory } from './history.ts'

const system = { kind: 'system', id: 'test' } as const
const row = JSON.stringify({ kind: 'response', model: 'm', challenge: { turns: ['Hi'] }, body: 'x' })

let app: TestApp

before(async () => {
  app = await startTestApp()
})
after(() => app.close())

async function states(): Promise<string[]> {
  const { imports } = await app.ask(listImportsOperation, {})
  return imports.map(({ file, state, read, finishedAt }) => `${file} ${state} ${read} ${finishedAt ? 'ended' : 'open'}`)
}

test('an import stands in the history while it runs, and with its counts when it is done', async () => {
  const { store, now } = app.services
  const seen = await withHistory(['a/one.jsonl'], { db: store.write, now }, async () => {
    assert.deepEqual(await states(), ['one.jsonl running 0 open'])
    return [{ file: 'a/one.jsonl', format: 'diptych-jsonl', read: 3, imported: 3, duplicates: 0, rejected: [], rejectedCount: 0, lost: [] }]
  })
  assert.equal(seen.length, 1)
  assert.deepEqual(await states(), ['one.jsonl done 3 ended'])
})

test('an import that breaks off has failed, and its error is the one that is told', async () => {
  const { store, now } = app.services
  await assert.rejects(withHistory(['two.jsonl'], { db: store.write, now }, async () => { throw new Error('disk full') }), /disk full/)
  assert.equal((await states())[0], 'two.jsonl failed 0 ended')
})

test('an import that was killed is interrupted, not running for ever', async () => {
  const { store } = app.services
  await beginImports(store.write, ['three.jsonl'], '2026-01-01T00:00:00.000Z')
  assert.equal((await states())[0], 'three.jsonl interrupted 0 ended')
})

test('an import leaves no folder for unpacking behind', async () => {
  const { folder } = app.services.store
  await writeFile(join(folder, 'rows.jsonl'), row)
  await app.ask(runImport, { paths: [join(folder, 'rows.jsonl')] }, system)
  assert.deepEqual(await readdir(join(folder, 'unpacked')), [])
})
