import { isUtf8 } from 'node:buffer'
import { DomainError } from '../../core/errors.ts'
import type { SourceFile } from '../format.ts'
import { longestValueBytes, readChunks } from './chunks.ts'
import { csvRecords } from './csv-records.ts'

/** A record by its column names. It has no prototype, so that a column called `__proto__` is a column. */
export type CsvRecord = Record<string, string>
export type CsvRow = { line: number; record: CsvRecord } | { line: number; error: string }

export interface CsvOptions {
  /** One character; a comma unless said otherwise. */
  delimiter?: string
  /** Longer records are reported and skipped; 128 MiB unless said otherwise. */
  maxBytes?: number
}

/**
 * The records of a CSV file (RFC 4180) under the names of its header, each with the line on which it starts, although
 * fields may hold line ends. Empty lines are passed over. A record with broken quotes, or with another number of
 * fields than the header, is reported, and reading goes on behind it. Throws where the header cannot be used.
 */
export async function* readCsv(
  file: Pick<SourceFile, 'open'>, { delimiter = ',', maxBytes = longestValueBytes }: CsvOptions = {},
): AsyncGenerator<CsvRow> {
  let header: string[] | undefined
  for await (const { line, bytes } of csvRecords(readChunks(file), delimiter, maxBytes)) {
    const parsed = bytes === undefined ? { error: 'this record is too long' } : parseCsvRecord(bytes, delimiter)
    if (header === undefined) header = usableHeader(parsed)
    else yield { line, ...('error' in parsed ? parsed : named(header, parsed.fields)) }
  }
}

function usableHeader(parsed: { fields: string[] } | { error: string }): string[] {
  if ('error' in parsed) throw new DomainError('invalid', `The header of this CSV file is broken: ${parsed.error}.`)
  const twice = parsed.fields.find((name, index) => parsed.fields.indexOf(name) !== index)
  if (twice !== undefined) throw new DomainError('invalid', `The header of this CSV file has "${twice}" twice.`)
  return parsed.fields
}

function named(header: string[], fields: string[]): { record: CsvRecord } | { error: string } {
  if (fields.length !== header.length) {
    return { error: `${fields.length} fields where the header has ${header.length}` }
  }
  const record: CsvRecord = Object.create(null)
  for (const [index, name] of header.entries()) record[name] = fields[index]!
  return { record }
}

/** The fields of one record without its line end; quotes are taken off, doubled quotes are one. */
export function parseCsvRecord(bytes: Buffer, delimiter = ','): { fields: string[] } | { error: string } {
  if (!isUtf8(bytes)) return { error: 'not valid UTF-8' }
  const text = bytes.toString('utf8')
  const fields: string[] = []
  for (let start = 0; ;) {
    const end = text[start] === '"' ? endOfQuoted(text, start) : endOfPlain(text, start, delimiter)
    if (end === undefined) return { error: `the quotes of field ${fields.length + 1} are broken` }
    const field = text.slice(start, end)
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    if (end === text.length) return { fields }
    if (text[end] !== delimiter) return { error: `the quotes of field ${fields.length} are broken` }
    start = end + 1
  }
}

function endOfPlain(text: string, start: number, delimiter: string): number | undefined {
  const found = text.indexOf(delimiter, start)
  const end = found < 0 ? text.length : found
  return text.slice(start, end).includes('"') ? undefined : end
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 2)) {
    if (text[quote + 1] !== '"') return quote + 1
  }
  return undefined
}
