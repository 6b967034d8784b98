import { sql, type Selectable } from 'kysely'
import { normalisedSpelling } from '../core/models/alias.ts'
import type { Database } from './database.ts'
import { containsText, isOneOf } from './dialect.ts'
import { indexModels } from './search-index.ts'
import { isOpen } from './sealed.ts'
import type { CreatorTable, ModelTable } from './tables.ts'

/** A model as lists show it. */
export type ModelRow = Pick<Selectable<ModelTable>, (typeof listedColumns)[number]> & { creator_slug: string | null; creator_name: string | null }

/** A model with everything known of it. */
export type WholeModelRow = Selectable<ModelTable> & { creator_slug: string | null; creator_name: string | null; base_slug: string | null }

const listedColumns = [
  'id', 'slug', 'name', 'house', 'family', 'released', 'retired', 'input_modalities', 'output_modalities', 'capabilities', 'context_tokens',
  'open_weights', 'input_price', 'output_price',
] as const

export interface ModelFilter {
  q?: string
  creator?: string
  family?: string
  input?: string
  output?: string
  capability?: string
  openWeights?: boolean
  /** Dollars per million output tokens: at least, and below. */
  priceFrom?: number
  priceBelow?: number
  contextFrom?: number
  releasedFrom?: string
  releasedBefore?: string
  hasAnswers?: boolean
  house?: boolean
  retired?: boolean
}

export type ModelSort = 'released' | 'name' | 'context' | 'price' | 'answers'

function joined(db: Database) {
  return db.selectFrom('models')
    .leftJoin('creators', 'creators.id', 'models.creator_id')
    .leftJoin('models as base', 'base.id', 'models.base_id')
    .select(['creators.slug as creator_slug', 'creators.name as creator_name'])
    .where('models.hidden', '=', false)
}

function wholeRows(db: Database) {
  return joined(db).selectAll('models').select('base.slug as base_slug')
}

/**
 * All models that pass the filter, in no particular order: a catalogue is small enough to sort in memory. Only with the
 * columns of a list: prices and notes of hundreds of models took longer to read than the rest of the page.
 */
export async function listModels(db: Database, filter: ModelFilter): Promise<ModelRow[]> {
  return filtered(db, filter).select(listedColumns.map((column) => `models.${column}` as const)).execute()
}

/** The models with these slugs, likewise, each with the model it is a variant of. */
export async function listModelsBySlug(db: Database, slugs: string[]): Promise<Array<ModelRow & { base_id: number | null }>> {
  return joined(db).select(listedColumns.map((column) => `models.${column}` as const)).select('models.base_id').where(isOneOf(db, sql.ref('models.slug'), slugs)).execute()
}

/** The same with everything known of them. */
export async function readModels(db: Database, filter: ModelFilter): Promise<WholeModelRow[]> {
  return filtered(db, filter).selectAll('models').select('base.slug as base_slug').execute()
}

function filtered(db: Database, filter: ModelFilter) {
  let query = joined(db)
  if (filter.q) {
    const words = filter.q.split(/\s+/).filter(Boolean).slice(0, 8)
    for (const word of words) {
      query = query.where(({ or }) => or([
        containsText(db, sql`models.name`, word), containsText(db, sql`models.slug`, word),
        containsText(db, sql`creators.name`, word), containsText(db, sql`models.family`, word),
      ]))
    }
  }
  if (filter.creator) query = query.where('creators.slug', '=', filter.creator)
  if (filter.family) query = query.where('models.family', '=', filter.family)
  if (filter.input) query = query.where(listHolds(db, 'models.input_modalities', filter.input))
  if (filter.output) query = query.where(listHolds(db, 'models.output_modalities', filter.output))
  if (filter.capability) query = query.where(listHolds(db, 'models.capabilities', filter.capability))
  if (filter.openWeights !== undefined) query = query.where('models.open_weights', '=', filter.openWeights)
  if (filter.priceFrom !== undefined) query = query.where('models.output_price', '>=', filter.priceFrom)
  if (filter.priceBelow !== undefined) query = query.where('models.output_price', '<', filter.priceBelow)
  if (filter.contextFrom !== undefined) query = query.where('models.context_tokens', '>=', filter.contextFrom)
  if (filter.releasedFrom) query = query.where('models.released', '>=', filter.releasedFrom)
  if (filter.releasedBefore) query = query.where('models.released', '<', filter.releasedBefore)
  if (filter.house !== undefined) query = query.where('models.house', '=', filter.house)
  if (filter.retired !== undefined) query = query.where('models.retired', filter.retired ? 'is not' : 'is', null)
  if (filter.hasAnswers !== undefined) {
    query = query.where(({ exists, not, selectFrom }) => {
      const answers = exists(selectFrom('responses').select('responses.id').whereRef('responses.model_id', '=', 'models.id').where(isOpen))
      return filter.hasAnswers ? answers : not(answers)
    })
  }
  return query
}

/** A JSON list of slugs holds this one. The quotes keep `text` from matching `text-to-speech`. */
function listHolds(db: Database, column: string, value: string) {
  return containsText(db, sql<string>`cast(${sql.ref(column)} as text)`, JSON.stringify(value))
}

/** The model with this slug, or the one that this spelling is an alias of. */
export async function findModel(db: Database, slugOrAlias: string): Promise<WholeModelRow | undefined> {
  return (await findModels(db, [slugOrAlias]))[0]
}

/** For each of these the model with this slug, or the one that this spelling is an alias of. */
export async function findModels(db: Database, slugsOrAliases: string[]): Promise<Array<WholeModelRow | undefined>> {
  const rows = await wholeRows(db).where('models.slug', 'in', slugsOrAliases).execute()
  const bySlug = new Map(rows.map((row) => [row.slug, row]))
  return Promise.all(slugsOrAliases.map((slug) => bySlug.get(slug) ?? findByAlias(db, slug)))
}

async function findByAlias(db: Database, slugOrAlias: string): Promise<WholeModelRow | undefined> {
  const alias = await db.selectFrom('model_aliases').select('model_id').where('spelling', '=', normalisedSpelling(slugOrAlias)).executeTakeFirst()
  return alias && wholeRows(db).where('models.id', '=', alias.model_id).executeTakeFirst()
}

/** Models of the same family or base, oldest first, without the model itself. */
export async function relatedModels(db: Database, model: WholeModelRow, limit: number): Promise<ModelRow[]> {
  if (!model.family && !model.base_id) return []
  return wholeRows(db)
    .where('models.id', '!=', model.id)
    .where(({ or, eb, and }) => or([
      ...(model.family ? [and([eb('models.family', '=', model.family), eb('models.creator_id', 'is not distinct from', model.creator_id)])] : []),
      eb('models.base_id', '=', model.id),
      ...(model.base_id ? [eb('models.id', '=', model.base_id)] : []),
    ]))
    .orderBy('models.released', 'asc').orderBy('models.slug', 'asc').limit(limit).execute()
}

export interface CreatorRow extends Selectable<CreatorTable> {
  models: number
}

export async function listCreators(db: Database): Promise<CreatorRow[]> {
  return db.selectFrom('creators')
    .leftJoin('models', (join) => join.onRef('models.creator_id', '=', 'creators.id').on('models.hidden', '=', false))
    .selectAll('creators').select(({ fn }) => fn.count<number>('models.id').as('models'))
    .groupBy('creators.id').orderBy('creators.name').orderBy('creators.slug').execute()
}

export async function findCreator(db: Database, slug: string): Promise<Selectable<CreatorTable> | undefined> {
  return db.selectFrom('creators').selectAll().where('slug', '=', slug).executeTakeFirst()
}

/** How many answers each of these models (or each of all) has, and to how many challenges. Models without answers are left out. */
export async function answerCounts(db: Database, ids?: number[]): Promise<Map<number, { answers: number; challenges: number }>> {
  let query = db.selectFrom('responses')
    .select(({ fn }) => ['model_id', fn.countAll<number>().as('answers'), fn.count<number>('challenge_id').distinct().as('challenges')])
    .where(isOpen).groupBy('model_id')
  if (ids) query = query.where('model_id', 'in', ids)
  const rows = ids?.length === 0 ? [] : await query.execute()
  return new Map(rows.map(({ model_id, ...counts }) => [model_id, counts]))
}

/** What is labelled as sample texts of this project everywhere, and never taken for a model. */
export async function markAsHouse(db: Database, id: number): Promise<void> {
  await db.updateTable('models').set({ house: true }).where('id', '=', id).where('house', '=', false).execute()
}

/** Their names may be told from now on: those that were hidden come into lists and search. */
export async function showModels(transaction: Database, ids: number[]): Promise<void> {
  const shown = await transaction.updateTable('models').set({ hidden: false }).where('id', 'in', ids).where('hidden', '=', true).returning('id').execute()
  await indexModels(transaction, shown.map(({ id }) => id))
}
