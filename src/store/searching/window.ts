import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { Phrase } from '../../core/text/search-query.ts'
import type { Database } from '../database.ts'
import { foundId, holdsPhrases, searchTable } from '../full-text.ts'
import type { SearchTable } from '../full-text.ts'
import type { SearchResult } from '../search.ts'

/**
 * Some of what is found, best first. Windows follow one another by id, so that a page costs the same however much is
 * found, and a later page goes on where the last one ended; up to `windowSize` findings are ranked as a whole.
 */
export interface Window {
  results: Array<() => SearchResult>
  /** Ask for the window after this id; null where nothing follows. */
  next: number | null
}

/** Enough that whoever searches for something specific gets all of it ranked, and few enough to rank in milliseconds. */
export const windowSize = 200

/** The first ids beyond `after` whose words hold all the phrases, in order; none where nothing is looked for. */
export async function findIds(
  db: Database, table: SearchTable, phrases: Phrase[], after: number, condition: RawBuilder<SqlBool> = sql`1 = 1`,
): Promise<number[]> {
  if (phrases.length === 0) return []
  const id = foundId(db, table)
  const { rows } = await sql<{ id: number }>`
    select ${id} as id from ${searchTable(db, table)}
    where ${holdsPhrases(db, table, phrases)} and ${id} > ${after} and ${condition}
    order by ${id} limit ${windowSize}`.execute(db)
  return rows.map((row) => row.id)
}

interface Ranked {
  id: number
  score: number
  result: () => SearchResult
}

/** What was found for these ids, best first and otherwise in order of id, so that every page sees one order. */
export function rankedWindow(ids: number[], found: Ranked[]): Window {
  const results = found.sort((a, b) => b.score - a.score || a.id - b.id).map(({ result }) => result)
  return { results, next: ids.length === windowSize ? ids.at(-1)! : null }
}
