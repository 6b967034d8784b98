import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** What models cost at a provider that was entered, by their id there, and the ids that any provider offered when it was last tried. */
export async function addEnteredPrices(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('providers').addColumn('prices', columnTypesOf(db).json).execute()
  await db.schema.alterTable('provider_tests').addColumn('offered', columnTypesOf(db).json).execute()
}
