import type { Drawn } from '../../core/duels/draw.ts'
import type { Pool } from '../../core/duels/duel.ts'
import type { Database } from '../database.ts'
import { prepared } from '../prepared.ts'
import { compareTexts } from '../vote-checks.ts'

export interface StoredPair {
  leftModel: number
  rightModel: number
  /** The bodies, where a reader could not tell them apart: a vote on them would be set aside. */
  alike: [number, number] | undefined
}

/** A drawn pair, where the database still has it as it was drawn: same challenge, type and pool, two bodies. */
export async function readPair(db: Database, { challenge, left, right }: Drawn, pool: Pool): Promise<StoredPair | undefined> {
  const rows = await pairRows(db, { left, right })
  const [one, two] = [rows.find(({ id }) => id === left), rows.find(({ id }) => id === right)]
  if (!one || !two) return undefined
  const isAsDrawn = [one, two].every((row) => row.challenge_id === challenge && row.turn === 1 && row.body_id !== null && row.sealed === (pool === 'sealed'))
  if (!isAsDrawn || one.body_id === two.body_id || one.model_id === two.model_id || one.output_type !== two.output_type) return undefined
  const { outcome } = await compareTexts(db, one, two)
  return { leftModel: one.model_id, rightModel: two.model_id, alike: outcome === 'fail' ? [one.body_id!, two.body_id!] : undefined }
}

const pairRows = prepared((db, { left, right }: { left: number; right: number }) =>
  db.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
    .select([
      'responses.id', 'responses.challenge_id', 'responses.model_id', 'responses.body_id', 'responses.output_type', 'responses.sealed', 'responses.turn',
      'bodies.sha256', 'bodies.size', 'bodies.words',
    ])
    .where('responses.id', 'in', [left, right]))
