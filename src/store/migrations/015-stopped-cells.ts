import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** A question that was waiting to be asked again when it was stopped has waited until then. */
export async function addStoppedCells(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('run_cells').addColumn('stopped_at', columnTypesOf(db).text).execute()
}
