import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import { DomainError } from '../../core/errors.ts'
import type { SourceFile, SourceTree } from '../format.ts'
import { Budget, defaultLimits, limitsOnDisk, type UnpackLimits } from './budget.ts'
import { readStart } from './decompress.ts'
import { compressedFile, DiskFile, treeOf } from './files.ts'
import { kindBytes, kindOf, withoutCompressionEnding, type Kind } from './kind.ts'
import { linkReason, messageOf, unpackTar, unpackZip, workshopIn, type Skipped, type Workshop } from './unpack.ts'

export interface OpenOptions {
  /** Where archives are unpacked; the system's folder for such things unless said otherwise. */
  tmpFolder?: string
  /** What `-` stands for; the program's standard input unless said otherwise. */
  stdin?: Readable
  limits?: UnpackLimits
}

export interface OpenedSource {
  tree: SourceTree
  /** Links, encrypted entries and the like, with the reason why they were left out. */
  skipped: Skipped[]
  /** Archives that could not be read to their end. Their files up to there are in the tree. */
  problems: Skipped[]
  /** Removes what was unpacked. The tree's files cannot be opened afterwards. */
  dispose(): Promise<void>
}

/**
 * Opens a file, a folder, an archive or standard input (`-`) as a tree of plain files. Compression and archives are
 * told by their first bytes. Throws `not-found` where there is nothing, `too-large` where an archive passes the limits.
 */
export async function openSource(path: string, options: OpenOptions = {}): Promise<OpenedSource> {
  const parent = options.tmpFolder ?? tmpdir()
  const folder = await mkdtemp(join(parent, 'diptych-import-'))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    const budget = new Budget(await limitsOnDisk(folder, options.limits ?? defaultLimits))
    const gathered = new Gathered(workshopIn(folder, budget))
    if (path === '-') await addStdin(gathered, options.stdin ?? process.stdin)
    else await addPath(gathered, path)
    return { tree: treeOf(gathered.files), skipped: gathered.skipped, problems: gathered.problems, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** What has been found so far. */
class Gathered {
  readonly files: SourceFile[] = []
  readonly skipped: Skipped[] = []
  readonly problems: Skipped[] = []
  readonly workshop: Workshop

  constructor(workshop: Workshop) {
    this.workshop = workshop
  }
}

async function addStdin(gathered: Gathered, stdin: Readable): Promise<void> {
  const diskPath = gathered.workshop.nextDiskPath()
  await pipeline(stdin, createWriteStream(diskPath))
  await addFile(gathered, diskPath, 'stdin', 'alone')
}

async function addPath(gathered: Gathered, path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new DomainError('not-found', `There is no file or folder ${path}.`)
    throw new DomainError('invalid', `${path} cannot be read (${error.code}).`, { cause: error })
  })
  if (found.isDirectory()) await addFolder(gathered, path, '')
  else if (found.isFile()) await addFile(gathered, path, basename(path), 'alone')
  else throw new DomainError('invalid', `${path} is neither a file nor a folder. A pipe can be redirected to -.`)
}

/** Hidden files and folders (`.git`, `.DS_Store`) are passed over, as is what macOS adds to archives. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX'
}

async function addFolder(gathered: Gathered, folder: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries) {
    if (isHidden(entry.name)) continue
    const diskPath = join(folder, entry.name)
    const path = prefix + entry.name
    if (entry.isDirectory()) await addFolder(gathered, diskPath, `${path}/`)
    else if (entry.isFile()) await addFile(gathered, diskPath, path, 'in folder')
    else gathered.skipped.push({ path, reason: entry.isSymbolicLink() ? linkReason : 'not a file' })
  }
}

/** Where a file lies decides whether it may be an archive, and what its entries are called. */
type Place = 'alone' | 'in folder' | 'in archive'

async function addFile(gathered: Gathered, diskPath: string, path: string, place: Place): Promise<void> {
  const { budget } = gathered.workshop
  try {
    const kind = kindOf(await readStart(diskPath, 'plain', kindBytes, budget))
    const compressed = kind === 'gzip' || kind === 'zstd'
    const inner = compressed ? kindOf(await readStart(diskPath, kind, kindBytes, budget)) : kind
    if (inner === 'tar' || kind === 'zip') return await addArchive(gathered, diskPath, path, place, kind)
    const plain = compressed ? withoutCompressionEnding(path) : path
    gathered.files.push(compressed
      ? await compressedFile(plain, diskPath, kind, budget)
      : new DiskFile(plain, (await stat(diskPath)).size, diskPath, budget))
  } catch (error) {
    if (error instanceof DomainError) throw error
    gathered.problems.push({ path, reason: `cannot be read: ${messageOf(error)}` })
  }
}

async function addArchive(
  gathered: Gathered, diskPath: string, path: string, place: Place, kind: Kind,
): Promise<void> {
  if (place === 'in archive') {
    gathered.skipped.push({ path, reason: 'an archive inside an archive: unpack it first' })
    return
  }
  const unpacked = kind === 'zip'
    ? await unpackZip(diskPath, gathered.workshop)
    : await unpackTar(diskPath, kind, gathered.workshop)
  const prefix = place === 'alone' ? '' : `${path}/`
  if (unpacked.problem !== undefined) gathered.problems.push({ path, reason: unpacked.problem })
  gathered.skipped.push(...unpacked.skipped.map((one) => ({ ...one, path: prefix + one.path })))
  for (const file of unpacked.files) {
    if (file.path.split('/').some(isHidden)) continue
    await addFile(gathered, file.diskPath, prefix + file.path, 'in archive')
  }
}
