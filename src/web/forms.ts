import type { Context as HonoContext } from 'hono'
import type { RequestState } from '../http/context.ts'
import { DomainError } from '../core/errors.ts'

export type C = HonoContext<{ Variables: RequestState; Bindings: { address?: string } }>

/** How forms are answered that are not taken. */
export interface Replies {
  /** Answers the page that says why. */
  refuse(c: C, error: unknown): Promise<Response>
  /** Answers the page of a form again, with what was written in it. */
  show(c: C, data: unknown, status: number): Promise<Response>
}

/** What a form may weigh: a comment of 2,000 characters, percent-encoded, and some fields. */
const mostFormBytes = 32_768

/** The fields of a form. @throws DomainError `too-large`. */
export async function readForm(c: C): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength
    if (size > mostFormBytes) throw new DomainError('too-large', 'This form holds too much. Shorten what was written, and send it again.')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** An address of this site as a form names it; `fallback` where it names none, or another site's. */
export function ownAddress(text: string | null, fallback: string): string {
  return text !== null && /^\/(?![/\\])[\x20-\x7e]*$/.test(text) ? text : fallback
}
