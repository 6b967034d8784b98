import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { kindOf } from '../dialect.ts'
import { createAll } from './table-builder.ts'

/**
 * A vote writes fewer pages: what a voter has voted is found by one index where there were two, duels that have ended stand in
 * no index of those that wait, and nobody finds entries of the ledger by their hashes but who recomputes a board.
 */
export async function lightenVotes(db: Kysely<any>): Promise<void> {
  await sql`drop index votes_of_voter`.execute(db)
  await sql`drop index votes_by_judge`.execute(db)
  await sql`create index votes_by_voter on votes (judge, source, voted_at, judge_kind)`.execute(db)
  await sql`drop index duels_by_state_expires_at`.execute(db)
  await sql`create index duels_sealed on duels (expires_at) where state = 'sealed'`.execute(db)
  if (kindOf(db) === 'postgres') await sql`alter table ledger drop constraint ledger_hash_key`.execute(db)
  else await rebuildLedger(db)
}

/** SQLite drops no constraint. */
async function rebuildLedger(db: Kysely<any>): Promise<void> {
  const columns = { kind: 'text', votes: 'integer', payload: 'text', previous: 'text', hash: 'text', at: 'text' } as const
  await createAll(db, { ledger_anew: { id: true, columns } }, [])
  await sql`insert into ledger_anew (id, kind, votes, payload, previous, hash, at) select id, kind, votes, payload, previous, hash, at from ledger order by id`.execute(db)
  await sql`drop table ledger`.execute(db)
  await sql`alter table ledger_anew rename to ledger`.execute(db)
}
