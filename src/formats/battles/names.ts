import { DomainError } from '../../core/errors.ts'
import { grown } from './growing.ts'
import { finished, mixed, restAt, wordAt } from './hashing.ts'
import { textOf } from './text-bytes.ts'

/**
 * Numbers names (models, categories) by their exact bytes, from 0 in the order in which they are first seen, without
 * making a text of a name that is known.
 */
export class NameTable {
  readonly names: string[] = []
  readonly #what: string
  readonly #most: number
  #bytes = new Uint8Array(4096)
  #used = 0
  /** Where each name begins in `#bytes`; one more for the end of the last. */
  #starts = new Int32Array(64)
  #slots = new Int32Array(128)

  /** Names of `what`, of which there may be `most`: whatever is computed of them grows with their square. */
  constructor(what: string, most: number) {
    this.#what = what
    this.#most = most
  }

  /** @throws DomainError where there are too many. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hashOf(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1
      if (number < 0) return this.#add(bytes, start, end, slot)
      if (this.#isName(number, bytes, start, end)) return number
    }
  }

  #isName(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number]!
    if (this.#starts[number + 1]! - from !== end - start) return false
    for (let at = start, own = from; at < end; at++, own++) if (this.#bytes[own] !== bytes[at]) return false
    return true
  }

  #add(bytes: Uint8Array, start: number, end: number, slot: number): number {
    const number = this.names.length
    if (number === this.#most) throw new DomainError('too-large', `There are more than ${this.#most.toLocaleString('en')} ${this.#what}: are these votes?`)
    this.names.push(textOf(bytes, start, end))
    if (this.#used + end - start > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, Math.max(this.#bytes.length * 2, this.#used + end - start))
    }
    this.#bytes.set(bytes.subarray(start, end), this.#used)
    this.#used += end - start
    if (number + 2 > this.#starts.length) this.#starts = grown(this.#starts, this.#starts.length * 2)
    this.#starts[number + 1] = this.#used
    this.#slots[slot] = number + 1
    if (this.names.length * 2 > this.#slots.length) this.#spread()
    return number
  }

  /** Twice the slots, every name put anew. */
  #spread(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.names.length; number++) {
      let slot = hashOf(this.#bytes, this.#starts[number]!, this.#starts[number + 1]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) hash = mixed(hash, wordAt(bytes, at), 0xcc9e2d51)
  return finished(mixed(hash, restAt(bytes, at, end), 0xcc9e2d51))
}
