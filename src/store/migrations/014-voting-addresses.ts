import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** Whose a duel is that was drawn with or without a voter's cookie, and which votes came from one address on one day. */
export async function addVotingAddresses(db: Kysely<any>): Promise<void> {
  const types = columnTypesOf(db)
  await db.schema.alterTable('duels').addColumn('bound', types.boolean, (column) => column.notNull().defaultTo(sql`false`)).execute()
  await db.schema.alterTable('duels').addColumn('offered_to', types.text).execute()
  await db.schema.alterTable('duels').addColumn('voted_from', types.text).execute()
  await sql`create index duels_offered on duels (offered_to) where offered_to is not null`.execute(db)
  await sql`create index duels_voted_from on duels (voted_from, voted_at) where voted_from is not null`.execute(db)
}
