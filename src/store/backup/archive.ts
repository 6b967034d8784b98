import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { DomainError, isDomainError } from '../../core/errors.ts'
import { backupPath } from './manifest.ts'

/** Packs files of a folder, in this order, into a tar archive that is there only when it is whole. */
export async function packFiles(folder: string, paths: string[], archive: string): Promise<void> {
  const partial = `${archive}.partial`
  try {
    const tar = pack()
    const written = pipeline(tar, createWriteStream(partial))
    for (const path of paths) {
      const { size } = await stat(join(folder, path))
      await pipeline(createReadStream(join(folder, path)), tar.entry({ name: path, size, mode: 0o600 }))
    }
    tar.finalize()
    await written
    await flush(partial)
    await rename(partial, archive)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Unpacks a backup. Entries that no backup has are refused, so that nothing is written outside the folder. */
export async function unpackFiles(archive: string, folder: string): Promise<void> {
  const entries = extract()
  createReadStream(archive).on('error', (error) => entries.destroy(error)).pipe(entries)
  try {
    await unpackEntries(entries, folder)
  } catch (error) {
    // What the machine says (a full disk, a file that may not be read) and what we say stay as they are.
    if (isDomainError(error) || (error instanceof Error && 'errno' in error)) throw error
    throw new DomainError('invalid', `${archive} is no backup, or not all of it: it does not read as a tar archive. Nothing was changed.`, { cause: error })
  }
}

async function unpackEntries(entries: ReturnType<typeof extract>, folder: string): Promise<void> {
  for await (const entry of entries as AsyncIterable<Readable & { header: { name: string; type?: string | null } }>) {
    const { name, type } = entry.header
    if (type !== 'file' || !backupPath.test(name)) {
      throw new DomainError('invalid', `This is no backup of Diptych: it holds “${name.slice(0, 100)}”. Nothing was changed.`)
    }
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await pipeline(entry, createWriteStream(join(folder, name), { flags: 'wx' }))
  }
}

/** Answers once the file would survive a power cut. */
export async function flush(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
