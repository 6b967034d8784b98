import { hash } from 'node:crypto'

/** What makes an answer itself, whichever database it lies in and however often it is imported. */
export interface ResponseIdentity {
  collection: string
  /** As the source spells it. */
  model: string
  /** The challenge's key in its source, or its prompt hash. */
  challenge: string
  turn: number
  sample: number
  /** SHA-256 of the bytes, or what the source calls the bytes it does not hold. */
  body: { sha256: string } | { missing: string }
}

/** The public id of a response: 24 letters and digits, 120 bits of the SHA-256 of its identity. */
export function responsePublicId({ collection, model, challenge, turn, sample, body }: ResponseIdentity): string {
  return toBase32(hash('sha256', JSON.stringify([collection, model, challenge, turn, sample, body]), 'buffer'))
}

/** Letters and digits that are not mistaken for one another (Crockford, Base 32). */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'
const idLength = 24

function toBase32(bytes: Uint8Array): string {
  let text = ''
  for (let bit = 0; text.length < idLength; bit += 5) {
    const pair = (bytes[bit >> 3]! << 8) | bytes[(bit >> 3) + 1]!
    text += digits[(pair >> (11 - (bit & 7))) & 31]
  }
  return text
}

/** Whether a text has the form of a public id. */
export function isPublicId(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{24}$/.test(text)
}
