import { sql } from 'kysely'
import { parseSearchQuery, scoreOf } from '../../core/text/search-query.ts'
import { snippetOf } from '../../core/text/snippet.ts'
import { termsOf } from '../../core/text/terms.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import type { SearchRequest, SearchResult } from '../search.ts'
import { findIds, rankedWindow } from './window.ts'
import type { Window } from './window.ts'

const shortestPrefix = 3

/** A word in the title says more of a challenge than one in its prompt. */
const titleWeight = 3

export async function findChallenges(db: Database, request: SearchRequest, after: number): Promise<Window> {
  const phrases = parseSearchQuery(request.query, shortestPrefix)
  const ids = await findIds(db, 'challenge_search', phrases, after)
  const { category, outputType, collection } = request
  let query = db.selectFrom('challenges').select(['id', 'slug', 'title', 'description', 'output_type', 'turns'])
    .where(isOneOfIds(db, sql.ref('challenges.id'), ids))
  if (category !== undefined) query = query.where('category', '=', category)
  if (outputType !== undefined) query = query.where('output_type', '=', outputType)
  if (collection !== undefined) {
    query = query.where('collection_id', '=', db.selectFrom('collections').select('id').where('slug', '=', collection))
  }
  const rows = await query.execute()
  return rankedWindow(ids, rows.map(({ id, slug, title, description, output_type, turns }) => {
    const text = [description, ...turns].filter((part) => part !== null).join('\n\n')
    return {
      id,
      score: titleWeight * scoreOf(termsOf(title), phrases) + scoreOf(termsOf(text), phrases),
      result: (): SearchResult => ({
        kind: 'challenge', id: slug, title, model: null, challenge: { slug, title }, outputType: output_type,
        turn: null, snippet: snippetOf(text, phrases),
      }),
    }
  }))
}
