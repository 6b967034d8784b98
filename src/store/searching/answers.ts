import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { isTextual } from '../../core/responses/output-type.ts'
import { parseSearchQuery, scoreOf } from '../../core/text/search-query.ts'
import type { Phrase } from '../../core/text/search-query.ts'
import { snippetOf } from '../../core/text/snippet.ts'
import { searchedLength, termsOf } from '../../core/text/terms.ts'
import type { Database } from '../database.ts'
import { isOneOfIds } from '../dialect.ts'
import { comparedId, foundId } from '../full-text.ts'
import { isOpen } from '../sealed.ts'
import type { SearchRequest, SearchResult } from '../search.ts'
import { findIds, rankedWindow, windowSize } from './window.ts'
import type { Window } from './window.ts'

/** As much of an answer as counts for its rank; what a long one says further down is found all the same. */
const rankedLength = 4_000

export async function findAnswers(db: Database, request: SearchRequest, after: number): Promise<Window> {
  const phrases = parseSearchQuery(request.query)
  if (phrases.length === 0) return { results: [], next: null }
  const asked = conditionOf(request)
  const { ids, looked } = await findBodies(db, phrases, after, asked)
  const answers = (await answersOf(db, ids, asked)).filter(({ output_type }) => isTextual(output_type)).map((row) => {
    const text = row.bytes ? Buffer.from(row.bytes).toString() : ''
    return { row, text, score: scoreOf(termsOf(text.slice(0, looked ? rankedLength : searchedLength)), phrases) }
  })
  return rankedWindow(ids, answers.filter(({ score }) => looked || score > 0).map(({ row, text, score }) => ({
    id: row.id,
    score,
    result: (): SearchResult => ({
      kind: 'response', id: row.public_id, title: row.challenge_title,
      model: { slug: row.model_slug, name: row.model_name, house: row.model_house },
      challenge: { slug: row.challenge_slug, title: row.challenge_title },
      outputType: row.output_type, turn: row.turn, snippet: snippetOf(text, phrases),
    }),
  })))
}

function answersOf(db: Database, bodyIds: number[], asked: RawBuilder<SqlBool> | undefined) {
  let query = db.selectFrom('responses')
    .innerJoin('bodies', 'bodies.id', 'responses.body_id')
    .innerJoin('models', 'models.id', 'responses.model_id')
    .innerJoin('challenges', 'challenges.id', 'responses.challenge_id')
    .select([
      'responses.id', 'responses.public_id', 'responses.title', 'responses.output_type', 'responses.turn', 'bodies.bytes',
      'models.slug as model_slug', 'models.name as model_name', 'models.house as model_house',
      'challenges.slug as challenge_slug', 'challenges.title as challenge_title',
    ])
    .where(isOneOfIds(db, sql.ref('responses.body_id'), bodyIds)).where(isOpen)
  if (asked) query = query.where(asked)
  return query.execute()
}

/** What the request asks of `responses`, if anything; that they are open is asked of all of them. */
function conditionOf({ model, challenge, outputType, collection, category }: SearchRequest): RawBuilder<SqlBool> | undefined {
  const parts: Array<RawBuilder<SqlBool>> = []
  if (model !== undefined) parts.push(sql`responses.model_id = (select id from models where slug = ${model})`)
  if (challenge !== undefined) parts.push(sql`responses.challenge_id = (select id from challenges where slug = ${challenge})`)
  if (collection !== undefined) parts.push(sql`responses.collection_id = (select id from collections where slug = ${collection})`)
  if (category !== undefined) parts.push(sql`responses.challenge_id in (select id from challenges where category = ${category})`)
  if (outputType !== undefined) parts.push(sql`responses.output_type = ${outputType}`)
  return parts.length === 0 ? undefined : sql<SqlBool>`(${sql.join(parts, sql` and `)})`
}

/** Up to so many bodies are listed beforehand; beyond, each finding is asked for an answer that passes. */
const mostListed = 20_000

interface Candidates {
  ids: number[]
  /** The index was asked, so they hold the phrases; otherwise their texts have to be. */
  looked: boolean
}

/**
 * Bodies that have an open answer that passes. A few are read as they are. Of some thousands, findings are compared with the
 * list of them, between the first and the last: answers of a model were mostly imported together, so a search within one
 * model reads little of the index even for the commonest word.
 */
async function findBodies(
  db: Database, phrases: Phrase[], after: number, asked: RawBuilder<SqlBool> | undefined,
): Promise<Candidates> {
  const id = foundId(db, 'body_search')
  const among = (condition: RawBuilder<SqlBool>) =>
    sql<SqlBool>`exists (select 1 from responses where responses.body_id = ${id} and ${condition})`
  if (!asked) return { ids: await findIds(db, 'body_search', phrases, after, among(isOpen)), looked: true }
  const condition = sql<SqlBool>`${isOpen} and ${asked}`
  const { rows } = await sql<{ id: number }>`
    select distinct body_id as id from responses where ${condition} and body_id > ${after} limit ${mostListed + 1}`.execute(db)
  const ids = rows.map((row) => row.id).sort((a, b) => a - b)
  if (ids.length <= windowSize) return { ids, looked: false }
  const passes = ids.length > mostListed
    ? among(condition)
    : sql<SqlBool>`${id} >= ${ids[0]} and ${id} <= ${ids.at(-1)} and ${isOneOfIds(db, comparedId(db, 'body_search'), ids)}`
  return { ids: await findIds(db, 'body_search', phrases, after, passes), looked: true }
}
