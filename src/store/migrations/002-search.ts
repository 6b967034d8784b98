import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { createSearchTables } from '../full-text.ts'
import { rebuildSearchIndex } from '../search-index.ts'

export async function addSearch(db: Kysely<any>): Promise<void> {
  await createSearchTables(db)
  // Search asks of a body it has found who gave it to what; with these columns the index answers alone.
  await sql`drop index responses_by_body_id`.execute(db)
  await db.schema.createIndex('responses_by_body').on('responses').columns(['body_id', 'model_id', 'challenge_id']).execute()
  await rebuildSearchIndex(db)
}
