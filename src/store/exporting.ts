import type { CollectionFacts, ImportedChallenge, ImportedModel, ImportedRecord, ImportedResponse, ImportedVote } from '../core/imports/records.ts'
import { normalisedSpelling } from '../core/models/alias.ts'
import type { CreatorFacts } from '../core/models/model.ts'
import { isTextual } from '../core/responses/output-type.ts'
import { otherSlugKey } from './challenges.ts'
import type { Database } from './database.ts'
import { factsOf } from './importing/model-columns.ts'
import { readModels } from './models.ts'
import { isOpen } from './sealed.ts'

/** What can be exported. */
export const exportKinds = ['models', 'challenges', 'responses', 'votes'] as const
export type ExportKind = (typeof exportKinds)[number]

export interface ExportedRecord {
  record: ImportedRecord
  collection?: CollectionFacts
}

/** Bytes that lie outside the database. */
export type ReadBlob = (sha256: string) => Promise<Uint8Array | undefined>

const batchLength = 200

export interface ExportChoice {
  kind: ExportKind
  readBlob: ReadBlob
  /** Only rows of this collection. */
  collection?: string
  /** With answers that nobody may browse yet, marked as such. */
  sealed?: boolean
}

/**
 * Everything of a kind as records, oldest first, in batches: memory does not grow with the database. Sealed answers are
 * left out unless they are asked for, in votes too. Give a handle inside a transaction to export one moment's state.
 */
export async function* exportRecords(db: Database, { kind, ...choice }: ExportChoice): AsyncGenerator<ExportedRecord> {
  if (kind === 'models') return yield* exportModels(db)
  const next = { challenges: challengesAfter, responses: responsesAfter, votes: votesAfter }[kind]
  const source = { ...choice, names: await namesOf(db) }
  for (let after = 0; ;) {
    const batch = await next(db, after, source)
    for (const { id: _, ...row } of batch) yield row
    if (batch.length < batchLength) return
    after = batch.at(-1)!.id
  }
}

/**
 * By which name each model is exported: a spelling that means it and no other, as it was first met. A slug alone may be another model's
 * spelling (`alpaca-7b`, when two sources had one), and importing it would merge the two.
 */
async function namesOf(db: Database): Promise<Map<number, string>> {
  const models = await db.selectFrom('models').select(['id', 'slug']).execute()
  const aliases = await db.selectFrom('model_aliases').selectAll().orderBy('spelling').execute()
  const own = Map.groupBy(aliases, ({ model_id }) => model_id)
  return new Map(models.map(({ id, slug }) => {
    const spellings = own.get(id) ?? []
    const alias = spellings.find(({ spelling }) => spelling === normalisedSpelling(slug)) ?? spellings[0]
    return [id, alias?.written ?? slug]
  }))
}

async function* exportModels(db: Database): AsyncGenerator<ExportedRecord> {
  const names = await namesOf(db)
  const creators = new Map((await db.selectFrom('creators').selectAll().execute()).map((creator) => [creator.id, creator]))
  const aliases = Map.groupBy(await db.selectFrom('model_aliases').selectAll().orderBy('spelling').execute(), ({ model_id }) => model_id)
  for (const row of (await readModels(db, {})).sort((a, b) => a.id - b.id)) {
    const creator = row.creator_id === null ? undefined : creators.get(row.creator_id)
    const record: ImportedModel = {
      kind: 'model', name: names.get(row.id) ?? row.slug,
      facts: {
        ...factsOf(row, { base: row.base_slug, creator: creator && (known({ slug: creator.slug, name: creator.name, kind: creator.kind, country: creator.country, url: creator.url }) as CreatorFacts) }),
        aliases: aliases.get(row.id)?.map(({ written }) => written),
      },
    }
    yield { record }
  }
}

type Numbered = ExportedRecord & { id: number }

interface Source extends Omit<ExportChoice, 'kind'> {
  /** By which name each model is exported. */
  names: Map<number, string>
}

async function challengesAfter(db: Database, after: number, { collection }: Source): Promise<Numbered[]> {
  let query = db.selectFrom('challenges').leftJoin('collections', 'collections.id', 'challenges.collection_id')
    .selectAll('challenges').select(['collections.slug as c_slug', 'collections.name as c_name', 'collections.url as c_url', 'collections.licence as c_licence'])
    .where('challenges.id', '>', after)
  if (collection) query = query.where('collections.slug', '=', collection)
  const rows = await query.orderBy('challenges.id').limit(batchLength).execute()
  const keys = await keysOf(db, rows.map(({ id }) => id))
  return rows.map((row) => ({
    id: row.id, collection: collectionOf(row),
    record: known({
      kind: 'challenge', key: keys.get(row.id), slug: row.slug, title: row.title, description: row.description, category: row.category, difficulty: row.difficulty,
      outputType: row.output_type, tags: row.tags, audiences: row.audiences, criteria: row.criteria, language: row.language, system: row.system, turns: row.turns,
      reference: row.reference, version: row.version,
    }) as ImportedChallenge,
  }))
}

async function responsesAfter(db: Database, after: number, source: Source): Promise<Numbered[]> {
  let query = responsesToExport(db, source).where('responses.id', '>', after)
  if (source.collection) query = query.where('collections.slug', '=', source.collection)
  const rows = await query.orderBy('responses.id').limit(batchLength).execute()
  const keys = await keysOf(db, rows.map(({ challenge_id }) => challenge_id))
  return Promise.all(rows.map(async (row) => ({ id: row.id, collection: collectionOf(row), record: await responseRecord(row, keys.get(row.challenge_id), source) })))
}

function responsesToExport(db: Database, { sealed = false }: Source) {
  const query = db.selectFrom('responses')
    .innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .innerJoin('collections', 'collections.id', 'responses.collection_id').leftJoin('bodies', 'bodies.id', 'responses.body_id')
    .selectAll('responses')
    .select([
      'challenges.turns', 'challenges.system', 'bodies.bytes', 'bodies.sha256',
      'collections.slug as c_slug', 'collections.name as c_name', 'collections.url as c_url', 'collections.licence as c_licence',
    ])
  return sealed ? query : query.where(isOpen)
}

type ResponseToExport = Awaited<ReturnType<ReturnType<typeof responsesToExport>['execute']>>[number]

async function responseRecord(row: ResponseToExport, key: string | undefined, { readBlob, names }: Source): Promise<ImportedResponse> {
  const bytes = row.sha256 === null ? undefined : row.bytes ?? await readBlob(row.sha256)
  return known({
    kind: 'response', id: row.public_id, model: names.get(row.model_id)!, challenge: known({ kind: 'challenge', key, system: row.system, turns: row.turns }),
    body: bytes ? bodyOf(bytes, row.output_type) : { missing: row.source_id ?? row.public_id },
    outputType: row.output_type, mediaType: row.media_type, turn: row.turn, sample: row.sample, askedPrompt: row.asked_prompt,
    sourceId: row.source_id, title: row.title, answeredAt: row.answered_at, settings: row.settings,
    inputTokens: row.input_tokens, outputTokens: row.output_tokens, reasoningTokens: row.reasoning_tokens,
    timeToFirstTokenMs: row.ttft_ms, durationMs: row.duration_ms, costUsd: row.cost_usd, finishReason: row.finish_reason,
    transformed: row.transformed || undefined, sealed: row.sealed || undefined, provenance: row.provenance,
  }) as unknown as ImportedResponse
}

/** Text where the bytes are exactly what that text would be written as; bytes otherwise. */
function bodyOf(bytes: Uint8Array, outputType: ResponseToExport['output_type']): string | Uint8Array {
  if (!isTextual(outputType)) return bytes
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return Buffer.from(text).equals(bytes) ? text : bytes
}

async function votesAfter(db: Database, after: number, source: Source): Promise<Numbered[]> {
  let query = db.selectFrom('votes')
    .innerJoin('collections', 'collections.id', 'votes.collection_id')
    .leftJoin('challenges', 'challenges.id', 'votes.challenge_id')
    .selectAll('votes')
    .select([
      'challenges.turns', 'challenges.system',
      'collections.slug as c_slug', 'collections.name as c_name', 'collections.url as c_url', 'collections.licence as c_licence',
    ])
    .where('votes.id', '>', after)
  if (source.collection) query = query.where('collections.slug', '=', source.collection)
  const rows = await query.orderBy('votes.id').limit(batchLength).execute()
  const keys = await keysOf(db, rows.flatMap(({ challenge_id }) => challenge_id ?? []))
  const responses = await responsesById(db, rows.flatMap(({ left_response_id, right_response_id }) => [left_response_id, right_response_id].filter((id) => id !== null)), source)
  return rows.map((row) => ({
    id: row.id, collection: collectionOf(row),
    record: known({
      kind: 'vote', key: row.key,
      challenge: row.challenge_id === null ? undefined : known({ kind: 'challenge', key: keys.get(row.challenge_id), system: row.system, turns: row.turns }),
      left: known({ model: source.names.get(row.left_model_id)!, response: responses.get(row.left_response_id!) }),
      right: known({ model: source.names.get(row.right_model_id)!, response: responses.get(row.right_response_id!) }),
      verdict: row.verdict, strength: row.strength, probabilityRight: row.probability_right, pool: row.pool,
      sidesKnown: row.sides_known, judgeKind: row.judge_kind, judge: row.judge,
      turn: row.turn, language: row.language, category: row.category, votedAt: row.voted_at, reasons: row.reasons, comment: row.comment,
      criteria: row.criteria, provenance: row.provenance,
    }, { blind: row.blind }) as unknown as ImportedVote,
  }))
}

async function responsesById(db: Database, ids: number[], source: Source): Promise<Map<number, ImportedResponse>> {
  if (ids.length === 0) return new Map()
  const rows = await responsesToExport(db, source).where('responses.id', 'in', [...new Set(ids)]).execute()
  const keys = await keysOf(db, rows.map(({ challenge_id }) => challenge_id))
  return new Map(await Promise.all(rows.map(async (row) => [row.id, await responseRecord(row, keys.get(row.challenge_id), source)] as const)))
}

/** One key of each challenge that has any: it holds together what a source asked in several wordings. */
async function keysOf(db: Database, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('challenge_keys').selectAll().where('challenge_id', 'in', [...new Set(ids)])
    .where('key', 'not like', otherSlugKey('%')).orderBy('key', 'desc').execute()
  return new Map(rows.map(({ challenge_id, key }) => [challenge_id, key]))
}

function collectionOf(row: { c_slug: string | null; c_name: string | null; c_url: string | null; c_licence: string | null }): CollectionFacts | undefined {
  return row.c_slug === null ? undefined : (known({ slug: row.c_slug, name: row.c_name, url: row.c_url, licence: row.c_licence }) as unknown as CollectionFacts)
}

/** Only what is known: null and undefined are left out, but for the fields in `always`. */
function known<T extends Record<string, unknown>>(values: T, always: Record<string, unknown> = {}): Partial<T> {
  return { ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)), ...always } as Partial<T>
}
