import { sql } from 'kysely'
import type { ImportedResponse } from '../../core/imports/records.ts'
import type { Database } from '../database.ts'
import { isOneOf } from '../dialect.ts'
import { noteChanges } from '../response-changes.ts'
import { insertNew } from '../rows.ts'
import { storeBodies } from './bodies.ts'
import type { Body, StoredBodies } from './bodies.ts'

/** A response whose model and challenge are known and whose bytes are ready. */
export interface PlannedResponse {
  record: ImportedResponse
  publicId: string
  modelId: number
  challengeId: number
  turn: number
  sample: number
  body: Body | { missing: string }
}

export interface StoredResponses {
  ids: Map<string, number>
  /** Public ids of responses that were not there, or were there without their bytes. */
  added: Set<string>
  /** Bodies that were not there. */
  newBodies: StoredBodies['added']
}

const columns = [
  'public_id', 'model_id', 'challenge_id', 'collection_id', 'body_id', 'missing', 'output_type', 'media_type', 'turn',
  'sample', 'title', 'asked_prompt', 'source_id', 'answered_at', 'settings', 'input_tokens', 'output_tokens',
  'reasoning_tokens', 'ttft_ms', 'duration_ms', 'cost_usd', 'finish_reason', 'transformed', 'provenance', 'created_at',
  'sealed',
] as const

/** Where responses are put, and how. */
export interface ResponsePlace {
  collectionId: number
  at: string
  /** The collection holds answers that came, or once came, without bytes. */
  slots: boolean
  /** They are kept off public pages. */
  sealed: boolean
}

/**
 * Stores the responses that are new. One whose bytes the source did not hold is filled by the same answer (collection,
 * model, challenge, turn and sample) when it comes with bytes, and takes no second entry beside one that has them. What
 * is there already stays as open or as sealed as it is.
 */
export async function storeResponses(
  db: Database, planned: PlannedResponse[], place: ResponsePlace,
): Promise<StoredResponses> {
  const ids = await findResponses(db, planned.map(({ publicId }) => publicId))
  const unknown = [...new Map(planned.map((response) => [response.publicId, response])).values()]
    .filter(({ publicId }) => !ids.has(publicId))
  const bodies = await storeBodies(db, unknown.flatMap(({ body }) => ('bytes' in body ? [body] : [])))
  const added = new Set<string>()
  const absent = unknown.filter(({ body }) => 'missing' in body)
  const held = unknown.filter(({ body }) => 'bytes' in body)
  // Those without bytes go first, so that the same answer with bytes finds its place even within one batch.
  for (const group of [absent, held]) {
    const fresh = place.slots ? await placeInSlots(db, group, place, { ids, added, bodies }) : group
    const rows = fresh.map((response) => rowOf(response, bodyIdOf(response, bodies), place))
    const into = { table: 'responses', columns, returning: 'id, public_id' } as const
    for (const { id, public_id } of await insertNew<{ id: number; public_id: string }>(db, into, rows)) {
      ids.set(public_id, id)
      added.add(public_id)
    }
  }
  return { ids, added, newBodies: bodies.added }
}

/** Stores one response whose body is stored already, and answers its id; one that is there stays as it is. */
export async function storeResponse(db: Database, planned: PlannedResponse, bodyId: number, place: ResponsePlace): Promise<number> {
  const into = { table: 'responses', columns, returning: 'id' } as const
  const [added] = await insertNew<{ id: number }>(db, into, [rowOf(planned, bodyId, place)])
  return added?.id ?? (await findResponses(db, [planned.publicId])).get(planned.publicId)!
}

async function findResponses(db: Database, publicIds: string[]): Promise<Map<string, number>> {
  if (publicIds.length === 0) return new Map()
  const rows = await db.selectFrom('responses').select(['id', 'public_id'])
    .where(isOneOf(db, sql.ref('public_id'), publicIds)).execute()
  return new Map(rows.map(({ id, public_id }) => [public_id, id]))
}

/** Answers those that have no place yet. */
async function placeInSlots(
  db: Database, responses: PlannedResponse[], place: ResponsePlace,
  { ids, added, bodies }: { ids: Map<string, number>; added: Set<string>; bodies: StoredBodies },
): Promise<PlannedResponse[]> {
  const fresh: PlannedResponse[] = []
  for (const response of responses) {
    const bodyId = bodyIdOf(response, bodies)
    const slot = await findSlot(db, response, bodyId, place.collectionId)
    if (!slot) {
      fresh.push(response)
      continue
    }
    ids.set(response.publicId, slot.id)
    if (slot.body_id !== null || bodyId === null) continue
    const { mediaType: media_type = null, outputType: output_type } = response.record
    // Nobody could read the slot until now, so sealed bytes are not let out by it.
    const sealed = slot.sealed || isSealed(response, place)
    await db.updateTable('responses').set({ body_id: bodyId, output_type, media_type, sealed }).where('id', '=', slot.id).execute()
    await noteChanges(db, [slot.id])
    added.add(response.publicId)
  }
  return fresh
}

/** The entry that this answer belongs to although its public id differs: one of the two came without bytes. */
async function findSlot(db: Database, response: PlannedResponse, bodyId: number | null, collectionId: number) {
  const rows = await db.selectFrom('responses').select(['id', 'body_id', 'missing', 'sealed'])
    .where('model_id', '=', response.modelId).where('challenge_id', '=', response.challengeId)
    .where('collection_id', '=', collectionId).where('turn', '=', response.turn)
    .where('sample', '=', response.sample).orderBy('id').execute()
  if (bodyId === null) return rows.find(({ body_id }) => body_id !== null)
  return rows.find(({ missing, body_id }) => missing !== null && (body_id === null || body_id === bodyId))
}

function bodyIdOf({ body }: PlannedResponse, { ids }: StoredBodies): number | null {
  return 'bytes' in body ? ids.get(body.sha256)! : null
}

function isSealed({ record }: PlannedResponse, place: ResponsePlace): boolean {
  return place.sealed || (record.sealed ?? false)
}

function rowOf(response: PlannedResponse, bodyId: number | null, place: ResponsePlace): unknown[] {
  const { record, body } = response
  return [
    response.publicId, response.modelId, response.challengeId, place.collectionId, bodyId,
    'missing' in body ? body.missing : null, record.outputType, record.mediaType, response.turn, response.sample,
    record.title, record.askedPrompt, record.sourceId, record.answeredAt, toJson(record.settings), record.inputTokens,
    record.outputTokens, record.reasoningTokens, record.timeToFirstTokenMs, record.durationMs, record.costUsd,
    record.finishReason, record.transformed ?? false, toJson(record.provenance), place.at,
    isSealed(response, place),
  ]
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
