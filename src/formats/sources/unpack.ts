import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Header } from 'tar-stream'
import type { Entry } from 'yauzl'
import type { Budget } from './budget.ts'
import { readDisk } from './decompress.ts'
import type { Kind } from './kind.ts'

/** A file of an archive, lying in the temporary folder under a name of ours: its own name never touches the disk. */
export interface UnpackedFile { path: string; diskPath: string }

/** Something that was not read, and why. */
export interface Skipped { path: string; reason: string }

/** Why a link was left out. */
export const linkReason = 'a link: links are not followed'

/** Hands out names for unpacked files. */
export interface Workshop { budget: Budget; nextDiskPath(): string }

export interface Unpacked {
  files: UnpackedFile[]
  skipped: Skipped[]
  /** Why the archive could not be read to its end; what came before is in `files`. */
  problem?: string
}

/** A workshop in this folder. */
export function workshopIn(folder: string, budget: Budget): Workshop {
  let files = 0
  return { budget, nextDiskPath: () => join(folder, String(++files)) }
}

/** Unpacks a tar archive, itself compressed or not, as a stream. Throws where a limit is passed. */
export async function unpackTar(archive: string, kind: Kind, workshop: Workshop): Promise<Unpacked> {
  const unpacked: Unpacked = { files: [], skipped: [] }
  // Most files are no archives, and what reads these takes longer to load than a small file to be read.
  const { extract } = await import('tar-stream')
  const entries = extract()
  const reading = pipeline(Readable.from(readDisk(archive, kind, workshop.budget)), entries)
  // Its failure arrives through the entries too; this one only must not go unheard.
  reading.catch(() => {})
  try {
    for await (const entry of entries) {
      const { name: path, size } = entry.header
      const reason = tarRefusal(entry.header) ?? pathRefusal(path)
      if (reason !== undefined) unpacked.skipped.push({ path, reason })
      if (reason !== undefined || entry.header.type === 'directory') {
        entry.resume()
        continue
      }
      workshop.budget.takeEntry(size)
      const diskPath = workshop.nextDiskPath()
      await pipeline(entry as unknown as AsyncIterable<Buffer>, createWriteStream(diskPath))
      unpacked.files.push({ path: plainPath(path), diskPath })
    }
    await reading
  } catch (error) {
    unpacked.problem = problemOf(error)
  }
  return unpacked
}

function tarRefusal({ type }: Header): string | undefined {
  if (type === 'file' || type === 'contiguous-file' || type === 'directory') return undefined
  return type === 'symlink' || type === 'link' ? linkReason : `a ${type}, not a file`
}

/** Unpacks a zip archive file by file. Throws where a limit is passed. */
export async function unpackZip(archive: string, workshop: Workshop): Promise<Unpacked> {
  const unpacked: Unpacked = { files: [], skipped: [] }
  const { getFileNameLowLevel, openPromise } = await import('yauzl')
  const packedBytes = (await stat(archive)).size
  let unpackedBytes = 0
  try {
    const zip = await openPromise(archive, { lazyEntries: true, decodeStrings: false })
    for await (const entry of zip.eachEntry()) {
      const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
      if (path.endsWith('/')) continue
      const reason = zipRefusal(entry) ?? pathRefusal(path)
      if (reason !== undefined) {
        unpacked.skipped.push({ path, reason })
        continue
      }
      workshop.budget.takeEntry(entry.uncompressedSize)
      workshop.budget.checkRatio(unpackedBytes += entry.uncompressedSize, packedBytes)
      const diskPath = workshop.nextDiskPath()
      try {
        await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(diskPath))
        unpacked.files.push({ path: plainPath(path), diskPath })
      } catch (error) {
        unpacked.skipped.push({ path, reason: problemOf(error) })
      }
    }
  } catch (error) {
    unpacked.problem = problemOf(error)
  }
  return unpacked
}

const fileTypeMask = 0o170000
const symbolicLink = 0o120000

function zipRefusal(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'encrypted'
  const mode = entry.externalFileAttributes >>> 16
  return (mode & fileTypeMask) === symbolicLink ? linkReason : undefined
}

function pathRefusal(path: string): string | undefined {
  const leaves = path.startsWith('/') || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..')
  return leaves || path.includes('\0') ? 'its path leads out of the archive' : undefined
}

function plainPath(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/')
}

/** A limit that was passed stops everything; a broken archive only stops itself. */
function problemOf(error: unknown): string {
  if (error instanceof Error && error.name === 'DomainError') throw error
  return `the archive is broken: ${messageOf(error)}`
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
