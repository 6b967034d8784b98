import type { Kysely } from 'kysely'
import { createAll } from './table-builder.ts'
import type { TableDescriptions } from './table-builder.ts'

const tables: TableDescriptions = {
  computations: {
    primaryKey: ['key'],
    columns: { key: 'text', task: 'json', asked_at: 'text', state: 'text', board_id: 'integer?>boards', detail: 'bytes' },
  },
}

/** What is computed from all votes and kept current; the newest check, and whether votes have a category, are found at once. */
export async function addBoards(db: Kysely<any>): Promise<void> {
  await createAll(db, tables, [['computations', 'asked_at'], ['vote_checks', 'at'], ['challenges', 'language']])
  for (const column of ['category', 'language'] as const) {
    // Most votes have none of their own.
    await db.schema.createIndex(`votes_by_${column}`).on('votes').column(column).where(column, 'is not', null).execute()
  }
}
