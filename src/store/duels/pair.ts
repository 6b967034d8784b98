import type { Drawn } from '../../core/duels/draw.ts'
import type { Pool } from '../../core/duels/duel.ts'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'

/** The models of a drawn pair, where the database still has it as it was drawn: same challenge, type and pool, two texts. */
export async function areStill(db: Database, { challenge, left, right }: Drawn, pool: Pool): Promise<{ leftModel: number; rightModel: number } | undefined> {
  const rows = await pairRows(db, { left, right })
  const [one, two] = [rows.find(({ id }) => id === left), rows.find(({ id }) => id === right)]
  if (!one || !two) return undefined
  const isAsDrawn = [one, two].every((row) => row.challenge_id === challenge && row.turn === 1 && row.body_id !== null && row.sealed === (pool === 'sealed'))
  if (!isAsDrawn || one.body_id === two.body_id || one.model_id === two.model_id || one.output_type !== two.output_type) return undefined
  return { leftModel: one.model_id, rightModel: two.model_id }
}

const pairRows = prepared((db, { left, right }: { left: number; right: number }) =>
  db.selectFrom('responses').select(['id', 'challenge_id', 'model_id', 'body_id', 'output_type', 'sealed', 'turn']).where('id', 'in', [left, right]))
