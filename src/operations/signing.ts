import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'

/** What a signature is for: one made for a cookie is worth nothing as a receipt. */
export type Purpose = 'admin' | 'asks' | 'voter' | 'retry' | 'pseudonym' | 'address' | 'receipt' | 'result'

/** The keyed hash of a text, in base64url. */
export function keyedHash(key: KeyObject, purpose: Purpose, text: string): string {
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url')
}

/** A text with its signature, as one word for cookies and addresses. */
export function signed(key: KeyObject, purpose: Purpose, text: string): string {
  return `${Buffer.from(text).toString('base64url')}.${keyedHash(key, purpose, text)}`
}

/** The text of a signed word; undefined where the word is not, letter for letter, one that was signed here for this purpose. */
export function verified(key: KeyObject, purpose: Purpose, word: string): string | undefined {
  const [encoded = ''] = word.split('.')
  const text = Buffer.from(encoded, 'base64url').toString()
  const [given, expected] = [Buffer.from(word), Buffer.from(signed(key, purpose, text))]
  return given.length === expected.length && timingSafeEqual(given, expected) ? text : undefined
}
