import { sql } from 'kysely'
import type { WinningAnswer } from '../../core/boards/board.ts'
import { wilson } from '../../core/boards/wilson.ts'
import { leftWins, rightWins } from '../../core/ratings/votes.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { isOpen } from '../sealed.ts'
import type { SliceVotes } from './read-votes.ts'

/** So many are kept: those who show three may leave out one that is empty, or of a model shown already. */
const mostKept = 24

/** The open answers that surely won the largest share of their duels. */
export async function readWinners(db: Database, { votes, leftResponse, rightResponse }: SliceVotes): Promise<WinningAnswer[]> {
  const tally = new Map<number, { wins: number; games: number }>()
  const add = (response: number, isWin: boolean) => {
    if (response < 0) return
    const entry = tally.get(response) ?? { wins: 0, games: 0 }
    tally.set(response, entry)
    entry.games += 1
    if (isWin) entry.wins += 1
  }
  for (let row = 0; row < votes.length; row++) {
    add(leftResponse[row]!, votes.outcome[row] === leftWins)
    add(rightResponse[row]!, votes.outcome[row] === rightWins)
  }
  const best = mostWinning(tally)
  const rows = await db.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id')
    .select(['responses.id', 'responses.public_id', 'models.slug as model'])
    // Some of the first may be sealed.
    .where(isOneOfIds(db, sql.ref('responses.id'), best.slice(0, mostKept * 4).map(([id]) => id))).where(isOpen).execute()
  const open = new Map(rows.map((row) => [row.id, row]))
  return best.flatMap(([id, counts]) => {
    const row = open.get(id)
    return row ? [{ response: row.public_id, model: row.model, ...counts }] : []
  }).slice(0, mostKept)
}

/** By the lower end of the interval of the share that each won: neither many duels nor one lucky win put an answer first. */
export function mostWinning(tally: ReadonlyMap<number, { wins: number; games: number }>): Array<[id: number, counts: { wins: number; games: number }]> {
  return [...tally].filter(([, { wins }]) => wins > 0).map(([id, counts]) => ({ id, counts, lo: wilson(counts.wins, counts.games).lo! }))
    .sort((a, b) => b.lo - a.lo || b.counts.wins - a.counts.wins || a.id - b.id).map(({ id, counts }) => [id, counts])
}
