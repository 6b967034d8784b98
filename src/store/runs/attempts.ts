import type { AttemptState } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import type { AttemptRow } from './read.ts'

/** Every time that the question was asked which this answer belongs to, oldest first; none where it was asked elsewhere. */
export async function attemptsBehind(db: Database, responseId: number): Promise<AttemptRow[]> {
  const answered = db.selectFrom('attempts').select(['cell_id', 'turn']).where('response_id', '=', responseId)
  const { cell_id: cell, turn } = (await answered.orderBy('id').executeTakeFirst()) ?? {}
  if (cell === undefined || turn === undefined) return []
  return db.selectFrom('attempts').selectAll().where('cell_id', '=', cell).where('turn', '=', turn).orderBy('id').execute()
}

export interface AttemptFilter {
  challengeId?: number
  /** Of the column at this place. */
  position?: number
  state?: AttemptState
  publicId?: string
  before?: number
  limit: number
}

/** Attempts of a run with where they belong, newest first. */
export async function listAttempts(db: Database, runId: number, { challengeId, position, state, publicId, before, limit }: AttemptFilter) {
  let query = db.selectFrom('attempts').innerJoin('run_cells', 'run_cells.id', 'attempts.cell_id').innerJoin('run_models', 'run_models.id', 'run_cells.run_model_id')
    .leftJoin('challenges', 'challenges.id', 'run_cells.challenge_id').leftJoin('responses', 'responses.id', 'attempts.response_id')
    .selectAll('attempts').select(['run_cells.sample', 'run_models.position', 'challenges.slug as challenge_slug', 'responses.public_id as response'])
    .where('attempts.run_id', '=', runId)
  if (challengeId !== undefined) query = query.where('run_cells.challenge_id', '=', challengeId)
  if (position !== undefined) query = query.where('run_models.position', '=', position)
  if (state !== undefined) query = query.where('attempts.state', '=', state)
  if (publicId !== undefined) query = query.where('attempts.public_id', '=', publicId)
  if (before !== undefined) query = query.where('attempts.id', '<', before)
  return query.orderBy('attempts.id', 'desc').limit(limit).execute()
}
