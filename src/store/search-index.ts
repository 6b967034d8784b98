import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { isTextual } from '../core/responses/output-type.ts'
import type { Database } from './database.ts'
import { inTransaction } from './database.ts'
import { isOneOfIds } from './dialect.ts'
import { announceAllBodies, clearWords, writeBodyWords, writeWords } from './full-text.ts'

/** Call these in the transaction that adds or changes what they index. */

export async function indexModels(db: Database, ids: number[]): Promise<void> {
  const rows = await db.selectFrom('models').leftJoin('creators', 'creators.id', 'models.creator_id')
    .select(['models.id', 'models.slug', 'models.name', 'models.family', 'models.variant', 'creators.name as creator'])
    .where(isOneOfIds(db, sql.ref('models.id'), ids)).where('hidden', '=', false).execute()
  const aliases = await db.selectFrom('model_aliases').select(['model_id', 'written'])
    .where(isOneOfIds(db, sql.ref('model_id'), ids)).execute()
  const written = Map.groupBy(aliases, ({ model_id }) => model_id)
  await writeWords(db, 'model_search', rows.map(({ id, ...row }) => ({
    id, text: joined([...Object.values(row), ...(written.get(id) ?? []).map((alias) => alias.written)]),
  })))
}

export async function indexCreators(db: Database, ids: number[]): Promise<void> {
  const rows = await db.selectFrom('creators').select(['id', 'slug', 'name']).where(isOneOfIds(db, sql.ref('id'), ids)).execute()
  await writeWords(db, 'creator_search', rows.map(({ id, slug, name }) => ({ id, text: joined([slug, name]) })))
}

export async function indexChallenges(db: Database, ids: number[]): Promise<void> {
  const rows = await db.selectFrom('challenges').select(['id', 'title', 'description', 'category', 'tags', 'turns'])
    .where(isOneOfIds(db, sql.ref('id'), ids)).execute()
  await writeWords(db, 'challenge_search', rows.map(({ id, title, description, category, tags, turns }) => ({
    id, text: joined([title, description, category, ...tags, ...turns]),
  })))
}

/** Names and texts one below the other, so that no phrase is found across two of them by chance of order alone. */
function joined(parts: Array<string | null>): string {
  return parts.filter((part) => part !== null).join('\n')
}

const batch = 500

/** Makes the whole search index anew from what is stored; on SQLite answers follow once that is committed. */
export async function rebuildSearchIndex(db: Database): Promise<void> {
  await inTransaction(db, async (tx) => {
    await clearWords(tx)
    await inBatches((after) => idsAfter(tx, 'models', after), (ids) => indexModels(tx, ids))
    await inBatches((after) => idsAfter(tx, 'creators', after), (ids) => indexCreators(tx, ids))
    await inBatches((after) => idsAfter(tx, 'challenges', after), (ids) => indexChallenges(tx, ids))
    if (!await announceAllBodies(tx)) await inBatches((after) => idsAfter(tx, 'bodies', after), (ids) => indexStoredBodies(tx, ids))
  })
}

async function inBatches(next: (after: number) => Promise<number[]>, index: (ids: number[]) => Promise<void>): Promise<void> {
  for (let ids = await next(0); ids.length > 0; ids = await next(ids.at(-1)!)) {
    await index(ids)
    // On SQLite nothing here waits, and everything else in this process would have to.
    await setImmediate()
  }
}

async function idsAfter(db: Database, table: 'models' | 'creators' | 'challenges' | 'bodies', after: number): Promise<number[]> {
  const rows = await db.selectFrom(table).select('id').where('id', '>', after).orderBy('id').limit(batch).execute()
  return rows.map(({ id }) => id)
}

async function indexStoredBodies(db: Database, ids: number[]): Promise<void> {
  const rows = await db.selectFrom('bodies').innerJoin('responses', 'responses.body_id', 'bodies.id')
    .select(['bodies.id', 'bodies.bytes', 'responses.output_type']).where(isOneOfIds(db, sql.ref('bodies.id'), ids)).execute()
  const texts = new Map<number, string>()
  for (const { id, bytes, output_type } of rows) {
    if (bytes && isTextual(output_type)) texts.set(id, Buffer.from(bytes).toString())
  }
  await writeBodyWords(db, Array.from(texts, ([id, text]) => ({ id, text })))
}
