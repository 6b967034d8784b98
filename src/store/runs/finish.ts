import { sql, type SqlBool } from 'kysely'
import type { ImportedResponse } from '../../core/imports/records.ts'
import type { Usage } from '../../core/providers/provider.ts'
import type { ProviderProblem } from '../../core/providers/provider-error.ts'
import type { OutputType } from '../../core/responses/output-type.ts'
import type { AskedWith } from '../../core/responses/provenance.ts'
import type { AttemptState } from '../../core/runs/run.ts'
import type { Database } from '../database.ts'
import { writeBodyWords } from '../full-text.ts'
import { prepareBody, storeBodies } from '../importing/bodies.ts'
import type { Body } from '../importing/bodies.ts'
import { responsePublicId } from '../importing/identity.ts'
import { storeResponse } from '../importing/responses.ts'
import { prepared } from '../prepared.ts'
import { insertAttempts } from './claim.ts'
import type { ClaimedCell } from './claim.ts'

export interface Charge {
  usd: number
  tokens: number
}

/** What became of a question, whole or not. */
export interface Outcome {
  state: Exclude<AttemptState, 'asked'>
  endedAt: Date
  /** What had arrived; undefined where nothing had. */
  content?: string | Uint8Array
  mediaType?: string
  reasoning?: string
  requestId?: string
  servedModel?: string
  finishReason?: string
  timeToFirstTokenMs?: number
  durationMs?: number
  usage?: Usage
  costUsd?: number
  /** For limits and budgets, where usage or cost are unknown: the most it can have been. */
  charged: Charge
  /** What was charged where nobody knew: for an attempt that was given up before. */
  most: Charge
  warnings: string[]
  /** Where no response tells it: of a question of the Lab. */
  askedWith?: AskedWith
  problem?: ProviderProblem
  message?: string
  status?: number
}

/** An attempt whose cell is known; enough to close it, also after its worker died. */
export interface OpenAttempt {
  id: number
  runId: number
  cellId: number
  owner: string
}

/** How a whole answer becomes a response. */
export interface AnsweredResponse {
  collectionSlug: string
  collectionId: number
  /** As the run spells it: part of the response's identity. */
  modelName: string
  modelId: number
  challengeId: number
  challengeIdentity: string
  turn: number
  sample: number
  record: Omit<ImportedResponse, 'kind' | 'model' | 'challenge' | 'body' | 'turn' | 'sample'>
}

/** What happens to the cell once its attempt is closed. */
export type NextForCell =
  | { state: 'filled' }
  | { state: 'failed' | 'stopped' }
  | { state: 'waiting'; turn: number; notBefore: Date | null; tries: number }
  /** The same worker goes on with the next turn of the conversation. */
  | { state: 'held'; turn: number }

/** Bytes of an answer, ready to be stored; a large picture or sound must have been put as a blob before. */
export function prepareOutcomeBody({ content }: Outcome, outputType: OutputType): Body | undefined {
  return content === undefined ? undefined : prepareBody(content, outputType)
}

export interface Closed {
  /** The cell was this worker's, or nobody's, and has moved on. */
  movedCell: boolean
  /** The next turn's, where the worker goes on with one. */
  attempt?: ClaimedCell['attempt']
}

/**
 * Closes an attempt with everything that is known of it, moves the cell on and, where the cell is filled by it, stores a
 * whole answer as a response. An attempt that somebody closed who thought its worker dead is completed by what that worker
 * did receive; one that is closed for good changes nothing and answers undefined. A cell that somebody else holds by now
 * stays theirs; the answer is kept all the same, with its attempt.
 */
export async function closeAttempt(
  db: Database, attempt: OpenAttempt, outcome: Outcome, body: Body | undefined, answered: AnsweredResponse | undefined, next: NextForCell,
): Promise<Closed | undefined> {
  const [known] = await attemptState(db, { id: attempt.id })
  const wasGivenUp = known !== undefined && (known.state === 'lost' || known.state === 'partial') && known.problem === null
  if (!wasGivenUp && known?.state !== 'asked') return undefined
  const movedCell = await moveCell(db, attempt, outcome, { ...next }, known.turn)
  const bodyId = body ? await storeAnswer(db, body) : null
  const responseId = movedCell && bodyId !== null && answered ? await storeAnswered(db, body!, bodyId, answered, outcome.endedAt.toISOString()) : null
  await writeOutcome(db, { id: attempt.id, body_id: bodyId, response_id: responseId, ...columnsOf(outcome) })
  // What it was given up with has been charged already.
  const before = { usd: wasGivenUp ? known.cost_usd ?? outcome.most.usd : 0, tokens: wasGivenUp ? known.tokens : 0 }
  await addSpent(db, {
    id: attempt.runId, usd: outcome.charged.usd - before.usd, tokens: outcome.charged.tokens - before.tokens,
    endedAt: wasGivenUp ? '' : outcome.endedAt.toISOString(), unpriced: outcome.costUsd === undefined && outcome.state === 'complete' ? 1 : 0,
  })
  if (outcome.state === 'complete') await addToColumn(db, { cell: attempt.cellId, ...tookOf(outcome) })
  const unanswered = Number(outcome.state !== 'complete' && outcome.charged.tokens > 0) - Number(before.tokens > 0)
  if (unanswered !== 0) await addUnanswered(db, { cell: attempt.cellId, unanswered })
  const isGoingOn = next.state === 'held' && movedCell === 'own'
  return { movedCell: movedCell !== undefined, ...(isGoingOn && { attempt: await nextTurn(db, attempt, outcome.endedAt) }) }
}

const attemptState = prepared((db: Database, { id }: { id: number }) => db.selectFrom('attempts').select(['state', 'turn', 'problem', 'tokens', 'cost_usd']).where('id', '=', id))

async function nextTurn(db: Database, { cellId, owner }: OpenAttempt, at: Date): Promise<ClaimedCell['attempt']> {
  const cell = await db.selectFrom('run_cells').select(['id', 'run_id', 'provider', 'turn', 'tries']).where('id', '=', cellId).executeTakeFirstOrThrow()
  return (await insertAttempts(db, [cell], { owner, at }))[0]!
}

async function storeAnswer(db: Database, body: Body): Promise<number> {
  const { ids, added } = await storeBodies(db, [body])
  await writeBodyWords(db, added.flatMap(({ id, body: { text } }) => (text === null ? [] : [{ id, text }])))
  return ids.get(body.sha256)!
}

function storeAnswered(db: Database, body: Body, bodyId: number, answered: AnsweredResponse, at: string): Promise<number> {
  const { collectionSlug, collectionId, modelName, modelId, challengeId, challengeIdentity, turn, sample, record } = answered
  const publicId = responsePublicId({ collection: collectionSlug, model: modelName, challenge: challengeIdentity, turn, sample, body: { sha256: body.sha256 } })
  // Names and bytes have been looked up and stored: of the record, the columns count.
  const planned = { record: { ...record, kind: 'response' as const, model: modelName, challenge: { key: challengeIdentity }, body: '' }, publicId, modelId, challengeId, turn, sample, body }
  return storeResponse(db, planned, bodyId, { collectionId, at, slots: false, sealed: false })
}

type OutcomeColumns = ReturnType<typeof columnsOf>

function columnsOf(outcome: Outcome) {
  return {
    state: outcome.state, ended_at: outcome.endedAt.toISOString(), problem: outcome.problem ?? null, message: asText(outcome.message),
    status: outcome.status ?? null, request_id: outcome.requestId ?? null, served_model: outcome.servedModel ?? null,
    finish_reason: outcome.finishReason ?? null, ttft_ms: outcome.timeToFirstTokenMs ?? null, duration_ms: outcome.durationMs ?? null,
    usage: outcome.usage ?? null, tokens: outcome.charged.tokens, cost_usd: outcome.costUsd ?? null,
    warnings: outcome.warnings.length ? outcome.warnings : null, reasoning: outcome.reasoning ?? null, asked_with: outcome.askedWith ?? null,
  }
}

/** What a provider says of an error may hold anything, and PostgreSQL keeps no NUL in a text. */
function asText(text: string | undefined): string | null {
  return text?.replaceAll('\0', '\uFFFD') ?? null
}

const writeOutcome = prepared((db: Database, slots: OutcomeColumns & { id: number; body_id: number | null; response_id: number | null }) => db.updateTable('attempts').set({
  state: slots.state, ended_at: slots.ended_at, problem: slots.problem, message: slots.message, status: slots.status, request_id: slots.request_id,
  served_model: slots.served_model, finish_reason: slots.finish_reason, ttft_ms: slots.ttft_ms, duration_ms: slots.duration_ms, usage: slots.usage,
  tokens: slots.tokens, cost_usd: slots.cost_usd, warnings: slots.warnings, reasoning: slots.reasoning, asked_with: slots.asked_with,
  body_id: slots.body_id, response_id: slots.response_id,
}).where('id', '=', slots.id))

/** A run that was cancelled or stopped ends with what was under way then; one that is open has no end to move. */
const addSpent = prepared((db: Database, { id, usd, tokens, unpriced, endedAt }: Charge & { id: number; unpriced: number; endedAt: string }) => db.updateTable('runs').set(({ eb, ref }) => ({
  spent_usd: eb('spent_usd', '+', usd), spent_tokens: eb('spent_tokens', '+', tokens), unpriced: eb('unpriced', '+', unpriced),
  finished_at: eb.case().when('finished_at', '<', endedAt).then(endedAt).else(ref('finished_at')).end(),
})).where('id', '=', id))

/** What a whole answer adds to the sums of its column. */
function tookOf({ usage: { input, output } = {}, costUsd, durationMs }: Outcome) {
  return {
    counted: input !== undefined && output !== undefined ? 1 : 0, priced: costUsd === undefined ? 0 : 1, input: input ?? 0, output: output ?? 0,
    usd: costUsd ?? 0, ms: output === undefined ? 0 : durationMs ?? 0,
  }
}

const addToColumn = prepared((db: Database, { cell, counted, priced, input, output, usd, ms }: ReturnType<typeof tookOf> & { cell: number }) => db.updateTable('run_models').set(({ eb }) => ({
  answers: eb('answers', '+', sql.lit(1)), counted: eb('counted', '+', counted), priced: eb('priced', '+', priced), input_tokens: eb('input_tokens', '+', input),
  output_tokens: eb('output_tokens', '+', output), cost_usd: eb('cost_usd', '+', usd), answer_ms: eb('answer_ms', '+', ms),
})).where('id', '=', db.selectFrom('run_cells').select('run_model_id').where('id', '=', cell)))

const addUnanswered = prepared((db: Database, { cell, unanswered }: { cell: number; unanswered: number }) => db.updateTable('run_models')
  .set(({ eb }) => ({ unanswered: eb('unanswered', '+', unanswered) })).where('id', '=', db.selectFrom('run_cells').select('run_model_id').where('id', '=', cell)))

/**
 * Moves the cell on where this worker holds it, or where nobody does and a whole answer to what is asked next has arrived
 * after all. Answers which of the two it was.
 */
async function moveCell(db: Database, { cellId, runId, owner }: OpenAttempt, outcome: Outcome, next: NextForCell, turn: number): Promise<'own' | 'free' | undefined> {
  const said = { problem: outcome.problem ?? null, message: asText(outcome.message) }
  const release = { id: cellId, owner, state: next.state, turn, tries: 0, notBefore: null as string | null, ...said }
  if (next.state === 'held') {
    if ((await goOn(db, { id: cellId, owner, turn: next.turn, ...said })).length > 0) return 'own'
    Object.assign(release, { state: 'waiting', turn: next.turn })
  } else {
    if (next.state === 'waiting') Object.assign(release, { state: await isCancelled(db, runId) ? 'stopped' : 'waiting', turn: next.turn, tries: next.tries, notBefore: next.notBefore?.toISOString() ?? null })
    if ((await releaseCell(db, release)).length > 0) return 'own'
  }
  return outcome.state === 'complete' && (await fillFreeCell(db, { ...release, asked: turn })).length > 0 ? 'free' : undefined
}

interface Release {
  id: number
  owner: string
  state: NextForCell['state']
  turn: number
  tries: number
  notBefore: string | null
  problem: ProviderProblem | null
  message: string | null
}

const goOn = prepared((db: Database, { id, owner, turn, problem, message }: Pick<Release, 'id' | 'owner' | 'turn' | 'problem' | 'message'>) => db.updateTable('run_cells')
  .set({ turn, tries: sql.lit(0), problem, message }).where('id', '=', id).where('owner', '=', owner).where(isHeld).returning('id'))

const releaseCell = prepared((db: Database, slots: Release) => db.updateTable('run_cells').set(releasedColumns(slots))
  .where('id', '=', slots.id).where('owner', '=', slots.owner).where(isHeld).returning('id'))

const fillFreeCell = prepared((db: Database, slots: Release & { asked: number }) => db.updateTable('run_cells').set(releasedColumns(slots))
  .where('id', '=', slots.id).where('turn', '=', slots.asked).where(sql<SqlBool>`state = 'waiting'`).returning('id'))

function releasedColumns({ state, turn, tries, notBefore, problem, message }: Release) {
  return {
    state, turn, tries, not_before: notBefore, problem, message,
    owner: sql.lit(null), lease_until: sql.lit(null), reserved_usd: sql.lit(0), reserved_tokens: sql.lit(0),
  }
}

const isHeld = sql<SqlBool>`state = 'held'`

async function isCancelled(db: Database, run: number): Promise<boolean> {
  const found = await db.selectFrom('runs').select('id').where('id', '=', run).where('state', '=', 'cancelled').executeTakeFirst()
  return found !== undefined
}

/** How often a provider failed in the last so many attempts of a cell; workers that died are not its fault. */
export async function countFailures(db: Database, cellId: number, tries: number): Promise<number> {
  if (tries === 0) return 0
  const rows = await db.selectFrom('attempts').select('problem').where('cell_id', '=', cellId).where('state', '<>', 'asked').orderBy('id', 'desc').limit(tries).execute()
  return rows.filter(({ problem }) => problem !== null).length
}

/** Ends a run whose cells are all filled, failed or stopped: now, or with what ended last. Answers whether it did. */
export async function finishRunIfDone(db: Database, runId: number, now: Date): Promise<boolean> {
  if ((await anyOpenCell(db, { run: runId })).length > 0) return false
  const at = now.toISOString()
  const { numUpdatedRows } = await db.updateTable('runs').set({ state: 'done', finished_at: ({ fn, val }) => fn.coalesce(endAfter(db, runId, at), val(at)) })
    .where('id', '=', runId).where('state', 'in', ['running', 'paused', 'over-budget']).executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * When the last of a run's questions ended, if that was later: who writes down its last answer noted the time before others
 * whose answers came later and were written first. By its cells, as attempts have an index of those.
 */
function endAfter(db: Database, runId: number, at: string) {
  const cells = db.selectFrom('run_cells').select('id').where('run_id', '=', runId)
  return db.selectFrom('attempts').select(({ fn }) => fn.max('ended_at').as('at')).where('cell_id', 'in', cells).where('ended_at', '>', at)
}

/** By what the run asks, as the index by run, provider and state then ends the search at the first cell that is open. */
const anyOpenCell = prepared((db: Database, { run }: { run: number }) => db.selectFrom('run_models').select('id').where('run_id', '=', run)
  .where(({ exists, selectFrom }) => exists(selectFrom('run_cells').select('run_cells.id').whereRef('run_cells.run_id', '=', 'run_models.run_id')
    .whereRef('run_cells.provider', '=', 'run_models.provider').where(sql<SqlBool>`run_cells.state in ('waiting', 'held')`)))
  .limit(1))
