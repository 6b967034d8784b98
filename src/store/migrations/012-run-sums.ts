import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

const counts = ['answers', 'counted', 'priced', 'input_tokens', 'output_tokens'] as const
const amounts = ['cost_usd', 'answer_ms'] as const

/**
 * What the answers of a column took is summed up as they come, and a page of a matrix is found by its challenges: a run of
 * 100,000 cells is looked at again and again while it fills.
 */
export async function addRunSums(db: Kysely<any>): Promise<void> {
  const types = columnTypesOf(db)
  for (const name of counts) await db.schema.alterTable('run_models').addColumn(name, types.integer, (column) => column.notNull().defaultTo(0)).execute()
  for (const name of amounts) await db.schema.alterTable('run_models').addColumn(name, types.real, (column) => column.notNull().defaultTo(0)).execute()
  await sql`create index run_cells_of_column on run_cells (run_id, run_model_id, state)`.execute(db)
  await sql`create index run_cells_of_challenge on run_cells (run_id, challenge_id, run_model_id, sample)`.execute(db)
  await sql`create index attempts_of_run on attempts (run_id, id)`.execute(db)
  await sumUp(db)
}

/** What was answered before there were sums. */
async function sumUp(db: Kysely<any>): Promise<void> {
  const rows = await sql<{ column: number } & Record<(typeof counts)[number] | (typeof amounts)[number], number | null>>`
    select run_cells.run_model_id as "column", count(*) as answers,
      count(case when responses.input_tokens is not null and responses.output_tokens is not null then 1 end) as counted, count(attempts.cost_usd) as priced,
      sum(responses.input_tokens) as input_tokens, sum(responses.output_tokens) as output_tokens, sum(attempts.cost_usd) as cost_usd,
      sum(case when responses.output_tokens is not null then attempts.duration_ms end) as answer_ms
    from attempts inner join run_cells on run_cells.id = attempts.cell_id left join responses on responses.id = attempts.response_id
    where attempts.state = 'complete' group by run_cells.run_model_id`.execute(db)
  for (const { column, ...sums } of rows.rows) {
    const values = Object.fromEntries([...counts, ...amounts].map((name) => [name, Number(sums[name] ?? 0)]))
    await db.updateTable('run_models').set(values).where('id', '=', column).execute()
  }
}
