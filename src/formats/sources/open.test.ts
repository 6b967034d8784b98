import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { pack, type Header } from 'tar-stream'
import { zipOf, type ZipEntry } from '../../testing/zip.ts'
import type { SourceFile } from '../format.ts'
import { defaultLimits } from './budget.ts'
import { openSource, type OpenedSource, type OpenOptions } from './open.ts'

const folder = await mkdtemp(join(tmpdir(), 'diptych-sources-test-'))
const tmpFolder = join(folder, 'unpacked')
await mkdir(tmpFolder)
after(() => rm(folder, { recursive: true }))

let files = 0

async function fileWith(content: string | Uint8Array, name = 'data'): Promise<string> {
  const place = join(folder, String(++files))
  await mkdir(place)
  await writeFile(join(place, name), content)
  return join(place, name)
}

async function tarOf(entries: Array<Partial<Header> & { name: string; content?: string }>): Promise<Buffer> {
  const tar = pack()
  for (const { content = '', ...header } of entries) tar.entry(header, content)
  tar.finalize()
  return buffer(tar as unknown as Readable)
}

async function contentOf(file: SourceFile): Promise<string> {
  return Buffer.concat(await Array.fromAsync(file.open())).toString()
}

/** Opens, looks, and closes; the temporary folder has to be empty afterwards. */
async function opened<T>(path: string, look: (source: OpenedSource) => T | Promise<T>, options: OpenOptions = {}): Promise<T> {
  const source = await openSource(path, { tmpFolder, ...options })
  try {
    return await look(source)
  } finally {
    await source.dispose()
    assert.deepEqual(await readdir(tmpFolder), [])
  }
}

async function contentsOf(path: string, options?: OpenOptions): Promise<Record<string, string>> {
  return opened(path, async ({ tree }) => {
    const pairs = await Promise.all(tree.files.map(async (file) => {
      assert.equal(tree.find(file.path), file)
      const text = await contentOf(file)
      assert.equal(await contentOf(file), text, 'a file can be opened again')
      assert.equal(file.head, text.replace(/^\ufeff/, ''))
      if (file.size !== undefined) assert.equal(file.size, Buffer.byteLength(text))
      return [file.path, text]
    }))
    return Object.fromEntries(pairs)
  }, options)
}

const two = [{ name: 'a/one.txt', content: 'one' }, { name: 'two.txt', content: 'zwei ü' }]
const twoContents = { 'a/one.txt': 'one', 'two.txt': 'zwei ü' }

test('a file is what its first bytes say, whatever it is called', async () => {
  assert.deepEqual(await contentsOf(await fileWith('text', 'x.tar.gz')), { 'x.tar.gz': 'text' })
  assert.deepEqual(await contentsOf(await fileWith(gzipSync('text'), 'x.json.gz')), { 'x.json': 'text' })
  assert.deepEqual(await contentsOf(await fileWith(zstdCompressSync('text'), 'x.jsonl.zst')), { 'x.jsonl': 'text' })
  assert.deepEqual(await contentsOf(await fileWith(gzipSync('text'), 'no ending')), { 'no ending': 'text' })
})

test('several compressed frames in one file are one content', async () => {
  assert.deepEqual(await contentsOf(await fileWith(Buffer.concat([gzipSync('one '), gzipSync('two')]))), { data: 'one two' })
  const frames = Buffer.concat([zstdCompressSync('one '), zstdCompressSync('two')])
  assert.deepEqual(await contentsOf(await fileWith(frames)), { data: 'one two' })
})

test('archives of every kind hold the same files', async () => {
  const tar = await tarOf(two)
  for (const archive of [tar, gzipSync(tar), zstdCompressSync(tar), zipOf(two), zipOf(two, { stored: true })]) {
    assert.deepEqual(await contentsOf(await fileWith(archive)), twoContents)
  }
})

test('a folder holds its files and those of its archives; hidden files and links are not read', async () => {
  const place = join(folder, 'tree')
  await mkdir(join(place, 'in/.git'), { recursive: true })
  await writeFile(join(place, 'in/plain.txt'), 'plain')
  await writeFile(join(place, 'in/.git/config'), 'hidden')
  await writeFile(join(place, 'packed.json.gz'), gzipSync('{}'))
  await writeFile(join(place, 'arena.tgz'), gzipSync(await tarOf(two)))
  await symlink('/etc/passwd', join(place, 'in/link'))
  await symlink('..', join(place, 'in/loop'))
  assert.deepEqual(await contentsOf(place), {
    'arena.tgz/a/one.txt': 'one', 'arena.tgz/two.txt': 'zwei ü', 'in/plain.txt': 'plain', 'packed.json': '{}',
  })
  assert.deepEqual(await opened(place, ({ skipped }) => skipped.map(({ path }) => path).sort()), ['in/link', 'in/loop'])
})

test('standard input may be anything a file may be', async () => {
  const stdinOf = (content: string | Uint8Array) => ({ stdin: Readable.from([Buffer.from(content)]) })
  assert.deepEqual(await contentsOf('-', stdinOf('text')), { stdin: 'text' })
  assert.deepEqual(await contentsOf('-', stdinOf(gzipSync(await tarOf(two)))), twoContents)
})

test('paths that lead out of an archive, links and devices are left out with a reason', async () => {
  const tar = await tarOf([
    { name: '../outside.txt', content: 'x' }, { name: 'a/../../outside.txt', content: 'x' }, { name: '/etc/outside', content: 'x' },
    { name: 'link', type: 'symlink', linkname: '/etc/passwd' }, { name: 'hard', type: 'link', linkname: 'good.txt' },
    { name: 'device', type: 'character-device' }, { name: 'folder', type: 'directory' }, { name: './good.txt', content: 'good' },
  ])
  const path = await fileWith(tar)
  assert.deepEqual(await contentsOf(path), { 'good.txt': 'good' })
  const reasons = await opened(path, ({ skipped }) => Object.fromEntries(skipped.map(({ path: inner, reason }) => [inner, reason])))
  assert.deepEqual(reasons, {
    '../outside.txt': 'its path leads out of the archive', 'a/../../outside.txt': 'its path leads out of the archive',
    '/etc/outside': 'its path leads out of the archive', link: 'a link: links are not followed',
    hard: 'a link: links are not followed', device: 'a character-device, not a file',
  })
})

test('a zip with links, encrypted entries and hostile paths gives its good files only', async () => {
  const entries: ZipEntry[] = [
    { name: '../outside.txt', content: 'x' }, { name: 'C:\\outside.txt', content: 'x' },
    { name: 'link', content: '/etc/passwd', mode: 0o120777 }, { name: 'secret', content: 'x', encrypted: true },
    { name: 'folder/', content: '' }, { name: '__MACOSX/x', content: 'x' }, { name: 'back\\slash.txt', content: 'good' },
  ]
  const path = await fileWith(zipOf(entries))
  assert.deepEqual(await contentsOf(path), { 'back/slash.txt': 'good' })
  assert.deepEqual(await opened(path, ({ skipped }) => skipped.map(({ reason }) => reason)), [
    'its path leads out of the archive', 'its path leads out of the archive', 'a link: links are not followed', 'encrypted',
  ])
})

test('an archive inside an archive is named, not opened', async () => {
  const inner = await tarOf(two)
  const tar = await tarOf([{ name: 'inner.tar', content: inner.toString('latin1') }, { name: 'x', content: 'x' }])
  const path = await fileWith(tar)
  assert.deepEqual(await contentsOf(path), { x: 'x' })
  assert.match((await opened(path, ({ skipped }) => skipped))[0]!.reason, /archive inside an archive/)
})

test('an archive that breaks off gives what came before and says so', async () => {
  const large = 'x'.repeat(5000)
  const tar = await tarOf([{ name: 'first', content: 'whole' }, { name: 'second', content: large }])
  const path = await fileWith(tar.subarray(0, 3000))
  assert.deepEqual(await contentsOf(path), { first: 'whole' })
  assert.match((await opened(path, ({ problems }) => problems))[0]!.reason, /the archive is broken/)
  const zip = await fileWith(zipOf(two).subarray(0, 60))
  assert.match((await opened(zip, ({ problems }) => problems))[0]!.reason, /the archive is broken/)
})

test('a compressed file that breaks off fails while it is read', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => index * 7919 % 100_003).join(' ')
  const path = await fileWith(gzipSync(text).subarray(0, 40_000))
  await assert.rejects(opened(path, ({ tree }) => contentOf(tree.files[0]!)), /unexpected end of file/)
})

test('bombs are refused with a reason and leave nothing behind', async () => {
  const zeros = Buffer.alloc(3_000_000)
  const limits = { ...defaultLimits, freeBytes: 1_000_000, ratio: 100 }
  const isRefused = { kind: 'too-large', message: /grows more than 100 times/ }
  const tar = await tarOf([{ name: 'zeros', content: zeros.toString() }])
  for (const bomb of [gzipSync(tar), zstdCompressSync(tar), zipOf([{ name: 'zeros', content: zeros }])]) {
    await assert.rejects(openSource(await fileWith(bomb), { tmpFolder, limits }), isRefused)
    assert.deepEqual(await readdir(tmpFolder), [])
  }
  const lone = await fileWith(gzipSync(zeros))
  await assert.rejects(opened(lone, ({ tree }) => contentOf(tree.files[0]!), { limits }), isRefused)
})

test('too many or too large files of an archive are refused', async () => {
  const path = await fileWith(await tarOf(two))
  await assert.rejects(openSource(path, { tmpFolder, limits: { ...defaultLimits, entries: 1 } }), /more than 1 files/)
  await assert.rejects(openSource(path, { tmpFolder, limits: { ...defaultLimits, unpackedBytes: 5 } }), { kind: 'too-large' })
  assert.deepEqual(await readdir(tmpFolder), [])
})

test('a path that is not there says so', async () => {
  await assert.rejects(openSource(join(folder, 'nowhere'), { tmpFolder }), { kind: 'not-found' })
  assert.deepEqual(await readdir(tmpFolder), [])
})

test('the head ends before a character that it cuts in two', async () => {
  const text = `a${'é'.repeat(40_000)}`
  for (const content of [Buffer.from(text), gzipSync(text)]) {
    const head = await opened(await fileWith(content), ({ tree }) => tree.files[0]!.head)
    assert.equal(head, `a${'é'.repeat(32_767)}`)
  }
})
