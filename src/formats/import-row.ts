import type { z } from 'zod'
import type { ImportedRecord, ImportedRow, Position } from '../core/imports/records.ts'
import type { SourceFile } from './format.ts'
import { isJsonArray } from './first-row.ts'
import { readJsonArray, readJsonLines } from './reading/json.ts'

/** A row as the readers give it. */
export type SourceRow = Position & ({ value: unknown } | { error: string })

/** What a row turned out to hold, or why it cannot be taken. */
export type Reading = { records: ImportedRecord[]; lost?: string[] } | { rejected: string }

/**
 * Reads one row by its schema. Fields that the schema does not name have no place with us and are listed as lost,
 * unless they say nothing. A row that does not fit is rejected with the field's name and what was found there.
 */
export async function importRow<Schema extends z.ZodObject>(
  source: SourceRow, schema: Schema, read: (row: z.output<Schema>) => Reading | Promise<Reading>,
): Promise<ImportedRow> {
  const at: Position = 'line' in source ? { line: source.line } : { index: source.index }
  if ('error' in source) return { at, rejected: source.error }
  const parsed = schema.safeParse(source.value)
  if (!parsed.success) return { at, rejected: reasonOf(parsed.error, source.value) }
  const reading = await read(parsed.data)
  if ('rejected' in reading) return { at, ...reading }
  const lost = [...unplacedFields(source.value as object, schema), ...reading.lost ?? []]
  return lost.length > 0 ? { at, records: reading.records, lost } : { at, records: reading.records }
}

/** The rows of a file that is either one JSON array or JSON lines. */
export function readJsonRows(file: SourceFile): AsyncIterable<SourceRow> {
  return isJsonArray(file.head) ? readJsonArray(file) : readJsonLines(file)
}

/** The fields of a value that the schema does not name and that say something; `within` is put before their names. */
export function unplacedFields(value: object, schema: z.ZodObject, within = ''): string[] {
  return Object.entries(value)
    .filter(([name, held]) => !Object.hasOwn(schema.shape, name) && saysSomething(held))
    .map(([name]) => within + name)
}

/** Whether a value holds anything: null, an empty text, list or object does not. */
export function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

function reasonOf(error: z.ZodError, value: unknown): string {
  return error.issues.slice(0, 3).map((issue) => describeIssue(issue, value)).join('; ')
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const place = issue.path.length > 0 ? issue.path.join('.') : 'the row'
  if (issue.code === 'custom') return `${place}: ${issue.message}`
  const found = issue.path.reduce<unknown>((held, key) => (held as Record<PropertyKey, unknown> | null)?.[key], value)
  if (found === undefined) return `${place} is missing`
  if (issue.code === 'too_small' && issue.minimum === 1 && issue.origin !== 'number') return `${place} is empty`
  const expected = issue.message.replace(/^Invalid (input|option)(: )?/, '').replace(/, received .*$/, '')
  return `${place}: ${expected === '' ? 'unknown form' : expected}, found ${shown(found)}`
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value)
  return typeof value === 'string' && value.length > 60 ? `${text}…` : text
}
