import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import pg from 'pg'
import { openStore } from '../store/database.ts'
import type { Store, StorePlace } from '../store/database.ts'
import type { DatabaseKind } from '../store/dialect.ts'
import { startTestPostgres } from './postgres.ts'
import type { TestPostgres } from './postgres.ts'

export interface TestPlace extends StorePlace {
  /** Removes folder and database. */
  remove(): Promise<void>
}

export type TestStore = Store & { place: TestPlace }

/** Runs the tests once for each database. */
export function forEachDatabase(define: (kind: DatabaseKind) => void): void {
  for (const kind of ['sqlite', 'postgres'] as const) describe(kind, () => define(kind))
}

/** An empty store that is gone once it is closed. */
export async function openTestStore(kind: DatabaseKind): Promise<TestStore> {
  const place = await makeTestPlace(kind)
  const store = await openStore(place)
  return {
    ...store,
    place,
    async close() {
      await store.close()
      await place.remove()
    },
  }
}

/** A folder, and for PostgreSQL a database, in which nothing is stored yet. */
export async function makeTestPlace(kind: DatabaseKind): Promise<TestPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-store-'))
  foldersLeft.add(folder)
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true })
    foldersLeft.delete(folder)
  }
  if (kind === 'sqlite') return { folder, remove: async () => removeFolder() }
  const postgresUrl = emptiedDatabases.pop() ?? await createDatabase()
  return {
    folder,
    postgresUrl,
    async remove() {
      removeFolder()
      await emptyDatabase(postgresUrl)
    },
  }
}

/** Folders of tests that failed before they closed their store. */
const foldersLeft = new Set<string>()
process.once('exit', () => {
  for (const folder of foldersLeft) rmSync(folder, { recursive: true, force: true })
})

/** Databases whose tables were emptied by the test that had them: making one takes longer than most tests. */
const emptiedDatabases: string[] = []

async function createDatabase(): Promise<string> {
  const server = await serverUrl()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await ask(server, `create database ${name}`)
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

async function emptyDatabase(url: string): Promise<void> {
  const tables = await ask(url, `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'`)
  const names = tables.map(({ name }) => name).join(', ')
  if (names) await ask(url, `truncate ${names} restart identity cascade`)
  await ask(url, 'delete from migrations where number > 1000').catch(() => [])
  emptiedDatabases.push(url)
}

async function ask(url: string, statement: string): Promise<Array<{ name: string }>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

let ownServer: Promise<TestPostgres> | undefined

// At the top of the file: inside a test it would end with that test.
after(async () => (await ownServer)?.stop())

/** The server of the whole test run, or one for this file alone. */
async function serverUrl(): Promise<string> {
  if (process.env.DIPTYCH_TEST_POSTGRES) return process.env.DIPTYCH_TEST_POSTGRES
  ownServer ??= startTestPostgres()
  return (await ownServer).url
}
