import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/** What checks ask at every vote, and boards of every vote, is answered by an index of the few rows it is about. */
export async function addCheckIndices(db: Kysely<any>): Promise<void> {
  await sql`create index votes_of_voter on votes (judge, voted_at) where source = 'arena'`.execute(db)
  await sql`create index vote_checks_failed on vote_checks (vote_id, name, version, at) where outcome = 'fail'`.execute(db)
}
