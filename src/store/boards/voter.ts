import { defaultSlice } from '../../core/boards/slice.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import type { Database } from '../database.ts'
import { findRules } from '../vote-rules.ts'
import { readVotes } from './read-votes.ts'
import { everything } from './state.ts'

/** A voter's board is made while they wait: of their newest votes, which are as many as anybody can cast in weeks. */
const mostVotes = 5_000

/** The newest votes that one voter cast here as a person and that count, by all that is known: a vote of this moment was checked as it was cast. */
export async function votesOfVoter(db: Database, voter: string): Promise<Votes> {
  const { rules } = await findRules(db)
  const { votes } = await readVotes(db, defaultSlice, rules, everything, { voter, after: await oldestTaken(db, voter) })
  return votes
}

async function oldestTaken(db: Database, voter: string): Promise<number> {
  const row = await db.selectFrom('votes').select('id').where('judge', '=', voter).where('source', '=', 'arena').where('judge_kind', '=', 'human')
    .orderBy('id', 'desc').offset(mostVotes).limit(1).executeTakeFirst()
  return row?.id ?? 0
}

/** On which days (UTC) a voter cast how many votes here, the newest first, as a person: those taken back too, for they were there. */
export async function daysOfVoter(db: Database, voter: string): Promise<Array<{ day: string; votes: number }>> {
  const rows = await db.selectFrom('votes').select(['voted_at', 'created_at']).where('judge', '=', voter).where('source', '=', 'arena').where('judge_kind', '=', 'human')
    .orderBy('id', 'desc').limit(mostVotes).execute()
  const counts = new Map<string, number>()
  for (const { voted_at, created_at } of rows) {
    const day = (voted_at ?? created_at).slice(0, 10)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return Array.from(counts, ([day, votes]) => ({ day, votes })).sort((a, b) => (a.day < b.day ? 1 : -1))
}
