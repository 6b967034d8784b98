import { sql, type Selectable } from 'kysely'
import type { Database } from './database.ts'
import { isOneOfIds } from './dialect.ts'
import { isOpen } from './sealed.ts'
import type { ResponseTable } from './tables.ts'

/** An answer that anyone may see, with the names of what it belongs to, and what is known of its body without the bytes. */
export type ResponseRow = Pick<Selectable<ResponseTable>, 'id' | 'public_id' | 'model_id' | 'body_id' | 'output_type' | 'media_type' | 'turn' | 'sample' | 'answered_at'> & {
  model_slug: string
  model_name: string
  model_house: boolean
  creator_name: string | null
  challenge_slug: string
  challenge_title: string
  collection_slug: string
  collection_name: string
  collection_url: string | null
  collection_licence: string | null
  sha256: string | null
  size: number | null
  words: number | null
}

/** A response with everything known of it. */
export type ResponseWithBytes = ResponseRow & Selectable<ResponseTable> & { bytes: Uint8Array | null }

export interface ResponseFilter {
  modelId?: number
  modelIds?: number[]
  publicIds?: string[]
  challengeId?: number
  collection?: string
  outputType?: string
  /** Only answers to challenges that expect this output type. */
  expects?: string
}

interface Range {
  /** Only those after the one with this id. */
  beyond?: number
  limit: number
}

/** Where a list of the newest answers ended. */
export interface DatedPlace {
  id: number
  answeredAt: string | null
}

function joined(db: Database) {
  return db.selectFrom('responses')
    .innerJoin('models', 'models.id', 'responses.model_id')
    .innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .innerJoin('collections', 'collections.id', 'responses.collection_id')
    .leftJoin('creators', 'creators.id', 'models.creator_id')
    .leftJoin('bodies', 'bodies.id', 'responses.body_id')
    .select([
      'models.slug as model_slug', 'models.name as model_name', 'models.house as model_house', 'creators.name as creator_name',
      'challenges.slug as challenge_slug', 'challenges.title as challenge_title',
      'collections.slug as collection_slug', 'collections.name as collection_name',
      'collections.url as collection_url', 'collections.licence as collection_licence',
      'bodies.sha256 as sha256', 'bodies.size as size', 'bodies.words as words',
    ])
}

function rows(db: Database) {
  return joined(db).select([
    'responses.id', 'responses.public_id', 'responses.model_id', 'responses.body_id', 'responses.output_type', 'responses.media_type',
    'responses.turn', 'responses.sample', 'responses.answered_at',
  ])
}

function wholeRows(db: Database) {
  return joined(db).selectAll('responses').select('bodies.bytes as bytes')
}

/**
 * Only ids are filtered and put in order: with everything joined to it, a model's 800 answers would be sorted for 50.
 * Sealed answers are left out here, so that no list has them.
 */
function idsIn(db: Database, filter: ResponseFilter, { beyond, limit }: Range) {
  let query = openIds(db, filter)
  if (beyond !== undefined) query = query.where('id', '>', beyond)
  return query.orderBy('id').limit(limit)
}

function openIds(db: Database, filter: ResponseFilter) {
  let query = db.selectFrom('responses').select('id').where(isOpen)
  if (filter.modelId !== undefined) query = query.where('model_id', '=', filter.modelId)
  if (filter.modelIds) query = query.where('model_id', 'in', filter.modelIds)
  if (filter.publicIds) query = query.where('public_id', 'in', filter.publicIds)
  if (filter.challengeId !== undefined) query = query.where('challenge_id', '=', filter.challengeId)
  if (filter.collection) query = query.where('collection_id', '=', db.selectFrom('collections').select('id').where('slug', '=', filter.collection))
  if (filter.outputType) query = query.where('output_type', '=', filter.outputType as never)
  if (filter.expects) query = query.where('challenge_id', 'in', db.selectFrom('challenges').select('id').where('output_type', '=', filter.expects as never))
  return query
}

function isEmpty({ publicIds, modelIds }: ResponseFilter): boolean {
  return publicIds?.length === 0 || modelIds?.length === 0
}

/** Responses that pass the filter, in order of arrival. */
export async function listResponses(db: Database, filter: ResponseFilter, range: Range): Promise<ResponseRow[]> {
  if (isEmpty(filter)) return []
  return rows(db).where('responses.id', 'in', idsIn(db, filter, range)).orderBy('responses.id').execute()
}

/**
 * Responses that pass the filter, by when they were given, newest first. Those that no source dates may be of any age: they
 * come after all that are dated, the latest arrival first.
 */
export async function newestResponses(db: Database, filter: ResponseFilter, { beyond, limit }: { beyond?: DatedPlace; limit: number }): Promise<ResponseRow[]> {
  if (isEmpty(filter)) return []
  const dated = beyond?.answeredAt === null ? [] : await newestDated(db, filter, limit, beyond as DatedPlace & { answeredAt: string } | undefined)
  const missing = limit - dated.length
  const undated = missing > 0 ? await newestUndated(db, filter, missing, beyond?.answeredAt === null ? beyond.id : undefined) : []
  const ids = [...dated, ...undated].map(({ id }) => id)
  const place = new Map(ids.map((id, index) => [id, index]))
  const found = await rows(db).where(isOneOfIds(db, sql.ref('responses.id'), ids)).execute()
  return found.sort((a, b) => place.get(a.id)! - place.get(b.id)!)
}

function newestDated(db: Database, filter: ResponseFilter, limit: number, beyond: { id: number; answeredAt: string } | undefined) {
  let query = openIds(db, filter).where('answered_at', 'is not', null)
  if (beyond) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('answered_at', 'id'), '<', tuple<string | null, number>(beyond.answeredAt, beyond.id)))
  return query.orderBy('answered_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

function newestUndated(db: Database, filter: ResponseFilter, limit: number, before: number | undefined) {
  let query = openIds(db, filter).where('answered_at', 'is', null)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Responses in order of arrival, with everything known of them. */
export async function readResponses(db: Database, filter: ResponseFilter, range: Range): Promise<ResponseWithBytes[]> {
  if (isEmpty(filter)) return []
  return wholeRows(db).where('responses.id', 'in', idsIn(db, filter, range)).orderBy('responses.id').execute()
}

/** The first answer of each of these models to each of these challenges. */
export async function firstAnswers(db: Database, challengeIds: number[], modelIds: number[]): Promise<ResponseRow[]> {
  if (!challengeIds.length || !modelIds.length) return []
  const ids = db.selectFrom('responses').select(({ fn }) => fn.min('id').as('id'))
    .where('challenge_id', 'in', challengeIds).where('model_id', 'in', modelIds).where(isOpen).groupBy(['challenge_id', 'model_id'])
  return rows(db).where('responses.id', 'in', ids).orderBy('responses.id').execute()
}

/** The answer with this public id; a sealed one is not found. */
export async function findResponse(db: Database, publicId: string): Promise<ResponseWithBytes | undefined> {
  return wholeRows(db).where('responses.public_id', '=', publicId).where(isOpen).executeTakeFirst()
}

/** The bytes of these bodies, where the database holds them. */
export async function bytesOfBodies(db: Database, ids: number[]): Promise<Map<number, Uint8Array>> {
  if (!ids.length) return new Map()
  const found = await db.selectFrom('bodies').select(['id', 'bytes']).where('id', 'in', ids).execute()
  return new Map(found.flatMap(({ id, bytes }) => (bytes ? [[id, bytes]] : [])))
}

/** The models that answered a challenge, by name, each with one answer's public id. */
export async function modelsThatAnswered(db: Database, challengeId: number, limit: number) {
  return db.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id')
    .select(({ fn }) => ['models.id as id', 'models.slug as slug', 'models.name as name', 'models.house as house', fn.countAll<number>().as('answers')])
    .where('responses.challenge_id', '=', challengeId).where(isOpen)
    .groupBy(['models.id', 'models.slug', 'models.name', 'models.house']).orderBy('models.name').limit(limit).execute()
}

/** Counts of everything that can be seen, for the home page and `stats`. */
export async function countEverything(db: Database) {
  const count = async (table: 'creators' | 'challenges' | 'votes' | 'collections') =>
    (await db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
  const open = await db.selectFrom('responses').select(({ fn }) => fn.countAll<number>().as('count')).where(isOpen).executeTakeFirstOrThrow()
  const modelsThatAre = async (house: boolean) =>
    (await db.selectFrom('models').select(({ fn }) => fn.countAll<number>().as('count')).where('house', '=', house).where('hidden', '=', false).executeTakeFirstOrThrow()).count
  return {
    models: await modelsThatAre(false), houseAuthors: await modelsThatAre(true), creators: await count('creators'), challenges: await count('challenges'),
    responses: open.count, votes: await count('votes'), collections: await count('collections'),
  }
}

export async function listCollections(db: Database) {
  return db.selectFrom('collections')
    .leftJoin('responses', (join) => join.onRef('responses.collection_id', '=', 'collections.id').on(isOpen))
    .selectAll('collections').select(({ fn }) => fn.count<number>('responses.id').as('responses'))
    .groupBy('collections.id').orderBy('collections.id').execute()
}

/**
 * Two answers worth reading first, of readable length: to the text challenge with description and difficulty that most real
 * models answered, else to a piece of prose that house authors wrote. Undefined while no challenge has two such answers.
 */
export async function showcasePair(db: Database): Promise<{ challenge: string; models: [string, string] } | undefined> {
  const readable = db.selectFrom('responses')
    .innerJoin('bodies', 'bodies.id', 'responses.body_id').innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .where('responses.output_type', '=', 'text').where('responses.turn', '=', 1)
    .where('bodies.words', '>=', 90).where('bodies.words', '<=', 700).where(isOpen)
    // As a list of ids, so that no other challenge's answers are looked at: they may be a hundred thousand.
    .where('responses.challenge_id', 'in', db.selectFrom('challenges').select('challenges.id')
      .where('challenges.description', 'is not', null).where('challenges.difficulty', 'is not', null))
  const best = await readable
    .innerJoin('models', 'models.id', 'responses.model_id')
    .select(({ fn }) => ['responses.challenge_id as id', 'challenges.slug as slug', fn.count<number>('responses.model_id').distinct().filterWhere('models.house', '=', false).as('models')])
    .groupBy(['responses.challenge_id', 'challenges.slug', 'challenges.category']).having(({ fn }) => fn.count('responses.model_id').distinct(), '>=', 2)
    .orderBy('models', 'desc').orderBy(({ eb }) => eb.case().when('challenges.category', '=', 'writing').then(0).else(1).end()).orderBy('id').limit(1).executeTakeFirst()
  if (!best) return undefined
  const answers = await readable.innerJoin('models', 'models.id', 'responses.model_id').where('responses.challenge_id', '=', best.id)
    .select(['models.slug as slug', 'models.house as house', 'bodies.words as words']).orderBy('models.house').orderBy('bodies.words').orderBy('models.slug').execute()
  const [first, last] = [answers[0]!, answers.findLast(({ slug, house }) => slug !== answers[0]!.slug && house === answers[0]!.house) ?? answers.find(({ slug }) => slug !== answers[0]!.slug)!]
  return { challenge: best.slug, models: [first.slug, last.slug] }
}
