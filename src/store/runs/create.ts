import { randomBytes } from 'node:crypto'
import type { Price } from '../../core/models/model.ts'
import type { ModelSettings } from '../../core/providers/provider.ts'
import type { ProviderLimits } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
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

/** A stored or planned sample of a model's answer to a challenge, with the last turn that is answered. */
export interface KnownSample {
  modelId: number
  challengeId: number
  sample: number
  /** 0 for one that is only planned. */
  turns: number
}

/**
 * The samples that these models' answers have in a collection, and those that cells of runs are to have: new ones are
 * numbered after them and never take the place of one.
 */
export async function knownSamples(db: Database, collectionId: number | undefined, modelIds: number[]): Promise<KnownSample[]> {
  if (modelIds.length === 0) return []
  const stored = collectionId === undefined ? [] : await db.selectFrom('responses').select(['model_id', 'challenge_id', 'sample'])
    .select(({ fn }) => fn.max('turn').as('turns')).where('collection_id', '=', collectionId).where('model_id', 'in', modelIds)
    .groupBy(['model_id', 'challenge_id', 'sample']).execute()
  const planned = await db.selectFrom('run_cells').innerJoin('run_models', 'run_models.id', 'run_cells.run_model_id')
    .select(['run_models.model_id', 'run_cells.challenge_id', 'run_cells.sample'])
    .where('run_models.model_id', 'in', modelIds).where('run_cells.challenge_id', 'is not', null).execute()
  return [
    ...stored.map(({ model_id, challenge_id, sample, turns }) => ({ modelId: model_id, challengeId: challenge_id, sample, turns: Number(turns) })),
    ...planned.map(({ model_id, challenge_id, sample }) => ({ modelId: model_id, challengeId: challenge_id!, sample, turns: 0 })),
  ]
}
