import { DomainError, isDomainError } from '../../core/errors.ts'
import type { Votes } from '../../core/ratings/votes.ts'
import type { SourceFile, SourceTree } from '../format.ts'
import { openSource, type OpenedSource, type OpenOptions } from '../sources/open.ts'
import { FilesRead } from './files-read.ts'
import { ImportedVotes } from './imported-votes.ts'
import { PairTables, readPairTotals, readVegaPairs } from './pair-totals.ts'
import { readPlainCsv } from './plain-csv.ts'
import { plainFormOf, type PlainForm } from './plain-form.ts'
import { readPlainArray, readPlainLines } from './plain-json.ts'
import { PlainRows } from './plain-rows.ts'
import { Rejections, type Rejection } from './rejections.ts'
import { layoutOf, type Wanted } from './roles.ts'
import { chooseVoters, type Voters } from './choose-voters.ts'
import { VoteColumns } from './vote-columns.ts'

export interface ReadVotesOptions extends OpenOptions {
  wanted: Wanted
  /** Whose votes count. Unless said otherwise people's, where there are any: a model's verdicts are never mixed in unasked. */
  voters?: Voters
  /** Reads everything as this format; `votes` for plain JSON lines or CSV. */
  format?: string
}

export interface ReadVotes {
  votes: Votes
  /** Votes that the files told of, and how many of them are in `votes`. */
  read: number
  used: number
  rejected: Rejection[]
  /** What was read as what, and how many of its votes were taken. */
  sources: Array<{ file: string; format: string; votes: number }>
  /** Votes whose source has lost which answer stood left. */
  sidesLost: number
}

/** Plain votes, by the name that `--format` takes. */
export const plainFormat = 'votes'

/**
 * The votes in files, folders, archives and standard input (`-`), in the order of the paths. Rows that are no votes are
 * counted by reason.
 * @throws DomainError where a path cannot be read to its end, or holds no votes: part of what was asked is no answer.
 */
export async function readVotes(paths: string[], options: ReadVotesOptions): Promise<ReadVotes> {
  if (options.format !== undefined && options.format !== plainFormat) await checkFormat(options.format)
  const reading = new Reading(options)
  try {
    for (const path of paths) await readPath(path, reading)
  } finally {
    for (const source of reading.opened) await source.dispose()
  }
  const { columns, rejections, imported } = reading
  const votes = chooseVoters(columns.finish(), columns.kinds(), options.voters, rejections)
  const used = weightOf(votes)
  return { votes, used, read: used + rejections.total, rejected: rejections.list(), sources: reading.sources, sidesLost: imported.sidesLost }
}

/** @throws DomainError where no format has this name. */
async function checkFormat(name: string): Promise<void> {
  const { formatNamed, formats } = await import('../registry.ts')
  if (formatNamed(name)?.hasVotes) return
  const names = [plainFormat, ...formats.filter(({ hasVotes }) => hasVotes).map((format) => format.name)].join(', ')
  throw new DomainError('invalid', `There is no format "${name}" of votes. There are: ${names}.`)
}

/** What all files fill together. */
class Reading {
  readonly columns = new VoteColumns()
  readonly rejections = new Rejections()
  readonly tables = new PairTables(this.columns, this.rejections)
  readonly imported: ImportedVotes
  readonly sources: ReadVotes['sources'] = []
  /** Kept to the end: a later file may have to be held against one of these. */
  readonly opened: OpenedSource[] = []
  readonly filesRead = new FilesRead()
  readonly options: ReadVotesOptions

  constructor(options: ReadVotesOptions) {
    this.options = options
    this.imported = new ImportedVotes(this.columns, this.rejections, options.wanted)
  }
}

async function readPath(path: string, reading: Reading): Promise<void> {
  const source = await openSource(path, reading.options)
  reading.opened.push(source)
  const { tree, problems: [broken] } = source
  if (broken) throw unreadable(path, broken.path, broken.reason)
  const before = reading.sources.length
  for (const file of tree.files) await readFile(path, file, source, reading)
  if (reading.sources.length === before) throw unreadable(path, undefined, reasonNoVotes(source))
}

async function readFile(path: string, file: SourceFile, source: OpenedSource, reading: Reading): Promise<void> {
  const name = isLone(source) ? path : `${path}/${file.path}`
  const before = reading.columns.length
  reading.rejections.file = name
  try {
    const format = await readAs(file, source, reading)
    if (format) reading.sources.push({ file: name, format, votes: reading.columns.length - before })
  } catch (error) {
    throw unreadable(name, undefined, error instanceof Error ? error.message : String(error), error)
  }
}

/** Reads a file if it holds votes, and answers as what. */
async function readAs(file: SourceFile, source: OpenedSource, reading: Reading): Promise<string | undefined> {
  const { format } = reading.options
  if (file.head === '' && isLone(source)) return plainFormat
  const plain = format === undefined || format === plainFormat ? plainFormOf(file, format !== undefined) : undefined
  if (plain) {
    await readPlain(file, plain, reading)
    return plainFormat
  }
  return format === plainFormat ? undefined : readImported(file, source, reading)
}

async function readPlain(file: SourceFile, plain: PlainForm, reading: Reading): Promise<void> {
  const { columns, rejections, tables, filesRead } = reading
  if (!('firstRow' in plain)) return (plain.form === 'vega' ? readVegaPairs : readPairTotals)(file, tables, rejections)
  const same = await filesRead.sameAs(file)
  if (same) return rejections.addFile(same)
  const before = columns.length + rejections.total
  await readRows(file, plain, reading)
  filesRead.add(file, { name: rejections.file, rows: columns.length + rejections.total - before })
}

async function readRows(file: SourceFile, plain: Extract<PlainForm, { firstRow: unknown }>, { columns, rejections, options }: Reading): Promise<void> {
  columns.expect(rowsExpected(file))
  const layout = layoutOf(plain.firstRow, options.wanted)
  const rows = new PlainRows(layout, columns, rejections)
  if (plain.form === 'csv') return readPlainCsv(file, plain.delimiter, layout, rows, rejections)
  return (plain.form === 'array' ? readPlainArray : readPlainLines)(file, layout, rows, rejections)
}

/** About how many rows the file has, judged by the lines of its head. */
function rowsExpected({ size, head }: SourceFile): number {
  const lines = head.split('\n').length
  return size === undefined ? lines : Math.ceil((size / Math.max(1, Buffer.byteLength(head))) * lines * 1.05) + 1
}

async function readImported(file: SourceFile, source: OpenedSource, reading: Reading): Promise<string | undefined> {
  // Not before it is needed: all formats and their parsers take longer to load than a small file to be rated.
  const { detectFormat, formatNamed } = await import('../registry.ts')
  const { format: asked } = reading.options
  const found = asked === undefined ? detectFormat(file, source.tree) : { format: formatNamed(asked), detection: 'rows' as const }
  if (!found?.format) return undefined
  const { format } = found
  const isRows = asked === undefined || isLone(source) ? found.detection === 'rows' : format.detect(file, source.tree) === 'rows'
  if (!isRows || !format.hasVotes?.(file)) return undefined
  const collection = format.collection(file, source.tree).slug
  for await (const row of format.read(file, source.tree)) reading.imported.take(row, collection)
  return format.name
}

function reasonNoVotes({ tree }: OpenedSource): string {
  return tree.files.length === 1 ? 'no votes are known in this form; docs/rating.md lists the forms' : 'none of its files holds votes in a known form; docs/rating.md lists the forms'
}

function isLone({ tree, skipped, problems }: { tree: SourceTree } & Pick<OpenedSource, 'skipped' | 'problems'>): boolean {
  return tree.files.length === 1 && skipped.length === 0 && problems.length === 0
}

/** The path cannot be rated. What DomainErrors of a reader say stays; only that it is the file's fault, not the caller's. */
function unreadable(path: string, inner: string | undefined, reason: string, cause?: unknown): DomainError {
  if (isDomainError(cause) && cause.kind !== 'invalid') return cause
  return new DomainError('unavailable', `${inner === undefined ? path : `${path}/${inner}`}: ${reason}`, { cause })
}

function weightOf({ length, weight }: Votes): number {
  return weight ? weight.reduce((sum, one) => sum + one, 0) : length
}
