import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../core/errors.ts'
import { openBlobs } from '../media/blobs.ts'
import { flush, packFiles } from './backup/archive.ts'
import { fingerprintOf, manifestFile } from './backup/manifest.ts'
import type { Manifest } from './backup/manifest.ts'
import { copiedTables, rowToLine } from './backup/tables.ts'
import type { CopiedTable } from './backup/tables.ts'
import { inTransaction } from './database.ts'
import type { Database, Store } from './database.ts'
import { readTable } from './dialect.ts'
import { appliedMigrations } from './migrations/migrate.ts'

export interface BackupReport {
  path: string
  tables: Manifest['tables']
  files: number
  bytes: number
  /** Hashes of blobs that the database names and the blob store lacks; `doctor` says more. */
  missingBlobs: string[]
}

/**
 * Copies everything of one moment into a new folder, or into a tar archive where the name ends in `.tar`, while others
 * go on reading and writing. The same form serves both databases: a backup of one may be restored into the other.
 * The backup is there under its name only when it is whole. Throws DomainError `conflict` where something has the name.
 */
export async function backUp(store: Store, destination: string, now: Date): Promise<BackupReport> {
  if (await stat(destination).catch(() => undefined)) {
    throw new DomainError('conflict', `${destination} is there already. Name a place that is not.`)
  }
  const staging = `${destination}.partial-${randomUUID().slice(0, 8)}`
  try {
    const report = await stage(store, staging, now)
    const paths = [...report.manifest.files.map(({ path }) => path), manifestFile]
    if (destination.endsWith('.tar')) await packFiles(staging, paths, destination)
    else {
      for (const path of paths) await flush(join(staging, path))
      await rename(staging, destination)
    }
    const { tables, files } = report.manifest
    const bytes = files.reduce((total, { size }) => total + size, 0)
    return { path: destination, tables, files: files.length, bytes, missingBlobs: report.missingBlobs }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function stage(store: Store, folder: string, now: Date): Promise<{ manifest: Manifest; missingBlobs: string[] }> {
  await mkdir(join(folder, 'tables'), { recursive: true, mode: 0o700 })
  await mkdir(join(folder, 'blobs'))
  const reader = store.openReader()
  try {
    // Reads only; repeatable, so that all tables are of one moment.
    const isolation = store.kind === 'postgres' ? 'repeatable read' : undefined
    const { tables, blobs, migrations } = await inTransaction(reader, (transaction) => copyTables(transaction, folder), isolation)
    const missingBlobs = await copyBlobs(store, blobs, folder)
    const copied = blobs.filter((sha256) => !missingBlobs.includes(sha256))
    const paths = [...tables.map(({ name }) => `tables/${name}.jsonl`), ...copied.map((sha256) => `blobs/${sha256}`)]
    const files: Manifest['files'] = []
    for (const path of paths) files.push({ path, ...await fingerprintOf(join(folder, path)) })
    const manifest: Manifest = { program: 'diptych', format: 1, migrations, createdAt: now.toISOString(), tables, files }
    await writeFile(join(folder, manifestFile), JSON.stringify(manifest, null, 1))
    return { manifest, missingBlobs }
  } finally {
    await reader.destroy()
  }
}

async function copyTables(db: Database, folder: string) {
  const tables: Manifest['tables'] = []
  for (const table of await copiedTables(db)) {
    let rows = 0
    await pipeline(async function* () {
      for await (const batch of readTable(db, table.name)) {
        rows += batch.length
        yield batch.map((row) => rowToLine(row, table)).join('')
      }
    }, createWriteStream(fileOf(folder, table)))
    tables.push({ name: table.name, rows })
  }
  const blobs = await db.selectFrom('bodies').select('sha256').where('bytes', 'is', null).execute()
  return { tables, blobs: blobs.map(({ sha256 }) => sha256), migrations: await appliedMigrations(db) }
}

function fileOf(folder: string, { name }: CopiedTable): string {
  return join(folder, 'tables', `${name}.jsonl`)
}

/** Blobs never change, so they may be copied after the moment. Answers those that are not there. */
async function copyBlobs(store: Store, hashes: string[], folder: string): Promise<string[]> {
  const blobs = openBlobs(store.blobsFolder)
  const missing: string[] = []
  for (const sha256 of hashes) {
    if (await blobs.size(sha256) === undefined) missing.push(sha256)
    else await pipeline(blobs.stream(sha256), createWriteStream(join(folder, 'blobs', sha256)))
  }
  return missing
}
