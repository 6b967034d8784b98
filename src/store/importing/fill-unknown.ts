import type { Updateable } from 'kysely'
import type { Database } from '../database.ts'
import type { Tables } from '../tables.ts'

/**
 * Writes values into the columns of a row that are unknown (null, or an empty list); known ones stay as they are.
 * Answers whether it wrote any.
 */
export async function fillUnknown<Table extends 'models' | 'creators' | 'challenges'>(
  db: Database, table: Table, id: number, values: Updateable<Tables[Table]>,
): Promise<boolean> {
  const offered = Object.entries(values).filter(([, value]) => !isUnknown(value))
  if (offered.length === 0) return false
  const rows = db.selectFrom(table as 'models')
  const row = await rows.selectAll().where('id', '=', id).executeTakeFirstOrThrow() as Record<string, unknown>
  const missing = offered.filter(([column]) => isUnknown(row[column]))
  if (missing.length === 0) return false
  await db.updateTable(table as 'models').set(Object.fromEntries(missing)).where('id', '=', id).execute()
  return true
}

function isUnknown(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}
