import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** How a model was asked, for answers that are no responses: those of the Lab have a card too. */
export async function addAskedWith(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('attempts').addColumn('asked_with', columnTypesOf(db).json).execute()
}
