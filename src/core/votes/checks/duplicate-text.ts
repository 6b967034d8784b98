import { couldNotLook, type Finding } from '../check.ts'

export const duplicateTextVersion = 1

/** What is known of an answer's bytes: their hash, and the text where it is one and at hand. */
export interface ComparedText {
  sha256: string
  text: string | null
}

/** Did the two answers differ? Texts that differ only in white space do not, for a reader. */
export function checkDuplicateText(left: ComparedText | null, right: ComparedText | null): Finding {
  if (!left || !right) return couldNotLook
  const isSame = left.sha256 === right.sha256 || (left.text !== null && right.text !== null && spaced(left.text) === spaced(right.text))
  return { outcome: isSame ? 'fail' : 'pass', detail: null }
}

/** Texts that cannot be the same for a reader need not be compared. */
export function mayBeSame(left: { words: number | null; size: number }, right: { words: number | null; size: number }): boolean {
  return left.words !== null && left.words === right.words && Math.abs(left.size - right.size) <= Math.max(left.size, right.size) / 2
}

function spaced(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ')
}
