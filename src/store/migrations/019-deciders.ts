import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/** Votes cast here may be a model’s. What a voter has done as a person is still counted in the index alone. */
export async function addDeciders(db: Kysely<any>): Promise<void> {
  await sql`drop index votes_of_voter`.execute(db)
  await sql`create index votes_of_voter on votes (judge, voted_at, judge_kind) where source = 'arena'`.execute(db)
}
