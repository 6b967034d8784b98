import { z } from 'zod'
import { DomainError } from '../core/errors.ts'

/** Inputs of every list: how many, and where the last page ended. */
export const pageInput = {
  limit: z.number().int().min(1).max(200).default(50).describe('How many to return, 1 to 200.'),
  cursor: z.string().max(500).optional().describe('Where the last page ended: its `nextCursor`.'),
}

/** Outputs of every list beside its items. */
export const pageOutput = {
  nextCursor: z.string().nullable().describe('Give this as `cursor` for the next page; null on the last one.'),
}

/** An opaque cursor from the sort values of the last item. */
export function encodeCursor(values: Array<string | number | null>): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/**
 * The sort values inside a cursor.
 * @throws DomainError `invalid` when it is not a cursor of ours with that many values.
 */
export function decodeCursor(cursor: string, length: number): Array<string | number | null> {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(values) && values.length === length && values.every(isSortValue)) return values
  } catch {
    // Falls through to the one message for every kind of wrong cursor.
  }
  throw new DomainError('invalid', 'This cursor is not one of ours. Leave it out to start from the beginning.')
}

function isSortValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
}
