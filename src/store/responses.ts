import type { Selectable } from 'kysely'
import type { Database } from './database.ts'
import type { ResponseTable } from './tables.ts'

/** A response with the names of what it belongs to, and what is known of its body without the bytes. */
export type ResponseRow = Selectable<ResponseTable> & {
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

export type ResponseWithBytes = ResponseRow & { bytes: Uint8Array | null }

export interface ResponseFilter {
  modelId?: number
  modelIds?: number[]
  publicIds?: string[]
  challengeId?: number
  collection?: string
  outputType?: string
}

function responseRows(db: Database) {
  return db.selectFrom('responses')
    .innerJoin('models', 'models.id', 'responses.model_id')
    .innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .innerJoin('collections', 'collections.id', 'responses.collection_id')
    .leftJoin('creators', 'creators.id', 'models.creator_id')
    .leftJoin('bodies', 'bodies.id', 'responses.body_id')
    .selectAll('responses')
    .select([
      'models.slug as model_slug', 'models.name as model_name', 'models.house as model_house', 'creators.name as creator_name',
      'challenges.slug as challenge_slug', 'challenges.title as challenge_title',
      'collections.slug as collection_slug', 'collections.name as collection_name',
      'collections.url as collection_url', 'collections.licence as collection_licence',
      'bodies.sha256 as sha256', 'bodies.size as size', 'bodies.words as words',
    ])
}

/** Responses that pass the filter with their bytes, in order of arrival (or newest first), beyond the one with id `beyond`. */
export async function listResponses(
  db: Database, filter: ResponseFilter, page: { beyond?: number; limit: number; newestFirst?: boolean },
): Promise<ResponseWithBytes[]> {
  if (filter.publicIds?.length === 0 || filter.modelIds?.length === 0) return []
  let query = responseRows(db).select('bodies.bytes as bytes')
  if (filter.modelId !== undefined) query = query.where('responses.model_id', '=', filter.modelId)
  if (filter.modelIds) query = query.where('responses.model_id', 'in', filter.modelIds)
  if (filter.publicIds) query = query.where('responses.public_id', 'in', filter.publicIds)
  if (filter.challengeId !== undefined) query = query.where('responses.challenge_id', '=', filter.challengeId)
  if (filter.collection) query = query.where('collections.slug', '=', filter.collection)
  if (filter.outputType) query = query.where('responses.output_type', '=', filter.outputType as never)
  if (page.beyond !== undefined) query = query.where('responses.id', page.newestFirst ? '<' : '>', page.beyond)
  return query.orderBy('responses.id', page.newestFirst ? 'desc' : 'asc').limit(page.limit).execute()
}

export async function findResponse(db: Database, publicId: string): Promise<ResponseWithBytes | undefined> {
  return responseRows(db).select('bodies.bytes as bytes').where('responses.public_id', '=', publicId).executeTakeFirst()
}

/** The models that answered a challenge, by name, each with one answer's public id. */
export async function modelsThatAnswered(db: Database, challengeId: number, limit: number) {
  return db.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id')
    .select(({ fn }) => ['models.id as id', 'models.slug as slug', 'models.name as name', 'models.house as house', fn.countAll<number>().as('answers')])
    .where('responses.challenge_id', '=', challengeId)
    .groupBy(['models.id', 'models.slug', 'models.name', 'models.house']).orderBy('models.name').limit(limit).execute()
}

/** Counts of everything, for the home page and `stats`. */
export async function countEverything(db: Database) {
  const count = async (table: 'models' | 'creators' | 'challenges' | 'responses' | 'votes' | 'collections') =>
    (await db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count
  const house = await db.selectFrom('models').select(({ fn }) => fn.countAll<number>().as('count')).where('house', '=', true).executeTakeFirstOrThrow()
  return {
    models: (await count('models')) - house.count, houseAuthors: house.count, creators: await count('creators'), challenges: await count('challenges'),
    responses: await count('responses'), votes: await count('votes'), collections: await count('collections'),
  }
}

export async function listCollections(db: Database) {
  return db.selectFrom('collections').leftJoin('responses', 'responses.collection_id', 'collections.id')
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
    .where('bodies.words', '>=', 90).where('bodies.words', '<=', 700)
    // As a list of ids, so that no other challenge's answers are looked at: they may be a hundred thousand.
    .where('responses.challenge_id', 'in', db.selectFrom('challenges').select('challenges.id')
      .where('challenges.description', 'is not', null).where('challenges.difficulty', 'is not', null))
  const best = await readable
    .innerJoin('models', 'models.id', 'responses.model_id')
    .select(({ fn }) => ['responses.challenge_id as id', 'challenges.slug as slug', fn.count<number>('responses.model_id').distinct().filterWhere('models.house', '=', false).as('models')])
    .groupBy(['responses.challenge_id', 'challenges.slug', 'challenges.category']).having(({ fn }) => fn.count('responses.model_id').distinct(), '>=', 2)
    .orderBy('models', 'desc').orderBy(({ eb }) => eb.case().when('challenges.category', '=', 'writing').then(0).else(1).end()).orderBy('id').limit(1).executeTakeFirst()
  if (!best) return undefined
  const rows = await readable.innerJoin('models', 'models.id', 'responses.model_id').where('responses.challenge_id', '=', best.id)
    .select(['models.slug as slug', 'models.house as house', 'bodies.words as words']).orderBy('models.house').orderBy('bodies.words').orderBy('models.slug').execute()
  const [first, last] = [rows[0]!, rows.findLast(({ slug, house }) => slug !== rows[0]!.slug && house === rows[0]!.house) ?? rows.find(({ slug }) => slug !== rows[0]!.slug)!]
  return { challenge: best.slug, models: [first.slug, last.slug] }
}
