import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** What models cost at a provider that was entered, by their id there. */
export async function addEnteredPrices(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('providers').addColumn('prices', columnTypesOf(db).json).execute()
}
