import { randomBytes } from 'node:crypto'
import { sql, type Selectable, type SqlBool } from 'kysely'
import type { ProviderLimits } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import { lockForClaims } from '../dialect.ts'
import { prepared } from '../prepared.ts'
import { insertRows } from '../rows.ts'
import type { RunCellTable, RunModelTable, RunTable } from '../tables.ts'
import { limitsNow, type FileLimits } from './limits.ts'

/** A provider is left alone, since this time (ISO). */
export interface Rest {
  provider: string
  since: string
  /** Its reason is gone. */
  end(): void
}

/** Who works: all cells it holds come free when it is gone. */
export interface Claimant {
  owner: string
  now: Date
  leaseMs: number
  /** Most cells it takes now. */
  most: number
  /** As many of them only for the Lab, where somebody is waiting: a run whose provider is silent must not hold them all. */
  forLab?: number
  /** It works on this run alone, … */
  run?: string
  /** … and it alone does so where the run has a worker of its own. */
  isOwnWorker?: boolean
  /** Providers that are left alone for a while. */
  avoid: Rest[]
  limitsInFile: FileLimits
  /** What one cell may cost at most; undefined where this worker cannot ask its provider. */
  reserve(cell: ClaimableCell): Promise<{ usd: number; tokens: number } | undefined>
}

export type ClaimableCell = Selectable<RunCellTable> & {
  column: Selectable<RunModelTable>
  run: Pick<Selectable<RunTable>, 'id' | 'public_id' | 'kind' | 'budget_usd' | 'budget_tokens' | 'asked'>
}

export interface ClaimedCell extends ClaimableCell {
  attempt: { id: number; publicId: string; number: number }
}

const minuteMs = 60_000

/**
 * Takes waiting cells for a worker, as many as it may: not more than a run's and a provider's limits over all workers
 * allow, none that could pass a budget. An attempt is written for each before anything is sent, so that a model is never
 * asked without a trace.
 */
export async function claimCells(transaction: Database, claimant: Claimant): Promise<ClaimedCell[]> {
  await lockForClaims(transaction)
  const resting = await stillAtRest(transaction, claimant.avoid)
  const claimed: ClaimedCell[] = []
  for (const run of await openRuns(transaction, claimant)) {
    const most = claimant.most - claimed.length - (run.kind === 'lab' ? 0 : claimant.forLab ?? 0)
    if (most > 0) claimed.push(...await claimOfRun(transaction, run, resting, { ...claimant, most }))
  }
  return claimed
}

/** Ends the rests of providers that were changed since: another address or key has its own limits and troubles. */
async function stillAtRest(db: Database, rests: Rest[]): Promise<Set<string>> {
  if (rests.length === 0) return new Set()
  const rows = await db.selectFrom('providers').select(['slug', 'changed_at']).where('slug', 'in', rests.map(({ provider }) => provider)).execute()
  const changed = rests.filter(({ provider, since }) => rows.some(({ slug, changed_at }) => slug === provider && changed_at > since))
  for (const rest of changed) rest.end()
  return new Set(rests.filter((rest) => !changed.includes(rest)).map(({ provider }) => provider))
}

/** Whether any run is open at all: asked often, and without a transaction. */
export async function hasOpenRuns(db: Database): Promise<boolean> {
  return (await anyOpenRun(db, {})).length > 0
}

// States that an index is made for stand in the text of a query: as a parameter they would not tell that it can be used.
const isRunning = sql<SqlBool>`runs.state = 'running'`
const isHeld = sql<SqlBool>`run_cells.state = 'held'`
const isWaiting = sql<SqlBool>`run_cells.state = 'waiting'`

const anyOpenRun = prepared((db) => db.selectFrom('runs').select('id').where(isRunning).limit(1))

/** Sessions of the Lab first: somebody is looking at them. */
function openRuns(db: Database, { run, isOwnWorker = false }: Claimant): Promise<Array<Selectable<RunTable>>> {
  if (run === undefined) return sharedOpenRuns(db, { ownWorker: false })
  return openRun(db, { run }).then((rows) => rows.filter(({ own_worker }) => isOwnWorker || !own_worker))
}

const openRun = prepared((db: Database, { run }: { run: string }) => db.selectFrom('runs').selectAll().where(isRunning).where('public_id', '=', run))

const sharedOpenRuns = prepared((db: Database, { ownWorker }: { ownWorker: boolean }) => db.selectFrom('runs').selectAll()
  .where(isRunning).where('own_worker', '=', ownWorker).orderBy(sql`case kind when 'lab' then 0 else 1 end`).orderBy('id'))

async function claimOfRun(db: Database, run: Selectable<RunTable>, resting: Set<string>, claimant: Claimant): Promise<ClaimedCell[]> {
  const held = await heldCells(db, run.id)
  const columns = new Map((await columnsOfRun(db, { run: run.id })).map((column) => [column.id, column]))
  const limitsOf = new Map(Array.from(columns.values(), (column) => [column.provider, limitsNow(column, column.entered, claimant.limitsInFile)]))
  const spent = { usd: run.spent_usd + held.usd, tokens: run.spent_tokens + held.tokens }
  const taken: Array<{ cell: ClaimableCell; reserve: Reserve }> = []
  let [free, isOverBudget] = [Math.min(claimant.most, run.concurrency - held.cells), false]
  for (const [provider, limits] of limitsOf) {
    if (free <= 0 || isOverBudget) break
    if (resting.has(provider)) continue
    const room = await roomAt(db, provider, limits, claimant.now)
    for (const cell of await waitingCells(db, run.id, provider, claimant, Math.min(free, room.requests))) {
      const claimable: ClaimableCell = { ...cell, column: columns.get(cell.run_model_id)!, run }
      const reserve = await claimant.reserve(claimable)
      if (!reserve) break
      // A single question above the limit of a minute may go when nothing else does.
      if (room.tokens < reserve.tokens && room.isBusy) break
      isOverBudget = passesBudget(run, spent, reserve)
      if (isOverBudget) break
      taken.push({ cell: claimable, reserve })
      spent.usd += reserve.usd
      spent.tokens += reserve.tokens
      room.tokens -= reserve.tokens
      room.isBusy = true
      free -= 1
    }
  }
  // With nothing under way that could give budget back, a run whose next cell would pass it stops until it is raised.
  if (isOverBudget && held.cells + taken.length === 0) await setState(db, { id: run.id, state: 'over-budget' })
  if (run.started_at === null && taken.length > 0) await setStart(db, { id: run.id, at: claimant.now.toISOString() })
  return hold(db, taken, claimant)
}

type Reserve = NonNullable<Awaited<ReturnType<Claimant['reserve']>>>

const columnsOfRun = prepared((db: Database, { run }: { run: number }) => db.selectFrom('run_models').leftJoin('providers', 'providers.slug', 'run_models.provider')
  .selectAll('run_models').select('providers.limits as entered').where('run_id', '=', run).orderBy('position'))

const setState = prepared((db: Database, { id, state }: { id: number; state: 'over-budget' }) => db.updateTable('runs').set({ state }).where('id', '=', id))

const setStart = prepared((db: Database, { id, at }: { id: number; at: string }) => db.updateTable('runs').set({ started_at: at }).where('id', '=', id))

function passesBudget({ budget_usd, budget_tokens }: Selectable<RunTable>, spent: Reserve, more: Reserve): boolean {
  return (budget_usd !== null && spent.usd + more.usd > budget_usd) || (budget_tokens !== null && spent.tokens + more.tokens > budget_tokens)
}

async function heldCells(db: Database, run: number): Promise<{ cells: number; usd: number; tokens: number }> {
  const [sum] = await sumHeld(db, { run })
  return { cells: Number(sum!.cells), usd: Number(sum!.usd ?? 0), tokens: Number(sum!.tokens ?? 0) }
}

/** What the run asks is named, so that the index by run, provider and state is taken: SQLite would go through all cells of the run. */
const sumHeld = prepared((db: Database, { run }: { run: number }) => db.selectFrom('run_cells').where('run_id', '=', run).where(isHeld)
  .where('provider', 'in', db.selectFrom('run_models').select('provider').where('run_id', '=', run))
  .select(({ fn }) => [fn.countAll<number>().as('cells'), fn.sum<number | null>('reserved_usd').as('usd'), fn.sum<number | null>('reserved_tokens').as('tokens')]))

/** How many requests and tokens a provider still takes now, by what all workers have sent it. */
async function roomAt(db: Database, provider: string, limits: ProviderLimits, now: Date): Promise<{ requests: number; tokens: number; isBusy: boolean }> {
  const { concurrency, requestsPerMinute, tokensPerMinute } = limits
  if (concurrency === undefined && requestsPerMinute === undefined && tokensPerMinute === undefined) return { requests: Infinity, tokens: Infinity, isBusy: false }
  const [held] = await sumHeldAt(db, { provider })
  const [recent] = await sumAskedAt(db, { provider, since: new Date(now.getTime() - minuteMs).toISOString() })
  const [cells, requests] = [Number(held!.cells), Number(recent!.requests)]
  return {
    requests: Math.max(0, Math.min((concurrency ?? Infinity) - cells, (requestsPerMinute ?? Infinity) - requests)),
    tokens: (tokensPerMinute ?? Infinity) - Number(recent!.tokens ?? 0) - Number(held!.tokens ?? 0),
    isBusy: cells > 0 || requests > 0,
  }
}

const sumHeldAt = prepared((db: Database, { provider }: { provider: string }) => db.selectFrom('run_cells').where('provider', '=', provider).where(isHeld)
  .select(({ fn }) => [fn.countAll<number>().as('cells'), fn.sum<number | null>('reserved_tokens').as('tokens')]))

const sumAskedAt = prepared((db: Database, { provider, since }: { provider: string; since: string }) => db.selectFrom('attempts')
  .where('provider', '=', provider).where('asked_at', '>', since)
  .select(({ fn }) => [fn.countAll<number>().as('requests'), fn.sum<number | null>('tokens').as('tokens')]))

/** Cells that failed before and may be tried again come first, then those that were never asked. */
async function waitingCells(db: Database, run: number, provider: string, { now }: Claimant, most: number): Promise<Array<Selectable<RunCellTable>>> {
  if (most <= 0) return []
  const due = await dueCells(db, { run, provider, now: now.toISOString(), most })
  return due.length < most ? [...due, ...await newCells(db, { run, provider, most: most - due.length })] : due
}

const dueCells = prepared((db: Database, { run, provider, now, most }: { run: number; provider: string; now: string; most: number }) => db.selectFrom('run_cells').selectAll()
  .where('run_id', '=', run).where('provider', '=', provider).where(isWaiting).where('not_before', '<=', now).orderBy('not_before').orderBy('id').limit(most))

const newCells = prepared((db: Database, { run, provider, most }: { run: number; provider: string; most: number }) => db.selectFrom('run_cells').selectAll()
  .where('run_id', '=', run).where('provider', '=', provider).where(isWaiting).where('not_before', 'is', null).orderBy('id').limit(most))

async function hold(db: Database, taken: Array<{ cell: ClaimableCell; reserve: Reserve }>, { owner, now, leaseMs }: Claimant): Promise<ClaimedCell[]> {
  const until = new Date(now.getTime() + leaseMs).toISOString()
  for (const { cell, reserve } of taken) await holdCell(db, { id: cell.id, owner, until, usd: reserve.usd, tokens: reserve.tokens })
  const attempts = await insertAttempts(db, taken.map(({ cell }) => cell), { owner, at: now })
  return taken.map(({ cell, reserve }, index) => ({
    ...cell, state: 'held', owner, lease_until: until, reserved_usd: reserve.usd, reserved_tokens: reserve.tokens, attempt: attempts[index]!,
  }))
}

const holdCell = prepared((db: Database, { id, owner, until, usd, tokens }: { id: number; owner: string; until: string; usd: number; tokens: number }) => db.updateTable('run_cells')
  .set({ state: sql.lit('held'), owner, lease_until: until, reserved_usd: usd, reserved_tokens: tokens }).where('id', '=', id))

const attemptColumns = ['public_id', 'run_id', 'cell_id', 'provider', 'turn', 'number', 'state', 'owner', 'asked_at', 'tokens'] as const

/** The traces of questions about to be asked, in the order of their cells. */
export async function insertAttempts(
  db: Database, cells: Array<Pick<RunCellTable, 'run_id' | 'provider' | 'turn' | 'tries'> & { id: number }>, { owner, at }: { owner: string; at: Date },
): Promise<Array<ClaimedCell['attempt']>> {
  const attempts = cells.map((cell) => ({ cell, publicId: randomBytes(12).toString('hex'), number: cell.tries + 1 }))
  const rows = attempts.map(({ cell, publicId, number }) => [publicId, cell.run_id, cell.id, cell.provider, cell.turn, number, 'asked', owner, at.toISOString(), 0])
  const stored = await insertRows<{ id: number; public_id: string }>(db, { table: 'attempts', columns: attemptColumns, ending: 'returning id, public_id' }, rows)
  const ids = new Map(stored.map(({ id, public_id }) => [public_id, id]))
  return attempts.map(({ publicId, number }) => ({ id: ids.get(publicId)!, publicId, number }))
}
