import type { FileReport } from '../core/imports/report.ts'
import type { Database } from './database.ts'
import type { ImportTable } from './tables.ts'

const mostRejectionsKept = 100

/** Writes down that an import of these files has begun, and answers the ids of its entries. */
export async function beginImports(db: Database, files: string[], startedAt: string): Promise<number[]> {
  const rows = files.map((file) => ({
    file, format: 'unknown', collection_id: null, read: 0, imported: 0, duplicates: 0, rejected: 0, rejections: [], lost: [],
    state: 'running' as const, started_at: startedAt, finished_at: startedAt,
  }))
  const added = await db.insertInto('imports').values(rows).returning('id').execute()
  return added.map(({ id }) => id).sort((a, b) => a - b)
}

export type ImportState = ImportTable['state']

/**
 * Keeps how far an import of a file is, or what it did in the end; without a report, only that it was heard of. While it
 * runs, `finished_at` is when that was.
 */
export async function saveImportReport(
  db: Database, id: number, report: FileReport | undefined, { at, state }: { at: string; state: ImportState },
): Promise<void> {
  const counts = report && {
    format: report.format ?? 'unknown', read: report.read, imported: report.imported, duplicates: report.duplicates,
    rejected: report.rejectedCount, rejections: report.rejected.slice(0, mostRejectionsKept), lost: report.lost,
  }
  await db.updateTable('imports').set({ ...counts, state, finished_at: at }).where('id', '=', id).execute()
}

/** Imports, newest first, before the one with id `before`. */
export async function listImports(db: Database, page: { before?: number; limit: number }) {
  let query = db.selectFrom('imports').selectAll()
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

/** Whether the shipped catalogue was loaded: all of it is stored in one transaction. */
export async function hasCatalogue(db: Database): Promise<boolean> {
  return (await db.selectFrom('model_aliases').select('model_id').where('origin', '=', 'catalogue').limit(1).executeTakeFirst()) !== undefined
}

/** Whether there are challenges of this collection. */
export async function hasChallengesOf(db: Database, collection: string): Promise<boolean> {
  const found = await db.selectFrom('challenges').innerJoin('collections', 'collections.id', 'challenges.collection_id')
    .select('challenges.id').where('collections.slug', '=', collection).limit(1).executeTakeFirst()
  return found !== undefined
}
