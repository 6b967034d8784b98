import type { Kysely, TableMetadata } from 'kysely'
import { searchTables } from '../full-text.ts'

/** A table as it is copied: its columns and what they hold. */
export interface CopiedTable {
  name: string
  columns: Array<{ name: string; holds: 'json' | 'bytes' | 'plain' }>
}

/** A column that refers to a row of a table. */
export interface Reference {
  table: string
  column: string
  target: string
}

/** The tables with those that others refer to before the others. */
export function inOrderOfReference(tables: CopiedTable[], references: Reference[]): CopiedTable[] {
  const placed = new Set<string>()
  const ordered: CopiedTable[] = []
  const isReady = ({ name }: CopiedTable) =>
    references.every(({ table, target }) => table !== name || target === name || placed.has(target))
  while (ordered.length < tables.length) {
    const next = tables.filter((table) => !placed.has(table.name) && isReady(table))
    if (next.length === 0) throw new Error('Tables refer to one another in a circle.')
    for (const table of next) placed.add(table.name)
    ordered.push(...next)
  }
  return ordered
}

/**
 * Every table that cannot be made anew from others: all but those of search, which are made anew, and the list of
 * migrations.
 */
export async function copiedTables(db: Kysely<any>): Promise<CopiedTable[]> {
  const tables = await db.introspection.getTables()
  return tables.filter(({ name }) => name !== 'migrations' && !searchTables.some((search) => name.startsWith(search)))
    .map(describe).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function describe({ name, columns }: TableMetadata): CopiedTable {
  return { name, columns: columns.map((column) => ({ name: column.name, holds: whatItHolds(column.dataType) })) }
}

function whatItHolds(dataType: string): 'json' | 'bytes' | 'plain' {
  const type = dataType.toLowerCase()
  if (type.startsWith('json')) return 'json'
  return type === 'blob' || type === 'bytea' ? 'bytes' : 'plain'
}

/** A row as one line. Bytes that are text stay readable. */
export function rowToLine(row: Record<string, unknown>, { columns }: CopiedTable): string {
  const values = columns.map(({ name, holds }) => [name, holds === 'bytes' ? bytesToJson(row[name] as Uint8Array | null) : row[name]])
  return `${JSON.stringify(Object.fromEntries(values))}\n`
}

function bytesToJson(bytes: Uint8Array | null): { utf8: string } | { base64: string } | null {
  if (!bytes) return null
  const text = Buffer.from(bytes).toString()
  return Buffer.from(text).equals(bytes) ? { utf8: text } : { base64: Buffer.from(bytes).toString('base64') }
}

/** The values of a line in the order of the table's columns, ready for `insertRows`. */
export function lineToValues(line: string, { columns }: CopiedTable): unknown[] {
  const row = JSON.parse(line) as Record<string, unknown>
  return columns.map(({ name, holds }) => {
    const value = row[name] ?? null
    if (value === null) return null
    if (holds === 'json') return JSON.stringify(value)
    return holds === 'bytes' ? bytesFromJson(value as { utf8?: string; base64?: string }) : value
  })
}

function bytesFromJson({ utf8, base64 = '' }: { utf8?: string; base64?: string }): Uint8Array {
  return utf8 === undefined ? Buffer.from(base64, 'base64') : Buffer.from(utf8)
}
