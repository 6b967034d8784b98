import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { csvHeader } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { readCsv, type CsvRecord } from '../reading/csv.ts'
import { collectionColumns, columnsOf, readCell, type Column } from './csv-columns.ts'
import { ownCollection } from './jsonl.ts'
import { readRecord } from './read-record.ts'
import { isRowKind, type RowKind } from './schema.ts'

/** The first column, by which our own CSV is known. It holds the kind of the row. */
export const kindColumn = 'diptych'

/** Diptych's own CSV, as `export` writes it. */
export const diptychCsv: Format = {
  name: 'diptych-csv',
  title: 'Diptych (CSV)',
  summary: 'Models, challenges, responses or votes as Diptych exports them, for spreadsheets. The column `diptych` ' +
    'holds the kind of the row; lists and objects are JSON in their cell. CSV cannot tell an empty text from none: ' +
    'only an answer can be empty.',
  detect: ({ head }) => (csvHeader(head).includes(kindColumn) ? 'rows' : 'no'),
  hasVotes: () => true,
  collection: () => ownCollection,
  read: readDiptychCsv,
}

async function* readDiptychCsv(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const row of readCsv(file)) {
    if ('error' in row) {
      yield { at: { line: row.line }, rejected: row.error }
      continue
    }
    const kind = row.record[kindColumn]
    const value = isRowKind(kind) ? valueOf(kind, row.record) : { kind }
    const read = await readRecord({ line: row.line, value }, collectionOf(row.record))
    yield 'records' in read ? { ...read, ...lostOf(row.record) } : read
  }
}

function valueOf(kind: RowKind, record: CsvRecord): Record<string, unknown> {
  const value = fill({ kind }, columnsOf[kind], record)
  if (kind === 'response') value.body = bodyOf(record)
  if (kind === 'vote' && value.blind === undefined) value.blind = null
  const challenge = value.challenge as Record<string, unknown> | undefined
  if (challenge && 'turns' in challenge) challenge.kind = 'challenge'
  return value
}

/** Sets what the cells hold at its place in the value. */
function fill(value: Record<string, unknown>, columns: Column[], record: CsvRecord): Record<string, unknown> {
  for (const column of columns) {
    const held = readCell(column, record[column.name] ?? '')
    if (held === undefined) continue
    const parents = column.path.slice(0, -1)
    const parent = parents.reduce((at, name) => (at[name] ??= {}) as Record<string, unknown>, value)
    parent[column.path.at(-1)!] = held
  }
  return value
}

function bodyOf({ body = '', body_encoding: encoding = 'text' }: CsvRecord): unknown {
  if (encoding === 'base64') return { base64: body }
  return encoding === 'missing' ? { missing: body } : body
}

function collectionOf(record: CsvRecord): CollectionFacts | undefined {
  const facts = fill({}, collectionColumns, record) as Partial<CollectionFacts>
  return facts.slug ? { ...facts, slug: facts.slug, name: facts.name ?? facts.slug } : undefined
}

function lostOf(record: CsvRecord): { lost?: string[] } {
  const kind = record[kindColumn] as RowKind
  const placed = new Set([kindColumn, ...[...collectionColumns, ...columnsOf[kind]].map(({ name }) => name)])
  const lost = Object.keys(record).filter((name) => !placed.has(name) && record[name] !== '')
  return lost.length > 0 ? { lost } : {}
}
