import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Price } from '../../core/models/model.ts'
import type { ModelSettings } from '../../core/providers/provider.ts'
import { outputTokensUnderBudget, type ProviderLimits } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { insertNew } from '../rows.ts'
import type { StoredConnection } from './stored.ts'

/** A column of a new run. */
export interface NewRunModel {
  modelId: number
  provider: string
  connection: StoredConnection | null
  name: string
  settings: ModelSettings
  price: Price | null
  limits: ProviderLimits
}

export interface NewRun {
  kind: 'run' | 'lab'
  name: string | null
  asked: Record<string, unknown>
  ownWorker: boolean
  concurrency: number
  samples: number
  budgetUsd: number | null
  budgetTokens: number | null
  caller: string
  at: string
  models: NewRunModel[]
  /** Without those cells that are filled already, where only missing ones were asked for. */
  cells: Array<{ model: number; challengeId: number; sample: number }>
}

export interface CreatedRun {
  id: number
  publicId: string
}

/** Stores a run with its whole matrix: from now on workers fill it. */
export async function insertRun(transaction: Database, run: NewRun): Promise<CreatedRun> {
  const publicId = randomBytes(9).toString('hex')
  const { id } = await transaction.insertInto('runs').values({
    public_id: publicId, kind: run.kind, name: run.name, state: run.cells.length ? 'running' : 'done', asked: run.asked, own_worker: run.ownWorker,
    concurrency: run.concurrency, samples: run.samples, cells: run.cells.length, budget_usd: run.budgetUsd, budget_tokens: run.budgetTokens,
    spent_usd: 0, spent_tokens: 0, unpriced: 0, caller: run.caller, created_at: run.at, started_at: null,
    finished_at: run.cells.length ? null : run.at,
  }).returning('id').executeTakeFirstOrThrow()
  const columns = await insertRunModels(transaction, id, run.models)
  const rows = run.cells.map(({ model, challengeId, sample }) => [
    id, columns[model], challengeId, sample, run.models[model]!.provider, 'waiting', 1, 0, 0, 0,
  ])
  await insertNew(transaction, { table: 'run_cells', columns: cellColumns, returning: 'id' }, rows)
  return { id, publicId }
}

const cellColumns = [
  'run_id', 'run_model_id', 'challenge_id', 'sample', 'provider', 'state', 'turn', 'tries', 'reserved_usd', 'reserved_tokens',
] as const

/** Answers the row ids in order. */
export async function insertRunModels(transaction: Database, runId: number, models: NewRunModel[], from = 0): Promise<number[]> {
  const ids: number[] = []
  for (const [index, { modelId, provider, connection, name, settings, price, limits }] of models.entries()) {
    const { id } = await transaction.insertInto('run_models').values({
      run_id: runId, position: from + index, model_id: modelId, provider, connection, name, settings, price, limits,
    }).returning('id').executeTakeFirstOrThrow()
    ids.push(id)
  }
  return ids
}

/** A stored or planned sample of a model's answer to a challenge. */
export interface KnownSample {
  modelId: number
  challengeId: number
  sample: number
  /** The last turn that is answered; 0 where none is. */
  turns: number
  /** Public id of the run that is asking for it. */
  openIn: string | null
  /** How it was or is asked for; several names where its source is known by several. */
  ways: string[]
}

/**
 * The samples that these models' answers have in a collection, and those that cells of runs are to have: new ones are
 * numbered after them and never take the place of one.
 */
export async function knownSamples(db: Database, collectionId: number | undefined, modelIds: number[], now: Date): Promise<KnownSample[]> {
  if (modelIds.length === 0) return []
  const stored = collectionId === undefined ? [] : await db.selectFrom('responses').select(['model_id', 'challenge_id', 'sample'])
    .select(({ fn }) => [fn.max('turn').as('turns'), fn.min('id').as('first')]).where('collection_id', '=', collectionId).where('model_id', 'in', modelIds)
    .groupBy(['model_id', 'challenge_id', 'sample']).execute()
  const columns = await db.selectFrom('run_models').select(['id', 'model_id', 'provider', 'connection', 'settings']).where('model_id', 'in', modelIds).execute()
  const cells = await db.selectFrom('run_cells').select(['run_id', 'run_model_id', 'challenge_id', 'sample', 'state'])
    .where(isOneOfIds(db, sql.ref<number>('run_model_id'), columns.map(({ id }) => id))).where('challenge_id', 'is not', null).execute()
  const askedIn = new Map(columns.map(({ id, ...column }) => [id, { modelId: column.model_id, ways: [wayOf(column)] }]))
  const atWork = await runsAtWork(db, now)
  const planned = cells.map(({ run_id, run_model_id, challenge_id, sample, state }): KnownSample & { isFilled: boolean } => ({
    ...askedIn.get(run_model_id)!, challengeId: challenge_id!, sample, turns: 0, isFilled: state === 'filled',
    openIn: state === 'waiting' || state === 'held' ? atWork.get(run_id) ?? null : null,
  }))
  const filled = new Map(planned.filter(({ isFilled }) => isFilled).map((cell) => [keyOf(cell), cell.ways]))
  const samples = stored.map(({ model_id, challenge_id, sample, turns, first }) => ({ modelId: model_id, challengeId: challenge_id, sample, turns: Number(turns), first: Number(first), openIn: null }))
  const imported = await waysOfImported(db, samples.filter((sample) => !filled.has(keyOf(sample))).map(({ first }) => first))
  return [...samples.map(({ first, ...sample }) => ({ ...sample, ways: filled.get(keyOf(sample)) ?? imported.get(first)! })), ...planned]
}

function keyOf({ modelId, challengeId, sample }: Pick<KnownSample, 'modelId' | 'challengeId' | 'sample'>): string {
  return `${modelId} ${challengeId} ${sample}`
}

/** An unstarted run of a command that is there alone for it is taken for abandoned after so long. */
const mostBeforeStartMs = 30_000

/**
 * Runs that somebody works on, by row id: those that any worker fills, and those of a command of their own while it holds
 * cells or has only just begun.
 */
async function runsAtWork(db: Database, now: Date): Promise<Map<number, string>> {
  const running = await db.selectFrom('runs').select(['id', 'public_id', 'own_worker', 'started_at', 'created_at']).where('state', '=', 'running').where('kind', '=', 'run').execute()
  if (running.length === 0) return new Map()
  const held = await db.selectFrom('run_cells').select('run_id').distinct().where('state', '=', 'held').where('lease_until', '>', now.toISOString()).execute()
  const holding = new Set(held.map(({ run_id }) => run_id))
  const justBefore = new Date(now.getTime() - mostBeforeStartMs).toISOString()
  const isAtWork = ({ id, own_worker, started_at, created_at }: (typeof running)[number]) => !own_worker || holding.has(id) || (started_at === null && created_at > justBefore)
  return new Map(running.filter(isAtWork).map(({ id, public_id }) => [id, public_id]))
}

/** Answers that came from elsewhere say themselves how they were asked for. */
async function waysOfImported(db: Database, ids: number[]): Promise<Map<number, string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('responses').select(['id', 'settings', 'provenance']).where(isOneOfIds(db, sql.ref<number>('id'), ids)).execute()
  return new Map(rows.map(({ id, settings, provenance }) => {
    const places = [provenance?.provider, provenance?.route].filter((place) => typeof place === 'string')
    return [id, places.map((place) => nameOfWay(place, settings ?? {}))]
  }))
}

/**
 * Names how a column asks: where, by the provider's name or by the address of an endpoint that is not configured, and with
 * which settings. Samples of one model that were asked for in the same way are samples of the same.
 */
export function wayOf({ provider, connection, settings }: Pick<NewRunModel, 'provider' | 'connection' | 'settings'>): string {
  return nameOfWay(connection?.baseUrl ?? provider, { ...settings })
}

/** The limit that a budget sets is nobody's wish: with and without it the same is asked. */
function nameOfWay(place: string, settings: Record<string, unknown>): string {
  const given = Object.entries(settings).filter(([name, value]) => value !== undefined && value !== null && !(name === 'maxOutputTokens' && value === outputTokensUnderBudget))
  return JSON.stringify([place, given.toSorted(([a], [b]) => (a < b ? -1 : 1))])
}
