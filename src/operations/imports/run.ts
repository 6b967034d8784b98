import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CollectionFacts } from '../../core/imports/records.ts'
import type { FileReport, ImportProgress } from '../../core/imports/report.ts'
import type { ImportOptions } from '../../formats/import.ts'
import { openBlobs } from '../../media/blobs.ts'
import { createImportWriter } from '../../store/import.ts'
import { saveImportReport } from '../../store/imports.ts'
import { loadCatalogue } from '../demo/load.ts'
import { defineOperation, type Context, type Progress } from '../operation.ts'
import { FileReportShape } from './report-shape.ts'

const choices = {
  format: z.string().max(60).optional().describe('Read everything as this format instead of recognising each file.'),
  collection: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a collection is named in lower case with dashes: my-answers').max(80).optional()
    .describe('Put the rows into this collection instead of their source’s own.'),
  licence: z.string().max(200).optional().describe('Licence of the collection named by `collection`.'),
  strict: z.boolean().default(false).describe('Stop at the first rejected row.'),
}

const output = z.object({ files: z.array(FileReportShape) })

export const runImport = defineOperation({
  name: 'imports.run', kind: 'write', path: '/imports/local', callers: ['system'], command: 'import', positional: ['paths'], unwrap: 'files',
  transaction: 'none', idempotent: true,
  summary: 'Import answers, votes, challenges and models from files, folders, archives or standard input (-).',
  input: z.object({ paths: z.array(z.string().min(1)).min(1).describe('Files, folders and archives on this machine; - for standard input.'), ...choices }),
  output,
  failed: ({ files }, { strict }) => files.some((file) => file.error !== undefined || (strict && file.rejectedCount > 0)),
  run: ({ paths, ...options }, _caller, context) => importPaths(paths, options, context),
})

export const uploadImport = defineOperation({
  name: 'imports.upload', kind: 'write', path: '/imports', callers: ['admin'], upload: 'file', transaction: 'none', idempotent: true,
  summary: 'Import a file that is sent as the request’s body.',
  input: z.object({ file: z.string().describe('The file.'), ...choices }),
  output,
  limits: { perMinute: 30, bodyBytes: 4 * 1024 ** 3 },
  async run({ file, ...options }, _caller, context) {
    // Where the upload lies on this machine is nobody's business.
    const progress = (event: Progress) => context.progress({ ...event, message: event.message.replaceAll(file, 'upload') })
    const { files } = await importPaths([file], options, { ...context, progress })
    return { files: files.map((report) => ({ ...report, file: 'upload' })) }
  },
})

async function importPaths(
  paths: string[], { collection, licence, ...options }: { format?: string; collection?: string; licence?: string; strict: boolean }, context: Context,
): Promise<{ files: FileReport[] }> {
  if (context.settings.loadDemo) await loadCatalogue(context.store, context.now)
  const startedAt = context.now().toISOString()
  const sink = { writerFor: (facts: CollectionFacts) => createImportWriter(context.db, { collection: facts, now: context.now, putBlob: openBlobs(context.store.blobsFolder).put }) }
  const named: Pick<ImportOptions, 'collection'> = collection ? { collection: { slug: collection, name: collection, licence } } : {}
  const tmpFolder = await folderForUnpacking(context.store.folder)
  // Not before something is imported: all formats and their parsers were a tenth of the server's start.
  const { importSources } = await import('../../formats/import.ts')
  const files = await importSources(paths, { ...options, ...named, tmpFolder }, sink, (progress) => context.progress(describe(progress)))
  await context.store.searchIsCurrent()
  for (const report of files) await saveImportReport(context.db, report, startedAt, context.now().toISOString())
  return { files }
}

/** A folder of this process for unpacked archives. What killed imports have left in theirs is removed. */
async function folderForUnpacking(dataFolder: string): Promise<string> {
  const all = join(dataFolder, 'unpacked')
  const own = join(all, String(process.pid))
  await mkdir(own, { recursive: true })
  for (const name of await readdir(all)) if (!isRunning(Number(name))) await rm(join(all, name), { recursive: true, force: true })
  return own
}

/** Signal 0 only asks; EPERM is the answer of a process that is somebody else's. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function describe({ file, bytesRead, bytesTotal, rows, rowsPerSecond }: ImportProgress): Progress {
  return { message: `${file}  ${rows.toLocaleString('en')} rows, ${Math.round(rowsPerSecond).toLocaleString('en')} a second`, done: bytesRead, total: bytesTotal }
}
