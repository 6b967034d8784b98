import type { FileReport } from '../core/imports/report.ts'
import type { Database } from './database.ts'

const mostRejectionsKept = 100

/** Keeps what an import did with a file. */
export async function saveImportReport(db: Database, report: FileReport, startedAt: string, finishedAt: string): Promise<void> {
  await db.insertInto('imports').values({
    file: report.file, format: report.format ?? 'unknown', collection_id: null, read: report.read, imported: report.imported,
    duplicates: report.duplicates, rejected: report.rejectedCount, rejections: report.rejected.slice(0, mostRejectionsKept),
    lost: report.lost, state: report.error ? 'failed' : 'done', started_at: startedAt, finished_at: finishedAt,
  }).execute()
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
