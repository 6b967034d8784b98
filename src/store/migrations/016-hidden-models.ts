import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** Models that only sessions of the Lab have named whose names are hidden are in no list until those are told. */
export async function addHiddenModels(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('models').addColumn('hidden', columnTypesOf(db).boolean, (column) => column.notNull().defaultTo(sql`false`)).execute()
}
