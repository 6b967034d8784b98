import assert from 'node:assert/strict'
import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openBlobs } from './blobs.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-blobs-'))
after(() => rmSync(folder, { recursive: true }))
const blobs = openBlobs(folder)
const bytes = randomBytes(100_000)
const sha256 = hash('sha256', bytes)

test('bytes come back as they were put, and putting them twice changes nothing', async () => {
  await blobs.put(sha256, bytes)
  await blobs.put(sha256, bytes)
  assert.deepEqual(await blobs.get(sha256), bytes)
  assert.equal(await blobs.size(sha256), bytes.length)
  assert.deepEqual(await Array.fromAsync(blobs.list()), [sha256])
  assert.deepEqual(readdirSync(join(folder, sha256.slice(0, 2))), [sha256])
})

test('a range is streamed with both its ends', async () => {
  const chunks = await Array.fromAsync(blobs.stream(sha256, { start: 10, end: 19 }))
  assert.deepEqual(Buffer.concat(chunks), bytes.subarray(10, 20))
})

test('many writers of the same bytes at once leave one whole blob', async () => {
  const other = randomBytes(50_000)
  await Promise.all(Array.from({ length: 20 }, () => blobs.put(hash('sha256', other), other)))
  assert.deepEqual(await blobs.get(hash('sha256', other)), other)
  assert.deepEqual(readdirSync(join(folder, hash('sha256', other).slice(0, 2))), [hash('sha256', other)])
})

test('what is not there is undefined, also before anything was put', async () => {
  const empty = openBlobs(join(folder, 'nowhere'))
  assert.equal(await empty.get(sha256), undefined)
  assert.equal(await empty.size(sha256), undefined)
  assert.deepEqual(await Array.fromAsync(empty.list()), [])
})

test('nothing but a hash becomes a path', async () => {
  for (const name of ['../../etc/passwd', '', 'AB'.repeat(32), `${'a'.repeat(64)}/..`]) {
    assert.throws(() => blobs.stream(name), /SHA-256/)
    await assert.rejects(async () => blobs.put(name, bytes), /SHA-256/)
  }
})
