import type { Database } from './database.ts'
import { parameterText } from './dialect.ts'
import { runText } from './run-text.ts'

/**
 * Rows per statement: large enough that the statement's own cost is small, few sizes so that all stay prepared. Fewer rows
 * than the smallest of these go into one statement.
 */
const chunkSizes = [128, 16]

interface Target {
  table: string
  columns: readonly string[]
}

/**
 * Inserts many rows with few statements, past Kysely's compiler, whose cost per row would be most of an import's.
 * Values are in the order of `columns`; JSON values are handed in as text. Answers what `ending` returns.
 */
export async function insertRows<Returned>(
  db: Database, { table, columns, ending = '' }: Target & { ending?: string }, rows: unknown[][],
): Promise<Returned[]> {
  const returned: Returned[] = []
  let at = 0
  const sizes = [...chunkSizes, rows.length % chunkSizes.at(-1)!].filter((size) => size > 0)
  for (const size of sizes) {
    for (; rows.length - at >= size; at += size) {
      const values = rows.slice(at, at + size).flat()
      const text = `insert into ${table} (${columns.join(',')}) values ${placesFor(db, size, columns.length)} ${ending}`
      for (const row of await runText<Returned>(db, text, values)) returned.push(row)
    }
  }
  return returned
}

/** The same, leaving alone what is there already. Answers the `returning` columns of the rows that were added. */
export function insertNew<Returned>(
  db: Database, { returning, ...target }: Target & { returning: string }, rows: unknown[][],
): Promise<Returned[]> {
  return insertRows(db, { ...target, ending: `on conflict do nothing returning ${returning}` }, rows)
}

/** Texts of `values` lists, by database and size: making one costs as much as inserting ten rows. */
const placesKnown = new Map<string, string>()

function placesFor(db: Database, rows: number, columns: number): string {
  const key = `${parameterText(db, 1)} ${rows} ${columns}`
  const known = placesKnown.get(key)
  if (known !== undefined) return known
  let parameter = 0
  const row = () => `(${Array.from({ length: columns }, () => parameterText(db, ++parameter)).join(',')})`
  const places = Array.from({ length: rows }, row).join(',')
  placesKnown.set(key, places)
  return places
}
