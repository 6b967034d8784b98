import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** A challenge may name what its answers are judged by beside the whole. */
export async function addCriteria(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('challenges').addColumn('criteria', columnTypesOf(db).json).execute()
}
