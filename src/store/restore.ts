import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { DomainError } from '../core/errors.ts'
import { openBlobs } from '../media/blobs.ts'
import { unpackFiles } from './backup/archive.ts'
import { linesOf } from './backup/lines.ts'
import { verifyBackup } from './backup/manifest.ts'
import type { Manifest } from './backup/manifest.ts'
import { copiedTables, inOrderOfReference, lineToValues } from './backup/tables.ts'
import type { CopiedTable, Reference } from './backup/tables.ts'
import { inTransaction } from './database.ts'
import type { Database, Store } from './database.ts'
import { continueIds, listReferences, lockForImport } from './dialect.ts'
import { chainLooseVotes } from './ledger.ts'
import { insertRows } from './rows.ts'
import { rebuildSearchIndex } from './search-index.ts'
import { ensureSecrets } from './secrets.ts'

export interface RestoreReport {
  createdAt: string
  tables: Manifest['tables']
  blobs: number
}

/**
 * Puts back what a backup (a folder or a tar archive) holds. Every file is compared with its hash first; then everything
 * is replaced in one transaction, so that whoever reads sees the old state until all of the new one is there.
 * Throws DomainError `conflict` where there is something already and `force` is not given, `invalid` for a damaged backup.
 */
export async function restoreBackup(store: Store, source: string, { force }: { force: boolean }): Promise<RestoreReport> {
  if (!force && await holdsAnything(store.read)) {
    throw new DomainError('conflict', 'There is data already, which restoring would replace. Take a backup of it, then restore with --force.')
  }
  const found = await stat(source).catch(() => undefined)
  if (!found) throw new DomainError('not-found', `There is no backup at ${source}.`)
  if (found.isDirectory()) return restoreFolder(store, source)
  const unpacked = await mkdtemp(join(store.folder, 'restoring-'))
  try {
    await unpackFiles(source, unpacked)
    return await restoreFolder(store, unpacked)
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}

async function holdsAnything(db: Database): Promise<boolean> {
  for (const table of ['models', 'challenges', 'responses', 'votes'] as const) {
    if (await db.selectFrom(table).select('id').limit(1).executeTakeFirst()) return true
  }
  return false
}

async function restoreFolder(store: Store, folder: string): Promise<RestoreReport> {
  const manifest = await verifyBackup(folder)
  const blobs = manifest.files.filter(({ path }) => path.startsWith('blobs/'))
  const putBlob = openBlobs(store.blobsFolder).put
  for (const { path, sha256 } of blobs) await putBlob(sha256, await readFile(join(folder, path)))
  await inTransaction(store.write, async (transaction) => {
    await lockForImport(transaction)
    await replaceTables(transaction, folder, manifest)
    await rebuildSearchIndex(transaction)
  })
  return { createdAt: manifest.createdAt, tables: manifest.tables, blobs: blobs.length }
}

async function replaceTables(db: Database, folder: string, manifest: Manifest): Promise<void> {
  const references = await listReferences(db)
  const tables = inOrderOfReference(await copiedTables(db), references)
  const unknown = manifest.tables.find(({ name }) => !tables.some((table) => table.name === name))
  if (unknown) throw new DomainError('invalid', `The backup holds “${unknown.name}”, which this version does not know. Nothing was changed.`)
  for (const { name } of tables.toReversed()) {
    for (const { column } of toItself(name, references)) await sql`update ${sql.table(name)} set ${sql.ref(column)} = null`.execute(db)
    await sql`delete from ${sql.table(name)}`.execute(db)
  }
  for (const table of tables) {
    const held = manifest.tables.find(({ name }) => name === table.name)
    if (held) await fillTable(db, table, join(folder, 'tables', `${table.name}.jsonl`), toItself(table.name, references))
  }
  // A backup may be older than the keys, and than the ledger.
  await ensureSecrets(db)
  await chainLooseVotes(db, new Date())
}

function toItself(name: string, references: Reference[]): Reference[] {
  return references.filter(({ table, target }) => table === name && target === name)
}

const batchLength = 144

async function fillTable(db: Database, table: CopiedTable, path: string, ownReferences: Reference[]): Promise<void> {
  const columns = table.columns.map(({ name }) => name)
  const own = ownReferences.map(({ column }) => columns.indexOf(column))
  const id = columns.indexOf('id')
  const later: Array<{ column: string; value: unknown; id: unknown }> = []
  let batch: unknown[][] = []
  const write = async () => {
    await insertRows(db, { table: table.name, columns }, batch)
    batch = []
  }
  for await (const line of linesOf(path)) {
    const values = lineToValues(line, table)
    // A row may refer to one that comes after it.
    for (const place of own) {
      if (values[place] !== null) later.push({ column: columns[place]!, value: values[place], id: values[id] })
      values[place] = null
    }
    if (batch.push(values) === batchLength) await write()
  }
  await write()
  for (const { column, value, id } of later) {
    await sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${value} where id = ${id}`.execute(db)
  }
  if (id >= 0) await continueIds(db, table.name)
}
