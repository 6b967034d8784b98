import { z } from 'zod'
import type { CollectionFacts } from '../../core/imports/records.ts'
import type { FileReport, ImportProgress } from '../../core/imports/report.ts'
import type { ImportOptions } from '../../formats/import.ts'
import { formatNames } from '../../formats/names.ts'
import { openBlobs } from '../../media/blobs.ts'
import { createImportWriter } from '../../store/import.ts'
import { loadCatalogue } from '../demo/load.ts'
import { defineOperation, type Context, type Progress } from '../operation.ts'
import { withHistory } from './history.ts'
import { FileReportShape } from './report-shape.ts'
import { tellReports } from './tell-report.ts'
import { withScratchFolder } from './scratch-folder.ts'

const choices = {
  format: z.enum(formatNames).optional().describe('Read everything as this format instead of recognising each file.'),
  collection: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a collection is named in lower case with dashes: my-answers').max(80).optional()
    .describe('Put the rows into this collection instead of their source’s own.'),
  licence: z.string().max(200).optional().describe('Licence of the collection named by `collection`.'),
  strict: z.boolean().default(false).describe('Stop at the first rejected row.'),
  sealed: z.boolean().default(false)
    .describe('Keep these answers off every page and list until a duel over them was revealed. What is there already stays as it is.'),
}

const output = z.object({ files: z.array(FileReportShape) })

export const runImport = defineOperation({
  name: 'imports.run', kind: 'write', path: '/imports/local', callers: ['system'], command: 'import', positional: ['paths'], unwrap: 'files',
  transaction: 'none', idempotent: true,
  summary: 'Import answers, votes, challenges and models from files, folders, archives or standard input (-).',
  input: z.object({ paths: z.array(z.string().min(1)).min(1).describe('Files, folders and archives on this machine; - for standard input.'), ...choices }),
  output,
  tell: ({ files }) => tellReports(files),
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
    const hidden = (text: string) => text.replaceAll(file, 'upload')
    const progress = (event: Progress) => context.progress({ ...event, message: hidden(event.message) })
    const { files } = await importPaths([file], options, { ...context, progress })
    return { files: files.map(({ error, ...report }) => ({ ...report, file: 'upload', ...(error !== undefined && { error: hidden(error) }) })) }
  },
})

async function importPaths(
  paths: string[],
  { collection, licence, sealed, ...options }: { format?: string; collection?: string; licence?: string; strict: boolean; sealed: boolean },
  context: Context,
): Promise<{ files: FileReport[] }> {
  if (context.settings.loadDemo) await loadCatalogue(context.store, context.now)
  const putBlob = openBlobs(context.store.blobsFolder).put
  const sink = { writerFor: (facts: CollectionFacts) => createImportWriter(context.db, { collection: facts, now: context.now, putBlob, sealed }) }
  const named: Pick<ImportOptions, 'collection'> = collection ? { collection: { slug: collection, name: collection, licence } } : {}
  // Not before something is imported: all formats and their parsers were a tenth of the server's start.
  const { importSources } = await import('../../formats/import.ts')
  const files = await withHistory(paths, context, (knowing) => withScratchFolder(context.store.folder, async (tmpFolder) => {
    const tell = (progress: ImportProgress, reports: () => FileReport[]) => {
      knowing(reports)
      context.progress(describe(progress))
    }
    const reports = await importSources(paths, { ...options, ...named, tmpFolder }, sink, tell)
    await context.store.searchIsCurrent()
    return reports
  }))
  return { files }
}

function describe({ file, bytesRead, bytesTotal, rows, rowsPerSecond }: ImportProgress): Progress {
  return { message: `${rows.toLocaleString('en')} rows, ${Math.round(rowsPerSecond).toLocaleString('en')} a second  ${file}`, done: bytesRead, total: bytesTotal }
}
