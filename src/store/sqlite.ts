import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection, SqliteDatabase, SqliteStatement } from 'kysely'
import { DomainError } from '../core/errors.ts'
import { indexPathOf } from './answer-index/file.ts'
import type { AnswerIndexFollower } from './answer-index/follower.ts'
import { Checkpointer } from './checkpoints/checkpointer.ts'

/** Column types that SQLite stores as something else; a result column that comes from one is converted back. */
const readers: Record<string, (value: unknown) => unknown> = {
  json_text: (value) => (value === null ? null : JSON.parse(String(value))),
  boolean: (value) => (value === null ? null : value === 1),
}

/** Statements kept prepared, at most. Kysely writes the same text for the same query, so a page prepares nothing twice. */
const statementsKept = 300

export interface SqliteFile {
  path: string
  readOnly: boolean
  /** Learns of answers that this connection commits. */
  follower?: AnswerIndexFollower
}

/** Kysely's SQLite dialect over `node:sqlite`; a writer takes its lock when a transaction begins, not half-way. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #connection: SqliteConnection
  readonly #checkpointer: Checkpointer | undefined
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    const database = openFile(file)
    const connection = new SqliteConnection(database)
    super({ database: connection })
    this.#connection = connection
    this.#checkpointer = file.readOnly ? undefined : new Checkpointer(file.path, database)
    this.#file = file
  }

  override createDriver(): SqliteDriver {
    return this.#file.readOnly
      ? new SqliteDriver({ database: this.#connection })
      : new ImmediateDriver(this.#connection, this.#checkpointer!, this.#file.follower)
  }

  override createAdapter(): SqliteAdapter {
    return new SqliteFileAdapter(this.#connection, this.#checkpointer, this.#file.follower)
  }
}

/** Known to every handle of a connection, transactions too: `db.getExecutor().adapter`. */
export class SqliteFileAdapter extends SqliteAdapter {
  readonly connection: SqliteConnection
  readonly checkpointer: Checkpointer | undefined
  readonly follower: AnswerIndexFollower | undefined

  constructor(connection: SqliteConnection, checkpointer: Checkpointer | undefined, follower: AnswerIndexFollower | undefined) {
    super()
    this.connection = connection
    this.checkpointer = checkpointer
    this.follower = follower
  }
}

/** How long a write waits for another process to finish one, in milliseconds, and how often it looks. */
const longestWaitMs = 10_000
const lookAgainMs = 3

/**
 * A transaction takes the write lock when it begins: one that reads first and writes later would fail at once where
 * another process wrote in between. While it waits, this process goes on with everything else.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: SqliteConnection
  readonly #checkpointer: Checkpointer
  readonly #follower: AnswerIndexFollower | undefined

  constructor(database: SqliteConnection, checkpointer: Checkpointer, follower: AnswerIndexFollower | undefined) {
    super({ database })
    this.#database = database
    this.#checkpointer = checkpointer
    this.#follower = follower
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#follower?.committed()
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection)
    this.#follower?.rolledBack()
  }

  override async destroy(): Promise<void> {
    await this.#checkpointer.close()
    await super.destroy()
  }

  override async beginTransaction(): Promise<void> {
    for (const deadline = performance.now() + longestWaitMs; !this.#database.tryToBegin();) {
      if (performance.now() > deadline) throw new DomainError('unavailable', 'Another process has been writing for too long. Try again.')
      await setTimeout(lookAgainMs)
    }
  }
}

function openFile({ path, readOnly }: SqliteFile): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
  // Comes first, so that switching to WAL can wait for another process.
  database.exec(`pragma busy_timeout = ${longestWaitMs}`)
  // A new file gets pages that hold a few answers each; with the usual 4 kB most answers take a chain of pages.
  if (!readOnly) database.exec('pragma page_size = 8192')
  // Readers never wait for the writer, nor the writer for readers.
  database.exec('pragma journal_mode = wal')
  database.exec('pragma temp_store = memory')
  // The 2 MB default would be turned over by one list page, or by the hash indices of one batch of an import.
  database.exec('pragma cache_size = -32768')
  if (readOnly) {
    database.exec('pragma query_only = on')
    database.prepare('attach database ? as search').run(indexPathOf(path))
    // Pages are read without a copy, as far as that does not make the process look large.
    database.exec('pragma main.mmap_size = 134217728; pragma search.mmap_size = 134217728; pragma search.cache_size = -16384')
    return database
  }
  // In WAL mode a killed process loses nothing; a power cut could take the last commits, and with them votes.
  database.exec('pragma synchronous = full')
  return database
}

/**
 * A text that changes whenever another connection commits, or has made answers searchable, on a connection of its own: a read transaction elsewhere
 * would go on seeing only what it began with. Past Kysely, because it is asked before every reply: 3 µs instead of 60.
 */
export function watchCommits(path: string): { version(): string; close(): void } {
  const database = openFile({ path, readOnly: true })
  const [data, index] = ['main', 'search'].map((schema) => database.prepare(`pragma ${schema}.data_version`))
  const read = (statement: StatementSync) => (statement.get() as { data_version: number }).data_version
  return { version: () => `${read(data!)}.${read(index!)}`, close: () => database.close() }
}

/** Result code SQLITE_BUSY. */
const sqliteBusy = 5

export class SqliteConnection implements SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, NodeSqliteStatement>()
  #uses = 0

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  prepare(sql: string): NodeSqliteStatement {
    const kept = this.#statements.get(sql)
    if (kept) {
      kept.usedAt = ++this.#uses
      return kept
    }
    const statement = new NodeSqliteStatement(this.#database.prepare(sql), ++this.#uses)
    this.#statements.set(sql, statement)
    if (this.#statements.size > statementsKept) this.#forgetOldHalf()
    return statement
  }

  #forgetOldHalf(): void {
    const byUse = [...this.#statements].sort(([, one], [, other]) => one.usedAt - other.usedAt)
    for (const [sql] of byUse.slice(0, statementsKept / 2)) this.#statements.delete(sql)
  }

  /** Runs a statement and answers its rows, past Kysely. */
  run(sql: string, parameters: readonly unknown[]): unknown[] {
    const statement = this.prepare(sql)
    if (statement.reader) return statement.all(parameters)
    statement.run(parameters)
    return []
  }

  /** Takes the write lock; answers false where somebody else has it. */
  tryToBegin(): boolean {
    this.#database.exec('pragma busy_timeout = 0')
    try {
      this.#database.exec('begin immediate')
      return true
    } catch (error) {
      if ((error as { errcode?: number }).errcode === sqliteBusy) return false
      throw error
    } finally {
      this.#database.exec(`pragma busy_timeout = ${longestWaitMs}`)
    }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

class NodeSqliteStatement implements SqliteStatement {
  readonly reader: boolean
  /** Counted in uses of any statement of the connection. */
  usedAt: number
  readonly #statement: StatementSync
  readonly #columns: Array<{ name: string; read: ((value: unknown) => unknown) | undefined }>

  constructor(statement: StatementSync, usedAt: number) {
    this.#statement = statement
    this.usedAt = usedAt
    this.#columns = statement.columns().map(({ name, type }) => ({ name, read: readers[type?.toLowerCase() ?? ''] }))
    this.reader = this.#columns.length > 0
    if (this.reader) statement.setReturnArrays(true)
    // A write answers its row id, and rows inside a full-text index have ids beyond 2^53: as a number one is an error.
    else statement.setReadBigInts(true)
  }

  all(parameters: readonly unknown[]): unknown[] {
    const rows = this.#statement.all(...parameters.map(toParameter)) as unknown as unknown[][]
    return rows.map((values) => this.#toRow(values))
  }

  run(parameters: readonly unknown[]) {
    return this.#statement.run(...parameters.map(toParameter))
  }

  *iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    const rows = this.#statement.iterate(...parameters.map(toParameter)) as unknown as Iterable<unknown[]>
    for (const values of rows) yield this.#toRow(values)
  }

  /** A plain object, as `pg` makes it; `node:sqlite` would make one without a prototype. */
  #toRow(values: unknown[]): Record<string, unknown> {
    const row: Record<string, unknown> = {}
    const columns = this.#columns
    for (let index = 0; index < columns.length; index++) {
      const { name, read } = columns[index]!
      row[name] = read ? read(values[index]) : values[index]
    }
    return row
  }
}

function toParameter(value: unknown): SQLInputValue {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) return JSON.stringify(value)
  return value as SQLInputValue
}
