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

/**
 * A page of a short list that is in memory as a whole: what follows the item whose slug the cursor holds.
 * @throws DomainError `invalid` where the list has no such item, so that nobody reads it from the beginning again.
 */
export function afterSlug<T extends { slug: string }>(all: T[], { limit, cursor }: { limit: number; cursor?: string }): { rows: T[]; nextCursor: string | null } {
  const after = cursor ? String(decodeCursor(cursor, 1)[0]) : undefined
  const start = after === undefined ? 0 : all.findIndex(({ slug }) => slug === after) + 1
  if (after !== undefined && start === 0) throw new DomainError('invalid', 'The page before this one ended at what is no longer in the list. Leave the cursor out to start from the beginning.')
  const rows = all.slice(start, start + limit)
  return { rows, nextCursor: start + rows.length < all.length ? encodeCursor([rows.at(-1)!.slug]) : null }
}

function isSortValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
}
