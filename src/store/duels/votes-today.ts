import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'

/** How many votes a voter has cast since midnight, and how many came from an address, named as it is named today. */
export async function votesToday(db: Database, of: { voter: string; from: string | null; midnight: string }): Promise<{ ofVoter: number; fromAddress: number }> {
  const [counts] = await countsToday(db, { ...of, from: of.from ?? '' })
  return { ofVoter: counts!.ofVoter ?? 0, fromAddress: counts!.fromAddress ?? 0 }
}

const countsToday = prepared((db, { voter, from, midnight }: { voter: string; from: string; midnight: string }) => db.selectNoFrom([
  db.selectFrom('votes').where(sql<boolean>`source = 'arena'`).where('judge', '=', voter).where('voted_at', '>=', midnight)
    .select(({ fn }) => fn.countAll<number>().as('votes')).as('ofVoter'),
  db.selectFrom('duels').where('voted_from', '=', from).select(({ fn }) => fn.countAll<number>().as('votes')).as('fromAddress'),
]))
