import { sql, type Selectable, type SqlBool } from 'kysely'
import type { Database } from '../database.ts'
import type { AttemptTable, RunCellTable } from '../tables.ts'
import type { ClaimableCell } from './claim.ts'

/** Says that a worker is alive: these cells stay its own for so long, also one that was stopped until it is broken off. */
export async function extendLeases(db: Database, owner: string, cellIds: number[], until: Date): Promise<void> {
  await db.updateTable('run_cells').set({ lease_until: until.toISOString() })
    .where('id', 'in', cellIds).where('owner', '=', owner).where('state', 'in', ['held', 'stopped']).execute()
}

// As text, not as a parameter, which would not tell that the index of held cells can be used.
const isHeld = sql<SqlBool>`run_cells.state = 'held'`

/**
 * Workers that hold cells, or that have not yet said what came of cells that were stopped, each with the end of its shortest
 * lease. Only in the Lab is a cell stopped while it is held: its few cells are looked through, not those of all runs.
 */
export async function holders(db: Database): Promise<Array<{ owner: string; leaseUntil: string }>> {
  const held = db.selectFrom('run_cells').where(isHeld).select(['owner', 'lease_until'])
  const stopped = db.selectFrom('runs').innerJoin('run_cells', 'run_cells.run_id', 'runs.id').innerJoin('attempts', 'attempts.cell_id', 'run_cells.id')
    .where('runs.kind', '=', 'lab').where('run_cells.state', '=', 'stopped').where('attempts.state', '=', 'asked')
    .select(['run_cells.owner', 'run_cells.lease_until'])
  const rows = await db.selectFrom(held.unionAll(stopped).as('cells')).where('owner', 'is not', null).groupBy('owner')
    .select(['owner']).select(({ fn }) => fn.min('lease_until').as('lease_until')).execute()
  return rows.map(({ owner, lease_until }) => ({ owner: owner!, leaseUntil: lease_until! }))
}

export interface AbandonedAttempt {
  attempt: Selectable<AttemptTable>
  cell: ClaimableCell
}

/**
 * Takes over what a dead worker held, for somebody who will close its attempts: all of it, or where nobody knows that it
 * is dead, what it held on leases that ended before. What was stopped meanwhile stays stopped. Answers nothing where another
 * was quicker.
 */
export async function takeOver(
  transaction: Database, dead: { owner: string; leaseEndedBefore?: string }, heir: { owner: string; leaseUntil: Date },
): Promise<AbandonedAttempt[]> {
  let query = transaction.updateTable('run_cells').set({ owner: heir.owner, lease_until: heir.leaseUntil.toISOString() })
    .where('owner', '=', dead.owner).where(({ or, and, eb, exists, selectFrom }) => or([isHeld, and([
      eb('run_cells.state', '=', 'stopped'),
      exists(selectFrom('attempts').select('attempts.id').whereRef('attempts.cell_id', '=', 'run_cells.id').where('attempts.state', '=', 'asked')),
    ])]))
  if (dead.leaseEndedBefore !== undefined) query = query.where('lease_until', '<=', dead.leaseEndedBefore)
  const cells = await query.returningAll().execute()
  if (cells.length === 0) return []
  const attempts = await transaction.selectFrom('attempts').selectAll().where('state', '=', 'asked').where('cell_id', 'in', cells.map(({ id }) => id)).execute()
  return withCells(transaction, attempts, cells)
}

/**
 * Of attempts that left something on this machine, those of which more may be known by it: they were given up by somebody
 * who could not see it, because their worker's lease had ended elsewhere. Of the others nothing is left to do.
 */
export async function givenUp(db: Database, publicIds: string[]): Promise<{ open: string[]; givenUp: AbandonedAttempt[] }> {
  const attempts = await db.selectFrom('attempts').selectAll().where('public_id', 'in', publicIds).execute()
  const open = attempts.filter(({ state }) => state === 'asked').map(({ public_id }) => public_id)
  const incomplete = attempts.filter(({ state, problem }) => (state === 'lost' || state === 'partial') && problem === null)
  const cells = incomplete.length ? await db.selectFrom('run_cells').selectAll().where('id', 'in', incomplete.map(({ cell_id }) => cell_id)).execute() : []
  return { open, givenUp: await withCells(db, incomplete, cells) }
}

async function withCells(db: Database, attempts: Array<Selectable<AttemptTable>>, cells: Array<Selectable<RunCellTable>>): Promise<AbandonedAttempt[]> {
  if (cells.length === 0) return []
  const columns = await db.selectFrom('run_models').selectAll().where('id', 'in', cells.map(({ run_model_id }) => run_model_id)).execute()
  const runs = await db.selectFrom('runs').selectAll().where('id', 'in', cells.map(({ run_id }) => run_id)).execute()
  const known = cells.map((cell) => ({ ...cell, column: columns.find(({ id }) => id === cell.run_model_id)!, run: runs.find(({ id }) => id === cell.run_id)! }))
  return attempts.map((attempt) => ({ attempt, cell: { ...known.find(({ id }) => id === attempt.cell_id)!, turn: attempt.turn } }))
}

/** Which of these cells this worker must break off: their run was cancelled, they were stopped, or another holds them by now. */
export async function stoppedCells(db: Database, owner: string, held: number[]): Promise<number[]> {
  if (held.length === 0) return []
  const rows = await db.selectFrom('run_cells').innerJoin('runs', 'runs.id', 'run_cells.run_id').select('run_cells.id')
    .where('run_cells.id', 'in', held)
    .where(({ eb, or }) => or([eb('runs.state', '=', 'cancelled'), eb('run_cells.state', '=', 'stopped'), eb('run_cells.owner', 'is distinct from', owner)]))
    .execute()
  return rows.map(({ id }) => id)
}
