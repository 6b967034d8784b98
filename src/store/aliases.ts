import { sql } from 'kysely'
import { normalisedSpelling } from '../core/models/alias.ts'
import type { Database } from './database.ts'
import { containsText, isOneOf } from './dialect.ts'
import { indexModels } from './search-index.ts'

/** Which spellings mean which models, by spelling, after the spelling `after`. */
export async function listAliases(db: Database, filter: { model?: string; q?: string; origin?: string }, page: { after?: string; limit: number }) {
  let query = db.selectFrom('model_aliases').innerJoin('models', 'models.id', 'model_aliases.model_id')
    .select(['model_aliases.spelling', 'model_aliases.written', 'model_aliases.origin', 'models.slug as model', 'models.name as name'])
    .where('models.hidden', '=', false)
  if (filter.model) query = query.where('models.slug', '=', filter.model)
  if (filter.origin) query = query.where('model_aliases.origin', '=', filter.origin as never)
  if (filter.q) query = query.where(containsText(db, sql`model_aliases.spelling`, filter.q))
  if (page.after !== undefined) query = query.where('model_aliases.spelling', '>', page.after)
  return query.orderBy('model_aliases.spelling').limit(page.limit).execute()
}

/** The models that spellings, in the form in which they are compared, mean. */
export async function modelsBySpelling(db: Database, spellings: string[]): Promise<Map<string, { slug: string; name: string; house: boolean }>> {
  const rows = await db.selectFrom('model_aliases').innerJoin('models', 'models.id', 'model_aliases.model_id')
    .select(['model_aliases.spelling', 'models.slug', 'models.name', 'models.house'])
    .where(isOneOf(db, sql.ref('model_aliases.spelling'), spellings)).where('models.hidden', '=', false).execute()
  return new Map(rows.map(({ spelling, ...model }) => [spelling, model]))
}

/** From now on this spelling means this model, and finds it. Answers stored under the old meaning stay where they are. */
export async function setAlias(db: Database, written: string, modelId: number): Promise<void> {
  const before = await ownerOf(db, written)
  await db.insertInto('model_aliases').values({ spelling: normalisedSpelling(written), written, model_id: modelId, origin: 'person' })
    .onConflict((conflict) => conflict.column('spelling').doUpdateSet({ written, model_id: modelId, origin: 'person' })).execute()
  await indexModels(db, before === undefined || before === modelId ? [modelId] : [before, modelId])
}

/** Answers whether there was such an alias. */
export async function removeAlias(db: Database, written: string): Promise<boolean> {
  const owner = await ownerOf(db, written)
  if (owner === undefined) return false
  await db.deleteFrom('model_aliases').where('spelling', '=', normalisedSpelling(written)).execute()
  await indexModels(db, [owner])
  return true
}

async function ownerOf(db: Database, written: string): Promise<number | undefined> {
  const row = await db.selectFrom('model_aliases').select('model_id').where('spelling', '=', normalisedSpelling(written)).executeTakeFirst()
  return row?.model_id
}
