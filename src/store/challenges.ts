import { sql, type Selectable } from 'kysely'
import type { Database } from './database.ts'
import { containsText, isOneOfIds } from './dialect.ts'
import { isOpen } from './sealed.ts'
import type { ChallengeTable } from './tables.ts'

export type ChallengeRow = Selectable<ChallengeTable> & { collection_slug: string | null; collection_name: string | null }

export interface ChallengeFilter {
  q?: string
  category?: string
  difficulty?: string
  outputType?: string
  collection?: string
  tag?: string
}

function challengeRows(db: Database) {
  return db.selectFrom('challenges')
    .leftJoin('collections', 'collections.id', 'challenges.collection_id')
    .selectAll('challenges').select(['collections.slug as collection_slug', 'collections.name as collection_name'])
}

/** Challenges that pass the filter, oldest first, after the one with id `after`. */
export async function listChallenges(db: Database, filter: ChallengeFilter, page: { after?: number; limit: number }): Promise<ChallengeRow[]> {
  let query = challengeRows(db)
  for (const word of (filter.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8)) {
    query = query.where(({ or }) => or([
      containsText(db, sql`challenges.title`, word), containsText(db, sql`challenges.description`, word),
      containsText(db, sql<string>`cast(challenges.turns as text)`, word),
    ]))
  }
  if (filter.category) query = query.where('challenges.category', '=', filter.category)
  if (filter.difficulty) query = query.where('challenges.difficulty', '=', filter.difficulty as never)
  if (filter.outputType) query = query.where('challenges.output_type', '=', filter.outputType as never)
  if (filter.collection) query = query.where('collections.slug', '=', filter.collection)
  if (filter.tag) query = query.where(containsText(db, sql<string>`cast(challenges.tags as text)`, JSON.stringify(filter.tag)))
  if (page.after !== undefined) query = query.where('challenges.id', '>', page.after)
  return query.orderBy('challenges.id').limit(page.limit).execute()
}

/** These challenges, in no order. */
export async function readChallenges(db: Database, ids: number[]): Promise<ChallengeRow[]> {
  return ids.length ? challengeRows(db).where('challenges.id', 'in', ids).execute() : []
}

/** The challenge with this slug, or else the one that a source calls so. */
export async function findChallenge(db: Database, slug: string): Promise<ChallengeRow | undefined> {
  return await challengeRows(db).where('challenges.slug', '=', slug).executeTakeFirst() ??
    challengeRows(db).innerJoin('challenge_keys', 'challenge_keys.challenge_id', 'challenges.id')
      .where('challenge_keys.key', '=', otherSlugKey(slug)).executeTakeFirst()
}

/** The key under which another source's slug leads to a challenge. */
export function otherSlugKey(slug: string): string {
  return `slug:${slug}`
}

/** How many answers, by how many models, for each of these challenges. Challenges without answers are left out. */
export async function countsByChallenge(db: Database, ids: number[]): Promise<Map<number, { answers: number; models: number }>> {
  if (!ids.length) return new Map()
  const rows = await db.selectFrom('responses')
    .select(({ fn }) => ['challenge_id', fn.countAll<number>().as('answers'), fn.count<number>('model_id').distinct().as('models')])
    .where('challenge_id', 'in', ids).where(isOpen).groupBy('challenge_id').execute()
  return new Map(rows.map(({ challenge_id, ...counts }) => [challenge_id, counts]))
}

/** How many challenges there are per category, difficulty, output type and collection. */
export async function challengeFacets(db: Database) {
  const count = (column: 'category' | 'difficulty' | 'output_type') => db.selectFrom('challenges')
    .select(({ fn, ref }) => [ref(column).as('value'), fn.countAll<number>().as('count')])
    .where(column, 'is not', null).groupBy(column).orderBy('count', 'desc').orderBy('value').execute()
  const collections = db.selectFrom('challenges').innerJoin('collections', 'collections.id', 'challenges.collection_id')
    .select(({ fn }) => ['collections.slug as value', 'collections.name as name', fn.countAll<number>().as('count')])
    .groupBy(['collections.slug', 'collections.name']).orderBy('count', 'desc').execute()
  return { category: await count('category'), difficulty: await count('difficulty'), outputType: await count('output_type'), collection: await collections }
}

/** Challenges that all of these models answered, oldest first. */
export async function sharedChallenges(db: Database, modelIds: number[], page: { after?: number; limit: number }): Promise<ChallengeRow[]> {
  let query = challengeRows(db).where('challenges.id', 'in', sharedIds(db, modelIds))
  if (page.after !== undefined) query = query.where('challenges.id', '>', page.after)
  return query.orderBy('challenges.id').limit(page.limit).execute()
}

/** The first of them by name only: their prompts may be long, and a list to choose from needs none. */
export async function namesOfSharedChallenges(db: Database, modelIds: number[], limit: number): Promise<Array<{ slug: string; title: string }>> {
  return db.selectFrom('challenges').select(['slug', 'title']).where('id', 'in', sharedIds(db, modelIds)).orderBy('id').limit(limit).execute()
}

export async function countSharedChallenges(db: Database, modelIds: number[]): Promise<number> {
  const row = await db.selectFrom(sharedIds(db, modelIds).as('shared')).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return row.count
}

/** Each model's challenges come in order from the index, so cutting them with each other takes half the time of counting models. */
function sharedIds(db: Database, modelIds: number[]) {
  const [first, ...others] = modelIds.map((id) => db.selectFrom('responses').select('responses.challenge_id').where('responses.model_id', '=', id).where(isOpen))
  return others.reduce((shared, answered) => shared.intersect(answered), first!.distinct())
}

/** The challenges this model answered that stand before and after this one. */
export async function neighboursOf(db: Database, modelId: number, challengeId: number) {
  const neighbour = (side: '<' | '>') => db.selectFrom('challenges').select(['slug', 'title'])
    .where(({ exists, selectFrom }) => exists(selectFrom('responses').select('responses.id').whereRef('responses.challenge_id', '=', 'challenges.id').where('responses.model_id', '=', modelId).where(isOpen)))
    .where('id', side, challengeId).orderBy('id', side === '<' ? 'desc' : 'asc').limit(1).executeTakeFirst()
  const [previous, next] = await Promise.all([neighbour('<'), neighbour('>')])
  return { previous: previous ?? null, next: next ?? null }
}

/** The challenges this model answered, oldest first, each with how many answers and models it has in all. */
export async function listAnsweredChallenges(
  db: Database, modelId: number, page: { after?: number; limit: number },
): Promise<Array<ChallengeRow & { answers: number; models: number }>> {
  let query = challengeRows(db)
    .where(({ exists, selectFrom }) => exists(selectFrom('responses').select('responses.id').whereRef('responses.challenge_id', '=', 'challenges.id').where('responses.model_id', '=', modelId).where(isOpen)))
  if (page.after !== undefined) query = query.where('challenges.id', '>', page.after)
  const rows = await query.orderBy('challenges.id').limit(page.limit).execute()
  const counts = await countsByChallenge(db, rows.map(({ id }) => id))
  return rows.map((row) => ({ ...row, ...(counts.get(row.id) ?? { answers: 0, models: 0 }) }))
}

/** The categories of these challenges, by name. */
export async function categoriesOf(db: Database, ids: number[]): Promise<string[]> {
  const rows = await db.selectFrom('challenges').select('category').distinct().where(isOneOfIds(db, sql.ref('id'), ids))
    .where('category', 'is not', null).orderBy('category').execute()
  return rows.flatMap(({ category }) => category ?? [])
}
