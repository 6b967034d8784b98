import type { ImportedRecord, ImportedResponse, ImportedRow, Position } from '../../core/imports/records.ts'
import { prepareBody } from './bodies.ts'
import type { Body } from './bodies.ts'
import { whyRefused } from './validate.ts'

/** A row as far as it can be made ready without the database: checked, its answers as bytes with hash and words. */
export interface PreparedRow {
  at: Position
  records: ImportedRecord[]
  bodies: Map<ImportedResponse, Body>
  rejected: string | undefined
}

/** May run in another thread than the writer: a prepared row can be posted to it. */
export function prepareRow(row: ImportedRow): PreparedRow {
  const records = 'records' in row ? row.records : []
  const rejected = 'rejected' in row ? row.rejected : records.map(whyRefused).find((reason) => reason !== undefined)
  const bodies = new Map<ImportedResponse, Body>()
  if (rejected !== undefined) return { at: row.at, records: [], bodies, rejected }
  for (const response of records.flatMap(responsesOf)) {
    if (!isMissing(response.body)) bodies.set(response, prepareBody(response.body, response.outputType))
  }
  return { at: row.at, records, bodies, rejected }
}

/** The answers inside a record. */
export function responsesOf(record: ImportedRecord): ImportedResponse[] {
  if (record.kind === 'response') return [record]
  if (record.kind === 'vote') return [record.left.response, record.right.response].filter((response) => response !== undefined)
  return []
}

export function isMissing(body: ImportedResponse['body']): body is { missing: string } {
  return typeof body === 'object' && 'missing' in body
}
