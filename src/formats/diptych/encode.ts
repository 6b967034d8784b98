import { isUtf8 } from 'node:buffer'
import type { ImportedRecord, ImportedResponse } from '../../core/imports/records.ts'

/** The record as JSON can hold it. */
export function encodeRecord(record: ImportedRecord): unknown {
  if (record.kind === 'response') return encodeResponse(record)
  if (record.kind !== 'vote') return record
  const [left, right] = [record.left, record.right].map((side) => (
    side.response ? { ...side, response: encodeResponse(side.response) } : side))
  return { ...record, left, right }
}

export function encodeResponse(response: ImportedResponse): unknown {
  return { ...response, body: encodeBody(response.body) }
}

export type EncodedBody = string | { base64: string } | { missing: string }

/** Text as text where that is exact, other bytes in Base64. */
export function encodeBody(body: ImportedResponse['body']): EncodedBody {
  if (typeof body === 'string' || 'missing' in body) return body
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  // `toString`, not TextDecoder: a byte order mark belongs to the answer and has to stay.
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') }
}
