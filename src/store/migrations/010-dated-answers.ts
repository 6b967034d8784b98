import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/** Newest answers are asked for on every front page; those that no source dates take no room in the index. */
export async function indexDatedAnswers(db: Kysely<any>): Promise<void> {
  await sql`create index responses_dated on responses (answered_at, id) where answered_at is not null`.execute(db)
}
