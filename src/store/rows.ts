import { CompiledQuery, sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import type { Database } from './database.ts'
import { kindOf } from './dialect.ts'
import type { Tables } from './tables.ts'

/** Rows per statement: large enough that the statement's own cost is small, few sizes so that all stay prepared. */
const chunkSizes = [128, 16, 1]

/**
 * Inserts many rows with few statements, past Kysely's compiler, whose cost per row would be most of an import's.
 * Rows that are there already are left alone. Answers the `returning` columns of the rows that were added.
 * Values are in the order of `columns`; JSON values are handed in as text.
 */
export async function insertNew<Returned>(
  db: Database, into: { table: keyof Tables; columns: readonly string[]; returning?: string }, rows: unknown[][],
): Promise<Returned[]> {
  const added: Returned[] = []
  let at = 0
  for (const size of chunkSizes) {
    for (; rows.length - at >= size; at += size) {
      const values = rows.slice(at, at + size).flat()
      const result = await db.executeQuery<Returned>(CompiledQuery.raw(insertText(db, into, size), values))
      for (const row of result.rows) added.push(row)
    }
  }
  return added
}

function insertText(
  db: Database, { table, columns, returning }: { table: string; columns: readonly string[]; returning?: string }, size: number,
): string {
  const numbered = kindOf(db) === 'postgres'
  let parameter = 0
  const row = () => `(${columns.map(() => (numbered ? `$${++parameter}` : '?')).join(',')})`
  const rows = Array.from({ length: size }, row).join(',')
  return `insert into ${table} (${columns.join(',')}) values ${rows} on conflict do nothing` +
    (returning ? ` returning ${returning}` : '')
}

/** Whether the column is one of these texts: one parameter and one statement, however many they are. */
export function isOneOf(db: Database, column: Expression<string>, texts: string[]): Expression<SqlBool> {
  const list = JSON.stringify(texts)
  return kindOf(db) === 'sqlite'
    ? sql<SqlBool>`${column} in (select value from json_each(${list}))`
    : sql<SqlBool>`${column} in (select json_array_elements_text(${list}::json))`
}
