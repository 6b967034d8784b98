import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Asks the database the smallest question. @throws when it does not answer. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db)
}
