import { DomainError } from '../core/errors.ts'
import type { CollectionFacts, ImportedRecord } from '../core/imports/records.ts'
import { kindColumn } from './diptych/csv.ts'
import { collectionColumns, columnsOf, writeCell, type Column } from './diptych/csv-columns.ts'
import { encodeRecord } from './diptych/encode.ts'
import type { RowKind } from './diptych/schema.ts'

/** A record and where it came from. */
export interface ExportRow {
  record: ImportedRecord
  collection?: CollectionFacts
}

export interface ExportOptions {
  format: 'jsonl' | 'csv'
  /** What the file holds. JSON lines may hold any kinds in any order; CSV holds this one. */
  kind: RowKind
  /**
   * Puts an apostrophe before text cells of a CSV that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`). The
   * file is then safe to open, and no longer the exact answers.
   */
  guardFormulas?: boolean
}

/**
 * Writes records as Diptych's own JSON lines or CSV, piece by piece. Importing the result gives the same records, in
 * the same collections. Throws where a CSV meets a record of another kind.
 */
export async function* exportRows(
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>, options: ExportOptions,
): AsyncGenerator<string> {
  yield* options.format === 'jsonl' ? exportJsonl(rows, options) : exportCsv(rows, options)
}

async function* exportJsonl(
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>, { kind }: ExportOptions,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ diptych: 1, kind: 'header', rows: kind })}\n`
  let last = JSON.stringify({ kind: 'collection' })
  for await (const { record, collection } of rows) {
    const announced = JSON.stringify({ kind: 'collection', ...collection })
    if (announced !== last) yield `${announced}\n`
    last = announced
    yield `${JSON.stringify(encodeRecord(record))}\n`
  }
}

async function* exportCsv(
  rows: AsyncIterable<ExportRow> | Iterable<ExportRow>, { kind, guardFormulas = false }: ExportOptions,
): AsyncGenerator<string> {
  const columns = columnsOf[kind]
  yield lineOf([kindColumn, ...[...collectionColumns, ...columns].map(({ name }) => name)])
  const cellOf = (column: Column, value: unknown) => {
    const text = writeCell(column, valueAt(value, column.path))
    return guardFormulas && startsFormula.test(text) && column.cell !== 'number' ? `'${text}` : text
  }
  for await (const { record, collection } of rows) {
    if (record.kind !== kind) throw new DomainError('invalid', `A CSV of ${kind}s cannot hold a ${record.kind}.`)
    const encoded = encodeRecord(record)
    yield lineOf([
      kind,
      ...collectionColumns.map((column) => cellOf(column, collection)),
      ...columns.map((column) => cellOf(column, encoded)),
    ])
  }
}

const startsFormula = /^[=+\-@\t\r]/

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((held, name) => (held as Record<string, unknown> | undefined)?.[name], value)
}

function lineOf(cells: string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
