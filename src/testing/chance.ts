/** Reproducible chance for tests: the same seed gives the same numbers. Mulberry32. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** A list of up to `most` things. */
  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make)
  }
}

/** The bytes in pieces of chance length, some of them empty. */
export function inPieces(bytes: Uint8Array, chance: Chance, longest = 12): { open(): AsyncIterable<Uint8Array> } {
  return {
    async* open() {
      for (let at = 0; at < bytes.length;) {
        const length = chance.below(longest + 1)
        yield bytes.subarray(at, at + length)
        at += length
      }
    },
  }
}
