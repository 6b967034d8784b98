import { grown, SparseColumn } from './growing.ts'
import { finished, mixed, restAt, wordAt } from './hashing.ts'

const firstCapacity = 1024
const manySlots = 40_000

/** Looks into the table wait for this many: one after another, in one short loop, they take a third of the time. */
const batch = 1024

/**
 * A column of prompts or voters, numbered from 0 in the order in which they are first seen and told apart by 64 bits of
 * their bytes: a million prompts of any length take 16 MB. The chance that two of a million different ones are taken for
 * one is 3 in 10⁸.
 */
export class IdentityColumn {
  readonly #column = new SparseColumn(Int32Array, -1)
  readonly #table = new HashTable()
  readonly #rows = new Int32Array(batch)
  readonly #low = new Int32Array(batch)
  readonly #high = new Int32Array(batch)
  readonly #guesses = new Int32Array(batch)
  #waiting = 0

  /** How many different ones there are. */
  get count(): number {
    this.#look()
    return this.#table.count
  }

  /** Says how many rows there will be, about. */
  expect(rows: number): void {
    this.#column.expect(rows)
    this.#table.expect(rows)
  }

  /** Rows are set in ascending order. */
  set(row: number, bytes: Uint8Array, start: number, end: number): void {
    let low = end - start
    let high = 0x1b873593
    let at = start
    for (; at + 4 <= end; at += 4) {
      const word = wordAt(bytes, at)
      low = mixed(low, word, 0xcc9e2d51)
      high = mixed(high, word, 0x85ebca77)
    }
    const rest = restAt(bytes, at, end)
    low = mixed(low, rest, 0xcc9e2d51)
    high = mixed(high, rest, 0x85ebca77)
    this.#rows[this.#waiting] = row
    this.#low[this.#waiting] = finished(low)
    this.#high[this.#waiting] = finished(high ^ Math.imul(low, 0x27d4eb2f))
    if (++this.#waiting === batch) this.#look()
  }

  finish(rows: number): Int32Array | undefined {
    this.#look()
    return this.#column.finish(rows)
  }

  #look(): void {
    this.#table.firstGuesses(this.#low, this.#guesses, this.#waiting)
    for (let index = 0; index < this.#waiting; index++) {
      this.#column.set(this.#rows[index]!, this.#table.numberOf(this.#low[index]!, this.#high[index]!, this.#guesses[index]!))
    }
    this.#waiting = 0
  }
}

/** Numbers hashes of 64 bits in the order in which they are first seen. */
class HashTable {
  count = 0
  /** By number: low half, high half. */
  #halves = new Int32Array(firstCapacity * 2)
  /** Open addressing by the low half: in each slot a number plus one. */
  #slots = new Int32Array(firstCapacity * 2)

  /** Makes room. What is not used of it costs nothing. */
  expect(capacity: number): void {
    if (capacity * 2 > this.#halves.length) this.#halves = grown(this.#halves, capacity * 2)
  }

  /** What stands in the first slot of each: reached for together, memory answers faster than one after another. */
  firstGuesses(lows: Int32Array, guesses: Int32Array, count: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let index = 0; index < count; index++) guesses[index] = slots[lows[index]! & mask]! - 1
  }

  /** The number of a hash; `guess` is the one that it may well have. */
  numberOf(low: number, high: number, guess: number): number {
    if (guess >= 0 && this.#isNumber(guess, low, high)) return guess
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1
      if (number < 0) return this.#add(low, high, slot)
      if (this.#isNumber(number, low, high)) return number
    }
  }

  #isNumber(number: number, low: number, high: number): boolean {
    return this.#halves[number * 2] === low && this.#halves[number * 2 + 1] === high
  }

  #add(low: number, high: number, slot: number): number {
    const number = this.count++
    this.#slots[slot] = number + 1
    this.#halves[number * 2] = low
    this.#halves[number * 2 + 1] = high
    if (this.count * 2 === this.#halves.length) this.expect(this.count * 2)
    if (this.count * 1.5 > this.#slots.length) this.#spread()
    return number
  }

  /** More slots, at once as many as will do where there are many already; everything is put anew. */
  #spread(): void {
    const enough = this.count < manySlots ? 0 : 2 ** Math.ceil(Math.log2(this.#halves.length * 0.75))
    const slots = this.#slots = new Int32Array(Math.max(this.#slots.length * 4, enough))
    const mask = slots.length - 1
    for (let number = 0; number < this.count; number++) {
      let slot = this.#halves[number * 2]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
  }
}
