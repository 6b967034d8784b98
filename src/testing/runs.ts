import type { ModelSettings } from '../core/providers/provider.ts'
import type { Price } from '../core/models/model.ts'
import type { OutputType } from '../core/responses/output-type.ts'
import type { CellState, ProviderLimits } from '../core/runs/run.ts'
import { RunWorker, type RunWorkerOptions } from '../jobs/runs/worker.ts'
import { openaiCompatible } from '../providers/openai-compatible/provider.ts'
import type { Store } from '../store/database.ts'
import { inTransaction } from '../store/database.ts'
import { ModelRegister } from '../store/importing/models.ts'
import { insertRun, type CreatedRun } from '../store/runs/create.ts'
import { findRun } from '../store/runs/read.ts'
import { planAnswer } from './endpoint/plan.ts'
import type { Endpoint } from './endpoint/server.ts'
import { importRows } from './imported-rows.ts'

export interface WantedRun {
  endpoint: Endpoint
  /** As the endpoint spells them, with what it is to do: `small@429`. */
  models: string[]
  kind?: 'run' | 'lab'
  /** Prompt turns of each challenge. */
  challenges?: string[][]
  outputType?: OutputType
  samples?: number
  concurrency?: number
  budgetUsd?: number
  budgetTokens?: number
  settings?: ModelSettings
  price?: Price
  limits?: ProviderLimits
  /** It asks the provider of that name, not an endpoint of its own; `lineToEndpoint` reaches it. */
  provider?: string
}

/** Stores a run of challenges that are new where nobody has put the same before. */
export async function aRun(store: Store, wanted: WantedRun): Promise<CreatedRun> {
  const { endpoint, models, challenges = [['Say hello.']], outputType = 'text', samples = 1, concurrency = 8, kind = 'run' } = wanted
  const { settings = {}, price = null, limits = {}, budgetUsd = null, budgetTokens = null, provider } = wanted
  await importRows(store, ...challenges.map((turns) => ({ kind: 'challenge' as const, turns, outputType })))
  const rows = await store.read.selectFrom('challenges').select(['id', 'turns']).orderBy('id').execute()
  const idOf = (turns: string[]) => rows.find((row) => JSON.stringify(row.turns) === JSON.stringify(turns))!.id
  return inTransaction(store.write, async (tx) => {
    const [register, at] = [new ModelRegister('import'), new Date().toISOString()]
    const columns = []
    for (const name of models) {
      const { id: modelId } = await register.find(tx, name, at)
      const connection = { kind: 'openai-compatible' as const, baseUrl: endpoint.url, keyVariable: null, allowPrivate: false }
      columns.push({ modelId, provider: provider ?? new URL(endpoint.url).host, connection: provider === undefined ? connection : null, name, settings, price, limits })
    }
    return insertRun(tx, {
      kind, name: null, asked: {}, ownWorker: false, concurrency, samples, budgetUsd, budgetTokens, caller: 'test', at, models: columns,
      cells: challenges.flatMap((turns) => models.flatMap((_, model) => Array.from({ length: samples }, (_, index) => ({ model, challengeId: idOf(turns), sample: index + 1 })))),
    })
  })
}

export interface TestWorker extends RunWorker {
  errors: unknown[]
}

/** A worker on that store; nothing is left to chance, and errors that it met are there to be looked at. */
export function aWorker(store: Store, options: Partial<RunWorkerOptions> = {}): TestWorker {
  const errors: unknown[] = []
  const worker = new RunWorker({
    store, now: () => new Date(), chance: () => 0, most: 50, limitsInFile: new Map(), onError: (error) => void errors.push(error),
    lineOf: async ({ column }) => ({ provider: openaiCompatible, connection: { provider: column.provider, kind: 'openai-compatible', baseUrl: column.connection!.baseUrl } }),
    ...options,
  })
  return Object.assign(worker, { errors })
}

/** Reaches the endpoint for a provider that is entered or in the configuration file. */
export function lineToEndpoint({ url }: Endpoint): RunWorkerOptions['lineOf'] {
  return async ({ column }) => ({ provider: openaiCompatible, connection: { provider: column.provider, kind: 'openai-compatible', baseUrl: url } })
}

/** A clock that runs so many times as fast as the others: waits of minutes end within seconds. */
export function fastClock(times: number): () => Date {
  const start = Date.now()
  return () => new Date(start + (Date.now() - start) * times)
}

/** How many cells of a run are in which state; states of none are left out. */
export async function cellsOfRun(store: Store, run: CreatedRun): Promise<Partial<Record<CellState, number>>> {
  const cells = await store.read.selectFrom('run_cells').select('state').where('run_id', '=', run.id).execute()
  return Object.fromEntries(Map.groupBy(cells, ({ state }) => state).entries().map(([state, group]) => [state, group.length]))
}

export async function stateOfRun(store: Store, run: CreatedRun): Promise<string> {
  return (await findRun(store.read, run.publicId))!.state
}

/** Attempts in the order they were made, each with its text as far as it arrived. */
export async function attemptsOf(store: Store, run: CreatedRun) {
  const rows = await store.read.selectFrom('attempts').innerJoin('run_cells', 'run_cells.id', 'attempts.cell_id').innerJoin('run_models', 'run_models.id', 'run_cells.run_model_id')
    .leftJoin('bodies', 'bodies.id', 'attempts.body_id').selectAll('attempts')
    .select(['bodies.bytes', 'run_models.name as model', 'run_cells.challenge_id', 'run_cells.sample']).where('attempts.run_id', '=', run.id).orderBy('attempts.id').execute()
  return rows.map(({ bytes, ...attempt }) => ({ ...attempt, text: bytes ? Buffer.from(bytes).toString() : undefined }))
}

/** Stored answers of a run's models, with the texts they hold. */
export async function answersOf(store: Store) {
  const rows = await store.read.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id').innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .innerJoin('bodies', 'bodies.id', 'responses.body_id').selectAll('responses').select(['bodies.bytes', 'models.name as model', 'challenges.turns']).orderBy('responses.id').execute()
  return rows.map(({ bytes, ...response }) => ({ ...response, text: bytes ? Buffer.from(bytes).toString() : undefined }))
}

/** What the endpoint answers to this, word for word, as long as nothing is said of its tokens. */
export function textOf(model: string, prompt: string, tokens = 40): string {
  return planAnswer({ model, prompt, seed: '', isStream: true, wantsUsage: true }, { tokens, firstByteMs: 0, tokenIntervalMs: 0 }).tokens.join('')
}
