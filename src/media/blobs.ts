import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** Bytes on disk under their SHA-256. What was written stays as it is; writing it again changes nothing. */
export interface Blobs {
  /** Answers once the bytes would survive a power cut. */
  put(sha256: string, bytes: Uint8Array): Promise<void>
  /** Undefined where there is no such blob. */
  get(sha256: string): Promise<Uint8Array | undefined>
  /** Its size in bytes; undefined where there is no such blob. */
  size(sha256: string): Promise<number | undefined>
  /** The bytes from `start` to `end`, both included, for range requests. Fails on the stream where there is no such blob. */
  stream(sha256: string, range?: { start: number; end: number }): Readable
  /** Every stored hash. */
  list(): AsyncIterable<string>
}

export function openBlobs(folder: string): Blobs {
  const place = (sha256: string) => join(folder, folderOf(sha256), sha256)
  return {
    async put(sha256, bytes) {
      const path = place(sha256)
      if (await sizeOf(path) === bytes.length) return
      await mkdir(join(folder, folderOf(sha256)), { recursive: true })
      await writeThrough(path, bytes)
    },
    get: (sha256) => readFile(place(sha256)).catch(absent),
    size: (sha256) => sizeOf(place(sha256)),
    stream: (sha256, range) => createReadStream(place(sha256), range),
    async *list() {
      for (const part of await readdir(folder).catch(absent) ?? []) {
        for (const name of await readdir(join(folder, part))) if (isHash(name)) yield name
      }
    },
  }
}

/** A reader sees the whole file or none: it is written beside its place, flushed, and moved there. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(join(path, '..'))
}

/** A rename is on disk when its folder is. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Keeps folders small. Throws on anything but a hash, which is the only thing that may become a path. */
function folderOf(sha256: string): string {
  if (!isHash(sha256)) throw new Error('A blob is named by its SHA-256 in lower-case hexadecimal digits.')
  return sha256.slice(0, 2)
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then((found) => found.size, absent)
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
