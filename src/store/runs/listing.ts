import type { Database } from '../database.ts'
import type { ColumnRow } from './read.ts'

/** The columns of these runs in order, by run. */
export async function readColumnsOf(db: Database, runIds: number[]): Promise<Map<number, ColumnRow[]>> {
  if (runIds.length === 0) return new Map()
  const rows = await db.selectFrom('run_models').innerJoin('models', 'models.id', 'run_models.model_id').selectAll('run_models')
    .select(['models.slug as model_slug', 'models.name as model_name', 'models.house']).where('run_id', 'in', runIds).orderBy('run_id').orderBy('position').execute()
  return Map.groupBy(rows, ({ run_id }) => run_id)
}

/** How many challenges each of these runs asks. */
export async function countRunChallenges(db: Database, runIds: number[]): Promise<Map<number, number>> {
  if (runIds.length === 0) return new Map()
  const rows = await db.selectFrom('run_cells').select('run_id').select(({ fn }) => fn.count<number>('challenge_id').distinct().as('challenges'))
    .where('run_id', 'in', runIds).groupBy('run_id').execute()
  return new Map(rows.map(({ run_id, challenges }) => [run_id, Number(challenges)]))
}

/** When the last cell that rests before it is asked again may be asked; null where none waits for a time. */
export async function lastRest(db: Database, runId: number): Promise<string | null> {
  const found = await db.selectFrom('run_cells').select(({ fn }) => fn.max('not_before').as('until')).where('run_id', '=', runId).where('state', '=', 'waiting').executeTakeFirst()
  return found?.until ?? null
}
