import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/** How often a column was asked, and perhaps charged, without a whole answer: no sum of its answers tells of that. */
export async function addUnanswered(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('run_models').addColumn('unanswered', columnTypesOf(db).integer, (column) => column.notNull().defaultTo(0)).execute()
  const { rows } = await sql<{ column: number; unanswered: number }>`
    select run_cells.run_model_id as "column", count(*) as unanswered from attempts inner join run_cells on run_cells.id = attempts.cell_id
    where attempts.state in ('partial', 'failed', 'lost') and attempts.tokens > 0 group by run_cells.run_model_id`.execute(db)
  for (const { column, unanswered } of rows) await db.updateTable('run_models').set({ unanswered: Number(unanswered) }).where('id', '=', column).execute()
}
