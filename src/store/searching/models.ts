import { sql } from 'kysely'
import { parseSearchQuery, scoreOf } from '../../core/text/search-query.ts'
import { termsOf } from '../../core/text/terms.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import type { SearchRequest, SearchResult } from '../search.ts'
import { findIds, rankedWindow } from './window.ts'
import type { Window } from './window.ts'

/** Names are looked for while they are being typed, from the first letter on. */
const shortestPrefix = 1

export async function findModels(db: Database, { query }: SearchRequest, after: number): Promise<Window> {
  const phrases = parseSearchQuery(query, shortestPrefix)
  const ids = await findIds(db, 'model_search', phrases, after)
  const rows = await db.selectFrom('models').leftJoin('creators', 'creators.id', 'models.creator_id')
    .select(['models.id', 'models.slug', 'models.name', 'models.house', 'creators.name as creator'])
    .where(isOneOfIds(db, sql.ref('models.id'), ids)).execute()
  return rankedWindow(ids, rows.map((row) => ({
    id: row.id,
    score: nameScore(row.name, query) + scoreOf(termsOf(row.name), phrases),
    result: (): SearchResult => ({
      kind: 'model', id: row.slug, title: row.name, challenge: null, outputType: null, turn: null, snippet: null,
      model: { slug: row.slug, name: row.name, house: row.house },
    }),
  })))
}

export async function findCreators(db: Database, { query }: SearchRequest, after: number): Promise<Window> {
  const phrases = parseSearchQuery(query, shortestPrefix)
  const ids = await findIds(db, 'creator_search', phrases, after)
  const rows = await db.selectFrom('creators').select(['id', 'slug', 'name']).where(isOneOfIds(db, sql.ref('id'), ids)).execute()
  return rankedWindow(ids, rows.map((row) => ({
    id: row.id,
    score: nameScore(row.name, query) + scoreOf(termsOf(row.name), phrases),
    result: (): SearchResult => ({
      kind: 'creator', id: row.slug, title: row.name, model: null, challenge: null, outputType: null, turn: null, snippet: null,
    }),
  })))
}

/** Whoever types a whole name wants that before names that go on. */
function nameScore(name: string, query: string): number {
  const [typed, full] = [termsOf(query).join(' '), termsOf(name).join(' ')]
  if (typed === full) return 100
  return full.startsWith(typed) ? 10 : 0
}
