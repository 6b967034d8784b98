import { isUtf8 } from 'node:buffer'
import { DomainError } from '../../core/errors.ts'
import type { SourceFile } from '../format.ts'
import { parseCsvRecord } from '../reading/csv.ts'
import { readBlocks } from './blocks.ts'
import type { PlainRows } from './plain-rows.ts'
import { reasons, type Rejections } from './rejections.ts'
import type { Layout } from './roles.ts'
import { RowFields, text } from './row-fields.ts'

const [newline, carriageReturn, quote] = [0x0a, 0x0d, 0x22]

/** Reads plain votes from CSV (RFC 4180) on its bytes; only records with quotes are made into texts. */
export async function readPlainCsv(
  file: SourceFile, delimiter: string, layout: Layout, rows: PlainRows, rejections: Rejections, maxBytes?: number,
): Promise<void> {
  const records = new CsvRecords(delimiter, layout, rows, rejections)
  await readBlocks(file, {
    take: (bytes, end, isLast) => records.take(bytes, end, isLast),
    tooLong: () => {
      throw new DomainError('too-large', 'A record of this CSV file is longer than 128 MiB: a quote may be missing.')
    },
  }, maxBytes)
}

class CsvRecords {
  readonly #delimiter: string
  readonly #delimiterByte: number
  readonly #layout: Layout
  readonly #row: RowFields
  readonly #rows: PlainRows
  readonly #rejections: Rejections
  /** The header's names, and by column the field that is wanted of it, or -1. */
  #header: string[] | undefined
  #fieldOfColumn = new Int16Array(0)
  #line = 1

  constructor(delimiter: string, layout: Layout, rows: PlainRows, rejections: Rejections) {
    this.#delimiter = delimiter
    this.#delimiterByte = delimiter.charCodeAt(0)
    this.#layout = layout
    this.#row = new RowFields(layout)
    this.#rows = rows
    this.#rejections = rejections
  }

  take(bytes: Buffer, end: number, isLast: boolean): number {
    const isText = isUtf8(bytes.subarray(0, end))
    for (let start = 0; start < end;) {
      let recordEnd = this.#header && isText ? this.#takePlain(bytes, start) : -1
      if (recordEnd < 0) recordEnd = this.#takeQuoted(bytes, start, end, isLast)
      if (recordEnd < 0) return start
      start = recordEnd + 1
    }
    return end
  }

  /** A record without any quotes: answers where its line feed stands, or -1 where there is a quote. */
  #takePlain(bytes: Buffer, start: number): number {
    const row = this.#row
    const fields = this.#fieldOfColumn
    row.reset(bytes)
    let column = 0
    let from = start
    for (let at = start; ; at++) {
      const byte = bytes[at]!
      if (byte === quote) return -1
      if (byte !== this.#delimiterByte && byte !== newline) continue
      const end = byte === newline && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at
      const field = column < fields.length ? fields[column]! : -1
      if (field >= 0) row.set(field, text, from, end)
      column++
      from = at + 1
      if (byte !== newline) continue
      if (end > start) this.#finish(column)
      this.#line++
      return at
    }
  }

  /** Any record; -1 where it does not end before `end`. */
  #takeQuoted(bytes: Buffer, start: number, end: number, isLast: boolean): number {
    let at = this.#endOfRecord(bytes, start, end)
    if (at < 0 && !isLast) return -1
    if (at < 0) at = end - 1
    const record = bytes.subarray(start, at > start && bytes[at - 1] === carriageReturn ? at - 1 : at)
    if (record.length > 0) this.#takeRecord(parseCsvRecord(record, this.#delimiter))
    for (let next = start; next >= 0 && next <= at; this.#line++) next = bytes.indexOf(newline, next) + 1
    return at
  }

  /** Quotes count only where a field begins with one; a doubled quote leaves the quotes and enters them again at once. */
  #endOfRecord(bytes: Buffer, start: number, end: number): number {
    let inQuotes = false
    let atFieldStart = true
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte === quote) {
        if (!inQuotes && !atFieldStart) continue
        inQuotes = !inQuotes
        atFieldStart = !inQuotes
      } else if (!inQuotes && byte === newline) return at
      else if (!inQuotes) atFieldStart = byte === this.#delimiterByte
    }
    return -1
  }

  #takeRecord(parsed: { fields: string[] } | { error: string }): void {
    if (!this.#header) return this.#takeHeader(parsed)
    if ('error' in parsed) return this.#rejections.add(reasons.brokenRecord, this.#line, { found: parsed.error })
    const record = Object.create(null) as Record<string, string>
    for (const [column, field] of this.#fieldOfColumn.entries()) {
      if (field >= 0 && column < parsed.fields.length) record[this.#header[column]!] = parsed.fields[column]!
    }
    this.#row.fill(record)
    this.#finish(parsed.fields.length)
  }

  #takeHeader(parsed: { fields: string[] } | { error: string }): void {
    if ('error' in parsed) throw new DomainError('invalid', `The header of this CSV file is broken: ${parsed.error}.`)
    const twice = parsed.fields.find((name, index) => name !== '' && parsed.fields.indexOf(name) !== index)
    if (twice !== undefined) throw new DomainError('invalid', `The header of this CSV file has "${twice}" twice.`)
    this.#header = parsed.fields
    this.#fieldOfColumn = Int16Array.from(parsed.fields, (name) => this.#layout.names.indexOf(name))
  }

  #finish(columns: number): void {
    if (columns === this.#header!.length) this.#rows.take(this.#row, this.#line)
    else this.#rejections.add(reasons.brokenRecord, this.#line, { found: `${columns} fields where the header has ${this.#header!.length}` })
  }
}
