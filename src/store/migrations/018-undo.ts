import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypesOf } from '../dialect.ts'

/**
 * Who may still take a vote back. Of the votes there are, that is the voter of each one's last, unless a duel was drawn for them
 * since: whether they had started that one was not written down.
 */
export async function addUndo(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('duels').addColumn('undo_for', columnTypesOf(db).text).execute()
  await sql`create index duels_undo_for on duels (undo_for) where undo_for is not null`.execute(db)
  await sql`update duels set undo_for = voter where id in (
    select duels.id from duels inner join (select voter, max(voted_at) as voted, max(drawn_at) as drawn from duels group by voter) as newest
    on newest.voter = duels.voter and newest.voted = duels.voted_at where newest.drawn <= duels.voted_at)`.execute(db)
}
