import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/**
 * What models cost at a provider that was entered, by their id there, and the ids that any provider offered when it was last
 * tried. Cells that are open are found by run, provider and state; an index of their own only made each cell dearer.
 */
export async function addEnteredPrices(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('providers').addColumn('prices', columnTypesOf(db).json).execute()
  await db.schema.alterTable('provider_tests').addColumn('offered', columnTypesOf(db).json).execute()
  await sql`drop index run_cells_open`.execute(db)
}
