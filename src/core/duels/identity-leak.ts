import type { OutputType } from '../responses/output-type.ts'
import { maskNames, stoodAt, withoutNoise, type IdentityNames } from './identity/names.ts'
import { findHosts, findMarks, findPictureMarks, findSignatures } from './identity/signatures.ts'
import { findStatements } from './identity/statements.ts'

export { compileNames, type CatalogueNames, type IdentityNames } from './identity/names.ts'

/**
 * How an answer tells its author: `statement` ("I am …", "as a model made by …"), `signature` (a credit below it, in a
 * comment or in metadata), `host` (an address of one provider), or `mark` (what one maker's software leaves behind).
 */
export const leakKinds = ['statement', 'signature', 'host', 'mark'] as const
export type LeakKind = (typeof leakKinds)[number]

export interface LeakSpan {
  kind: LeakKind
  /** From and to, in UTF-16 units of the text. */
  start: number
  end: number
}

export interface IdentityLeaks {
  leaks: boolean
  /** Of the first span; null without any. */
  kind: LeakKind | null
  /** The first places, in the order of the text. */
  spans: LeakSpan[]
}

/** Raise it when the same answer and the same names may be judged otherwise. */
export const identityLeakVersion = 2

const mostSpans = 20

/**
 * Whether an answer may reveal who wrote it. Only the answer is looked at, never whose it is: a model that says it is another
 * leaks too, and one that writes about OpenAI does not. Takes time in proportion to the text, whatever it holds.
 * Of a picture, give its bytes with each as a character: what it shows is not looked at.
 */
export function findIdentityLeaks(text: string, names: IdentityNames, outputType: OutputType = 'text'): IdentityLeaks {
  if (outputType === 'image' || outputType === 'audio' || outputType === 'video') return leaksOf(text.length, { mark: findPictureMarks(text, mostSpans) })
  const plain = withoutNoise(text)
  const masked = maskNames(plain.text, names)
  const original = (at: number) => stoodAt(plain, stoodAt(masked, at))
  const inText = ({ start, end }: { start: number; end: number }) => ({ start: original(start), end: original(end) })
  return leaksOf(text.length, {
    statement: findStatements(masked.text, { most: mostSpans, quotesCount: outputType !== 'json' }).map(inText),
    signature: findSignatures(masked.text, { isMarkup: outputType !== 'text', most: mostSpans }).map(inText),
    host: findHosts(text, mostSpans),
    mark: findMarks(text, mostSpans),
  })
}

function leaksOf(length: number, found: Partial<Record<LeakKind, Array<{ start: number; end: number }>>>): IdentityLeaks {
  const spans = leakKinds.flatMap((kind) => (found[kind] ?? []).map(({ start, end }): LeakSpan => ({ kind, start, end: Math.min(end, length) })))
    .sort((a, b) => a.start - b.start).slice(0, mostSpans)
  return { leaks: spans.length > 0, kind: spans[0]?.kind ?? null, spans }
}
