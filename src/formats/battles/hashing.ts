/** Pieces of a hash in the manner of MurmurHash3 (Austin Appleby, public domain), which takes four bytes at a time. */

export function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** The up to three bytes before `end`, as a word. */
export function restAt(bytes: Uint8Array, at: number, end: number): number {
  let word = 0
  for (let index = at; index < end; index++) word = (word << 8) | bytes[index]!
  return word
}

/** The hash with one more word in it; another odd `factor` makes another hash. */
export function mixed(hash: number, word: number, factor: number): number {
  const turned = Math.imul(word, factor)
  const next = hash ^ Math.imul((turned << 15) | (turned >>> 17), 0x1b873593)
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0
}

/** Lets every bit of the hash change every other. */
export function finished(hash: number): number {
  let spread = hash ^ (hash >>> 16)
  spread = Math.imul(spread, 0x85ebca6b)
  spread ^= spread >>> 13
  spread = Math.imul(spread, 0xc2b2ae35)
  return spread ^ (spread >>> 16)
}
