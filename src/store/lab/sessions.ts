import type { Selectable } from 'kysely'
import type { Round } from '../../core/lab/session.ts'
import type { Database } from '../database.ts'
import { insertRun, insertRunModels, type NewRun, type NewRunModel } from '../runs/create.ts'
import type { StoredMessage } from '../runs/stored.ts'
import type { AttemptTable, LabSessionTable, RunCellTable } from '../tables.ts'

export type SessionRow = Selectable<LabSessionTable>

export interface NewSession {
  owner: string
  template: string
  variables: Record<string, string>
  system: string | null
  blind: boolean
  caller: string
  at: string
  models: NewRunModel[]
  asked: Record<string, unknown>
}

/** A session without a question yet. */
export async function insertSession(transaction: Database, session: NewSession): Promise<SessionRow> {
  const { owner, template, variables, system, blind, caller, at, models, asked } = session
  const run: NewRun = {
    kind: 'lab', name: null, asked, ownWorker: false, concurrency: models.length, samples: 1, budgetUsd: null, budgetTokens: null, caller, at, models, cells: [],
  }
  const { id, publicId } = await insertRun(transaction, run)
  return transaction.insertInto('lab_sessions').values({
    run_id: id, public_id: publicId, owner, title: null, template, variables, system, blind, revealed_at: null, shared: false, rounds: [],
    saved_challenge_id: null, saved_at: null, created_at: at,
  }).returningAll().executeTakeFirstOrThrow()
}

export async function findSession(db: Database, publicId: string): Promise<SessionRow | undefined> {
  return db.selectFrom('lab_sessions').selectAll().where('public_id', '=', publicId).executeTakeFirst()
}

/** Newest first, of one owner; all, or those that were saved. */
export async function listSessions(db: Database, owner: string, page: { saved?: boolean; before?: number; limit: number }): Promise<SessionRow[]> {
  let query = db.selectFrom('lab_sessions').selectAll().where('owner', '=', owner)
  if (page.saved) query = query.where('saved_at', 'is not', null)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export async function updateSession(
  db: Database, id: number, columns: Partial<Pick<SessionRow, 'title' | 'revealed_at' | 'shared' | 'rounds' | 'saved_challenge_id' | 'saved_at'>>,
): Promise<void> {
  await db.updateTable('lab_sessions').set(columns).where('id', '=', id).execute()
}

/** Asks another question, each column the messages that are its own; from now on workers answer. */
export async function addRound(
  transaction: Database, session: SessionRow, round: Round, questions: Array<{ runModelId: number; provider: string; messages: StoredMessage[] }>,
): Promise<void> {
  const number = session.rounds.length + 1
  await updateSession(transaction, session.id, { rounds: [...session.rounds, round] })
  await transaction.insertInto('run_cells').values(questions.map(({ runModelId, provider, messages }) => ({
    run_id: session.run_id, run_model_id: runModelId, challenge_id: null, sample: number, provider, state: 'waiting' as const, turn: 1, tries: 0,
    not_before: null, owner: null, lease_until: null, reserved_usd: 0, reserved_tokens: 0, question: messages, problem: null, message: null,
  }))).execute()
  await openRunAgain(transaction, session.run_id)
}

/** More columns, after `from` others, which are asked what those were asked first. */
export async function addColumns(transaction: Database, { run_id: runId }: SessionRow, models: NewRunModel[], { from, question }: { from: number; question: StoredMessage[] }): Promise<void> {
  const ids = await insertRunModels(transaction, runId, models, from)
  await transaction.insertInto('run_cells').values(ids.map((id, index) => ({
    run_id: runId, run_model_id: id, challenge_id: null, sample: 1, provider: models[index]!.provider, state: 'waiting' as const, turn: 1, tries: 0,
    not_before: null, owner: null, lease_until: null, reserved_usd: 0, reserved_tokens: 0, question, problem: null, message: null,
  }))).execute()
  await transaction.updateTable('runs').set({ concurrency: from + models.length }).where('id', '=', runId).execute()
  await openRunAgain(transaction, runId)
}

export async function openRunAgain(db: Database, runId: number): Promise<void> {
  await db.updateTable('runs').set({ state: 'running', finished_at: null }).where('id', '=', runId).execute()
}

export type LabCell = Selectable<RunCellTable>

/** The questions of a session, round by round. */
export async function readLabCells(db: Database, runId: number): Promise<LabCell[]> {
  return db.selectFrom('run_cells').selectAll().where('run_id', '=', runId).orderBy('sample').orderBy('run_model_id').execute()
}

export type CellAttempt = Selectable<AttemptTable> & { sha256: string | null; bytes: Uint8Array | null; size: number | null }

/** The last of some tries; a question that somebody asks again begins to count anew. */
export interface LabAttempt extends CellAttempt {
  first_asked_at: string
  /** One of these tries was charged, or may have been. */
  may_be_charged: boolean
}

/** The last time each question was asked, with what came. */
export async function readLastAttempts(db: Database, runId: number): Promise<Map<number, LabAttempt>> {
  const rows = await db.selectFrom('attempts').leftJoin('bodies', 'bodies.id', 'attempts.body_id').selectAll('attempts')
    .select(['bodies.sha256', 'bodies.bytes', 'bodies.size']).where('attempts.run_id', '=', runId).orderBy('attempts.id').execute()
  const last = new Map<number, LabAttempt>()
  for (const row of rows) {
    const before = row.number === 1 ? undefined : last.get(row.cell_id)
    last.set(row.cell_id, { ...row, first_asked_at: before?.first_asked_at ?? row.asked_at, may_be_charged: before?.may_be_charged === true || countsAsCharged(row) })
  }
  return last
}

/** What brought nothing has no tokens where it is known that nothing was charged. */
function countsAsCharged({ state, tokens }: Pick<CellAttempt, 'state' | 'tokens'>): boolean {
  return (state !== 'failed' && state !== 'lost') || tokens > 0
}

/** Every time that this question was asked, oldest first, with what came. */
export async function readCellAttempts(db: Database, cellId: number): Promise<CellAttempt[]> {
  return db.selectFrom('attempts').leftJoin('bodies', 'bodies.id', 'attempts.body_id').selectAll('attempts')
    .select(['bodies.sha256', 'bodies.bytes', 'bodies.size']).where('attempts.cell_id', '=', cellId).orderBy('attempts.id').execute()
}

/** These attempts are behind these responses, by public id, from now on. */
export async function linkToResponses(transaction: Database, links: Array<{ attemptId: number; response: string }>): Promise<void> {
  for (const { attemptId, response } of links) {
    await transaction.updateTable('attempts').set(({ selectFrom }) => ({ response_id: selectFrom('responses').select('id').where('public_id', '=', response) }))
      .where('id', '=', attemptId).execute()
  }
}

/** Stops the questions of a session that are waiting or under way: whoever holds one breaks it off. Answers how many. */
export async function stopCells(db: Database, runId: number, runModelId: number | undefined, at: string): Promise<number> {
  let query = db.updateTable('run_cells').set({ state: 'stopped', stopped_at: at }).where('run_id', '=', runId).where('state', 'in', ['waiting', 'held'])
  if (runModelId !== undefined) query = query.where('run_model_id', '=', runModelId)
  return Number((await query.executeTakeFirst()).numUpdatedRows)
}

/** Lets a question that failed or was stopped be asked again, with all its tries. Answers whether it was one. */
export async function askCellAgain(transaction: Database, runId: number, runModelId: number, round: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction.updateTable('run_cells').set({ state: 'waiting', tries: 0, not_before: null, owner: null, lease_until: null, problem: null, message: null })
    .where('run_id', '=', runId).where('run_model_id', '=', runModelId).where('sample', '=', round).where('state', 'in', ['failed', 'stopped']).executeTakeFirst()
  if (numUpdatedRows > 0n) await openRunAgain(transaction, runId)
  return numUpdatedRows > 0n
}
