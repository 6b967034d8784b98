import { CompiledQuery } from 'kysely'
import type { Database } from './database.ts'
import { SqliteFileAdapter } from './sqlite.ts'

/**
 * Runs a statement that is written out already, and answers its rows. A transaction of SQLite has its connection for
 * itself, so that nothing has to be waited for: the statement goes past Kysely, whose way to a connection takes longer
 * than SQLite needs for an answer.
 */
export async function runText<Row>(db: Database, text: string, parameters: readonly unknown[]): Promise<Row[]> {
  const { adapter } = db.getExecutor()
  if (db.isTransaction && adapter instanceof SqliteFileAdapter) return adapter.connection.run(text, parameters) as Row[]
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows
}
