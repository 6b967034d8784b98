import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import type { IsolationLevel } from 'kysely'
import { AnswerIndexFollower } from './answer-index/follower.ts'
import { BoardKeeper } from './boards/keeper.ts'
import { snapshotOf } from './dialect.ts'
import type { DatabaseKind } from './dialect.ts'
import { makeFolder } from './folder.ts'
import { GroupCommit } from './group-commit.ts'
import { migrate } from './migrations/migrate.ts'
import { PooledPostgresDialect } from './postgres.ts'
import { Remembered } from './remembered.ts'
import { ensureSecrets } from './secrets.ts'
import { NodeSqliteDialect, SqliteFileAdapter, watchCommits } from './sqlite.ts'
import type { Tables } from './tables.ts'

/** A handle to run queries with: the first argument of every store function. A transaction is one too. */
export type Database = Kysely<Tables>

export interface StorePlace {
  /** Folder of the blobs and, without `postgresUrl`, of the database file. */
  folder: string
  /** Keeps the tables in PostgreSQL. */
  postgresUrl?: string
}

export interface Store {
  kind: DatabaseKind
  folder: string
  blobsFolder: string
  /** Cannot write. Sees what is committed at the time of each query. */
  read: Database
  /** On SQLite the only connection of this process that writes; its transactions wait for each other. */
  write: Database
  /** Runs a small write in a transaction that it shares with others of the same moment: all of them are on the disk when it answers. */
  writeTogether<T>(run: (transaction: Database) => Promise<T>): Promise<T>
  /** Changes whenever anything was committed, by this process or another; never equal to one of an earlier start. */
  dataVersion(): Promise<string>
  /** What `ask` answers about the whole database, asked again only once anything was committed. Do not change it. */
  remember<T>(name: string, ask: () => Promise<T>): Promise<T>
  /** One more connection that cannot write, for a long read in one transaction. The caller destroys it. */
  openReader(): Database
  /**
   * Resolves when all committed answers are found by search. Up to some thousand are at once; of a large import the last
   * ones follow in seconds. Closing waits for it.
   */
  searchIsCurrent(): Promise<void>
  /** For a process that answers people: from now on they do not wait while SQLite's log is brought to its main file. */
  checkpointAside(): void
  /** Boards and what else is computed from all votes, kept current aside. */
  boards: BoardKeeper
  close(): Promise<void>
}

/**
 * Opens the database, creating it or bringing its tables up to date first.
 * Throws DomainError `unavailable` where the tables were made by a newer version of this program.
 */
export async function openStore({ folder, postgresUrl }: StorePlace): Promise<Store> {
  makeFolder(folder)
  const path = join(folder, databaseFile)
  const open = (readOnly: boolean, follower?: AnswerIndexFollower) => new Kysely<Tables>({
    dialect: postgresUrl
      ? new PooledPostgresDialect({ url: postgresUrl, readOnly, connections: readOnly ? 8 : 4 })
      : new NodeSqliteDialect({ path, readOnly, follower }),
  })
  const migrating = open(false)
  await migrate(migrating).then(() => ensureSecrets(migrating)).finally(() => migrating.destroy())
  const follower = postgresUrl ? undefined : new AnswerIndexFollower(path)
  const write = open(false, follower)
  const read = open(true)
  const watch = postgresUrl ? watchSnapshots(open(true)) : watchCommits(path)
  const start = randomUUID().slice(0, 8)
  const dataVersion = async () => `${start}.${await watch.version()}`
  const groups = new GroupCommit(write)
  const remembered = new Remembered(dataVersion)
  const remember = <T>(name: string, ask: () => Promise<T>) => remembered.get(name, ask)
  const boards = new BoardKeeper({ place: { folder, postgresUrl }, read, write, dataVersion, remember })
  return {
    kind: postgresUrl ? 'postgres' : 'sqlite',
    folder,
    blobsFolder: join(folder, 'blobs'),
    read,
    write,
    writeTogether: (run) => groups.write(run),
    dataVersion,
    remember,
    openReader: () => open(true),
    searchIsCurrent: async () => follower?.isCurrent(),
    checkpointAside() {
      const { adapter } = write.getExecutor()
      if (adapter instanceof SqliteFileAdapter) adapter.checkpointer?.start()
    },
    boards,
    async close() {
      await boards.close()
      await follower?.close()
      await Promise.all([read.destroy(), watch.close(), write.destroy()])
    },
  }
}

export const databaseFile = 'diptych.sqlite'

/** A connection that cannot write, for another thread, to tables that are there. The caller destroys it. */
export function openReaderOf({ folder, postgresUrl }: StorePlace): Database {
  return new Kysely<Tables>({
    dialect: postgresUrl
      ? new PooledPostgresDialect({ url: postgresUrl, readOnly: true, connections: 1 })
      : new NodeSqliteDialect({ path: join(folder, databaseFile), readOnly: true }),
  })
}

/** Takes over the handle: a read transaction on it would go on seeing, and counting, only what it began with. */
function watchSnapshots(db: Database) {
  return { version: () => snapshotOf(db), close: () => db.destroy() }
}

/** Runs everything or nothing. Inside, use only the handle that is passed in; within a transaction it joins that one. */
export async function inTransaction<T>(
  db: Database, run: (transaction: Database) => Promise<T>, isolation?: IsolationLevel,
): Promise<T> {
  if (db.isTransaction) return run(db)
  const transaction = isolation ? db.transaction().setIsolationLevel(isolation) : db.transaction()
  return transaction.execute(run)
}
