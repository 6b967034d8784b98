import type { Selectable } from 'kysely'
import { cellStates, type CellState } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import type { AttemptTable, RunCellTable, RunModelTable, RunTable } from '../tables.ts'

export type RunRow = Selectable<RunTable>

export async function findRun(db: Database, publicId: string): Promise<RunRow | undefined> {
  return db.selectFrom('runs').selectAll().where('public_id', '=', publicId).executeTakeFirst()
}

/** Newest first, before the run with id `before`. */
export async function listRuns(db: Database, page: { before?: number; limit: number }): Promise<RunRow[]> {
  let query = db.selectFrom('runs').selectAll().where('kind', '=', 'run')
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export type CellCounts = Record<CellState, number>

const none: CellCounts = { waiting: 0, held: 0, filled: 0, failed: 0, stopped: 0 }

/** How many cells of each of these runs are in which state. */
export async function countCells(db: Database, runIds: number[]): Promise<Map<number, CellCounts>> {
  const counts = new Map<number, CellCounts>()
  for (const id of runIds) counts.set(id, sumOfCounts([...(await countCellsByColumn(db, id)).values()]))
  return counts
}

export function sumOfCounts(parts: CellCounts[]): CellCounts {
  const sum = { ...none }
  for (const part of parts) for (const state of cellStates) sum[state] += part[state]
  return sum
}

export type ColumnRow = Selectable<RunModelTable> & { model_slug: string; model_name: string; house: boolean }

/** The columns of a run's matrix, in order. */
export async function readColumns(db: Database, runId: number): Promise<ColumnRow[]> {
  return db.selectFrom('run_models').innerJoin('models', 'models.id', 'run_models.model_id').selectAll('run_models')
    .select(['models.slug as model_slug', 'models.name as model_name', 'models.house']).where('run_id', '=', runId).orderBy('position').execute()
}

/** Cells by column and state: read off an index in its own order, 100,000 of them in ten milliseconds. */
export async function countCellsByColumn(db: Database, runId: number): Promise<Map<number, CellCounts>> {
  const rows = await db.selectFrom('run_cells').select(['run_model_id', 'state']).select(({ fn }) => fn.countAll<number>().as('cells'))
    .where('run_id', '=', runId).groupBy(['run_model_id', 'state']).execute()
  const counts = new Map<number, CellCounts>()
  for (const { run_model_id, state, cells } of rows) {
    const known = counts.get(run_model_id) ?? { ...none }
    known[state] = Number(cells)
    counts.set(run_model_id, known)
  }
  return counts
}

/** What the whole answers of a column took, as far as providers reported it, and how often it may have been charged without one. */
export interface RunUsage {
  answers: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  withoutTokens: number
  withoutCost: number
  withoutAnswer: number
  /** What those answers took whose tokens are known, one after the other. */
  answerMs: number
}

export function usageOf({ answers, counted, priced, input_tokens, output_tokens, cost_usd, answer_ms, unanswered }: Selectable<RunModelTable>): RunUsage {
  return {
    answers, inputTokens: input_tokens, outputTokens: output_tokens, costUsd: cost_usd, withoutTokens: answers - counted, withoutCost: answers - priced,
    withoutAnswer: unanswered, answerMs: answer_ms,
  }
}

export type CellRow = Selectable<RunCellTable>

/** Cells of some challenges of a run, for a page of its matrix. */
export async function readCells(db: Database, runId: number, challengeIds: number[]): Promise<CellRow[]> {
  if (challengeIds.length === 0) return []
  return db.selectFrom('run_cells').selectAll().where('run_id', '=', runId).where('challenge_id', 'in', challengeIds)
    .orderBy('challenge_id').orderBy('run_model_id').orderBy('sample').execute()
}

/** Challenges of a run's matrix, in order, after the one with id `after`. */
export async function readRunChallenges(db: Database, runId: number, page: { after?: number; limit: number }) {
  let query = db.selectFrom('run_cells').select('challenge_id').distinct().where('run_id', '=', runId).where('challenge_id', 'is not', null)
  if (page.after !== undefined) query = query.where('challenge_id', '>', page.after)
  const ids = (await query.orderBy('challenge_id').limit(page.limit).execute()).map(({ challenge_id }) => challenge_id!)
  return ids.length === 0 ? [] : db.selectFrom('challenges').select(['id', 'slug', 'title']).where('id', 'in', ids).orderBy('id').execute()
}

/** The answers that cells of these challenges were filled with, by cell: of a conversation its first. */
export async function responsesOfCells(db: Database, runId: number, challengeIds: number[]): Promise<Map<number, string>> {
  if (challengeIds.length === 0) return new Map()
  const rows = await db.selectFrom('run_cells').innerJoin('attempts', 'attempts.cell_id', 'run_cells.id').innerJoin('responses', 'responses.id', 'attempts.response_id')
    .select(['run_cells.id', 'responses.public_id']).where('run_cells.run_id', '=', runId).where('run_cells.challenge_id', 'in', challengeIds)
    .where('attempts.turn', '=', 1).execute()
  return new Map(rows.map(({ id, public_id }) => [id, public_id]))
}

/** What cells of a run failed for, or wait for after a failure, with how many cells; most first. Each by an index of its state. */
export async function readErrors(db: Database, runId: number, limit: number): Promise<Array<{ state: 'failed' | 'waiting'; problem: string | null; message: string; cells: number }>> {
  const columns = db.selectFrom('run_models').where('run_id', '=', runId)
  const counted = db.selectFrom('run_cells').select(['problem', 'message']).select(({ fn }) => fn.countAll<number>().as('cells'))
    .where('run_id', '=', runId).where('message', 'is not', null).groupBy(['problem', 'message']).orderBy('cells', 'desc').limit(limit)
  const failed = await counted.where('state', '=', 'failed').where('run_model_id', 'in', columns.select('id')).execute()
  const waiting = await counted.where('state', '=', 'waiting').where('provider', 'in', columns.select('provider')).where('not_before', 'is not', null).execute()
  const told = (rows: typeof failed, state: 'failed' | 'waiting') => rows.map(({ problem, message, cells }) => ({ state, problem, message: message!, cells: Number(cells) }))
  return [...told(failed, 'failed'), ...told(waiting, 'waiting')]
}

/** The column whose cell an answer filled; undefined where it was asked for elsewhere. */
export async function findColumnBehind(db: Database, responseId: number) {
  return db.selectFrom('attempts').innerJoin('run_cells', 'run_cells.id', 'attempts.cell_id').innerJoin('run_models', 'run_models.id', 'run_cells.run_model_id')
    .select(['run_models.name', 'run_models.connection', 'run_models.settings']).where('attempts.response_id', '=', responseId).executeTakeFirst()
}

/**
 * Whom runs and sessions of the Lab have asked: those asked last, by name. What a session asks whose names are hidden still
 * is not told, and does not say how long ago somebody was asked: its columns are asked in their order.
 */
export async function modelsAskedBefore(db: Database, limit: number): Promise<Array<{ provider: string; name: string }>> {
  const hidden = db.selectFrom('lab_sessions').select('run_id').where('blind', '=', true).where('revealed_at', 'is', null)
  const rows = await db.selectFrom('run_models').select(['provider', 'name']).where('connection', 'is', null).where('run_id', 'not in', hidden)
    .groupBy(['provider', 'name']).orderBy(({ fn }) => fn.max('id'), 'desc').limit(limit).execute()
  const spelled = ({ provider, name }: (typeof rows)[number]) => `${provider}/${name}`
  return rows.toSorted((a, b) => (spelled(a) < spelled(b) ? -1 : 1))
}

export type AttemptRow = Selectable<AttemptTable>

/** Every time that the models of these cells were asked, oldest first. */
export async function readAttempts(db: Database, cellIds: number[]): Promise<AttemptRow[]> {
  if (cellIds.length === 0) return []
  return db.selectFrom('attempts').selectAll().where('cell_id', 'in', cellIds).orderBy('id').execute()
}
