import { DomainError } from '../core/errors.ts'
import type { CollectionFacts } from '../core/imports/records.ts'
import type { FileReport, ImportProgress } from '../core/imports/report.ts'
import type { ImportSink, RowOutcome } from '../core/imports/sink.ts'
import { plainFormOf } from './battles/plain-form.ts'
import type { Format, SourceFile, SourceTree } from './format.ts'
import { Batches, defaultBatch, type BatchLimits } from './import-batches.ts'
import { ProgressMeter } from './import-progress.ts'
import { emptyReport, reportOfTree, Tally } from './import-report.ts'
import { detectFormat, formatNamed, formats } from './registry.ts'
import { openSource, type OpenedSource, type OpenOptions } from './sources/open.ts'

export interface ImportOptions extends OpenOptions {
  /** Reads everything as this format, instead of recognising each file. */
  format?: string
  /** Where the rows belong, instead of where their source says. */
  collection?: CollectionFacts
  /** Stops at the first rejected row. What was written before it stays. */
  strict?: boolean
  /** Stops between two batches when it is aborted. */
  signal?: AbortSignal
  batch?: BatchLimits
}

/**
 * Imports files, folders, archives and standard input (`-`) as streams, questions before answers before votes whatever
 * the order of the paths, and answers one report per path. A path that cannot be read is an entry with an error, and
 * the others go on. Throws only where the sink cannot write, `options.signal` is aborted, or `options.format` is
 * unknown. `onProgress` hears how far it is, and may ask for the reports as they stand.
 */
export async function importSources(
  paths: string[], options: ImportOptions, sink: ImportSink,
  onProgress: (progress: ImportProgress, reports: () => FileReport[]) => void = () => {},
): Promise<FileReport[]> {
  const format = options.format === undefined ? undefined : knownFormat(options.format)
  const opened: GivenPath[] = []
  try {
    for (const path of paths) opened.push(await openPath(path, format, options))
    const files = inOrder(opened)
    const meter = new ProgressMeter(files.map(({ file }) => file), (progress) => onProgress(progress, () => opened.map(reportOf)))
    const batches = new Batches(sink, options.batch ?? defaultBatch)
    await readFiles(files, { batches, meter, options })
    meter.finish()
    return opened.map(reportOf)
  } finally {
    await Promise.all(opened.map(({ source }) => source?.dispose()))
  }
}

function knownFormat(name: string): Format {
  const format = formatNamed(name)
  if (format) return format
  const names = formats.map((one) => one.name).join(', ')
  throw new DomainError('invalid', `There is no format "${name}". There are: ${names}.`)
}

/** A path of the command line, opened, with what was found in it. */
interface GivenPath {
  path: string
  source: OpenedSource | undefined
  /** Files that hold rows. */
  files: FoundFile[]
  /** A report for every file, in the order of their paths. */
  reports: FileReport[]
  error: string | undefined
}

interface FoundFile {
  /** For progress: the given path, and the path inside. */
  name: string
  file: SourceFile
  tree: SourceTree
  format: Format
  report: FileReport
}

async function openPath(path: string, format: Format | undefined, options: ImportOptions): Promise<GivenPath> {
  const given: GivenPath = { path, source: undefined, files: [], reports: [], error: undefined }
  try {
    given.source = await openSource(path, options)
  } catch (error) {
    return { ...given, error: messageOf(error) }
  }
  for (const file of given.source.tree.files) addFile(given, given.source, file, format)
  const leftOut = [...given.source.skipped, ...given.source.problems]
  given.reports.push(...leftOut.map(({ path: inner, reason }) => emptyReport(inner, { error: reason })))
  return given
}

function addFile(given: GivenPath, source: OpenedSource, file: SourceFile, asked: Format | undefined): void {
  const { tree } = source
  const found = asked ? detectAs(asked, file, source) : detectFormat(file, tree)
  const report = emptyReport(file.path, found ? { format: found.format.name } : { error: reasonUnknown(file) })
  given.reports.push(report)
  const name = isLoneFile(source) ? given.path : `${given.path}/${file.path}`
  if (found?.detection === 'auxiliary') report.auxiliary = true
  else if (found) given.files.push({ name, file, tree, format: found.format, report })
}

/** A named format reads a lone file whatever it looks like; of many files it picks its own. */
function detectAs(format: Format, file: SourceFile, source: OpenedSource) {
  const detection = isLoneFile(source) ? 'rows' as const : format.detect(file, source.tree)
  return detection === 'no' ? undefined : { format, detection }
}

function isLoneFile({ tree, skipped, problems }: OpenedSource): boolean {
  return tree.files.length === 1 && skipped.length === 0 && problems.length === 0
}

function reasonUnknown(file: SourceFile): string {
  const { head } = file
  if (head === '') return 'an empty file'
  if (head.startsWith('\ufffd\ufffd') && head.includes('\0')) return 'not UTF-8, perhaps UTF-16: save it as UTF-8'
  const packed = unreadPackings.find(([start]) => head.startsWith(start))
  if (packed) return `packed with ${packed[1]}, which is not read here: unpack it first, or pack it with gzip, zstd or zip`
  const plain = plainFormOf(file)
  return plain ? `${'firstRow' in plain ? 'votes without answers or ids' : 'totals of pairs, not single votes'}: nothing to store, \`diptych rate\` reads them` : 'no format knows this file'
}

/** How files of other packers begin, as far as that can be decoded. */
const unreadPackings = [['BZh', 'bzip2'], ['\ufffd7zXZ', 'xz'], ['7z\ufffd\ufffd', '7-Zip'], ['Rar!', 'RAR']] as const

function inOrder(opened: GivenPath[]): FoundFile[] {
  const orderOf = ({ format, file }: FoundFile) => format.order?.(file) ?? 1
  return opened.flatMap(({ files }) => files).sort((a, b) => orderOf(a) - orderOf(b))
}

interface Import {
  batches: Batches
  meter: ProgressMeter
  options: ImportOptions
}

async function readFiles(files: FoundFile[], run: Import): Promise<void> {
  for (const [index, found] of files.entries()) {
    await readFile(found, run)
    if (!run.options.strict) continue
    // Whether to go on with the next file has to be known now. Otherwise small files share a batch.
    await run.batches.flush()
    if (found.report.rejectedCount === 0) continue
    for (const { report } of files.slice(index + 1)) report.error = 'not read: the import stopped at a rejected row'
    return
  }
  await run.batches.flush()
}

async function readFile(found: FoundFile, { batches, meter, options }: Import): Promise<void> {
  const { name, tree, format, report } = found
  const { strict, signal } = options
  const tally = new Tally(report)
  const count = (outcome: RowOutcome) => {
    tally.count(outcome)
    meter.countRow()
  }
  const file = meter.follow(name, found.file)
  const rows = reading(format.read(file, tree))
  for await (const row of rows) {
    signal?.throwIfAborted()
    if ('rejected' in row) tally.reject(row.at, row.rejected)
    else {
      if (row.lost) tally.lose(row.lost)
      await batches.add(row, options.collection ?? row.collection ?? format.collection(found.file, tree), count)
    }
    if (strict && report.rejectedCount > 0) break
  }
  if (rows.problem !== undefined) report.error = rows.problem
}

/** The rows, up to where the file cannot be read on: then `problem` says why. Errors of the reader's own pass through. */
function reading<Row>(rows: AsyncIterable<Row>): AsyncIterable<Row> & { problem: string | undefined } {
  return {
    problem: undefined,
    async* [Symbol.asyncIterator]() {
      const iterator = rows[Symbol.asyncIterator]()
      try {
        for (;;) {
          const next = await iterator.next().catch((error: unknown) => {
            this.problem = messageOf(error)
            return { done: true as const, value: undefined }
          })
          if (next.done) return
          yield next.value
        }
      } finally {
        await iterator.return?.()
      }
    },
  }
}

function reportOf({ path, source, reports, error }: GivenPath): FileReport {
  if (source === undefined) return emptyReport(path, { error })
  if (reports.length === 0) return emptyReport(path, { error: 'there is no file in it' })
  if (isLoneFile(source)) return { ...reports[0]!, file: path }
  return reportOfTree(path, reports, problemOfTree(source, reports))
}

/** A file that no format knows is no problem among others; one that breaks off, or an archive that does, is. */
function problemOfTree({ problems: [broken] }: OpenedSource, reports: FileReport[]): string | undefined {
  if (broken) return `${broken.path}: ${broken.reason}`
  const unread = reports.find(({ format, error }) => format !== null && error !== undefined)
  if (unread) return `${unread.file}: ${unread.error}`
  return reports.some(({ format }) => format !== null) ? undefined : 'no format knows any of these files'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
