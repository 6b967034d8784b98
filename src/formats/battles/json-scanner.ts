import { absent, number, other, text, type FieldTable, type RowFields } from './row-fields.ts'

const [newline, quote, backslash, minus, zero, nine] = [0x0a, 0x22, 0x5c, 0x2d, 0x30, 0x39]
const [comma, colon, dot, braceOpen, braceClose, bracketOpen, bracketClose] = [0x2c, 0x3a, 0x2e, 0x7b, 0x7d, 0x5b, 0x5d]

/** Bytes at which the plain run of a string ends: its quote, an escape, or a control character, which JSON forbids. */
const endsRun = Uint8Array.from({ length: 256 }, (_, byte) => (byte === quote || byte === backslash || byte < 0x20 ? 1 : 0))

/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`: what may follow a backslash besides `u` and four digits. */
const isEscape = Uint8Array.from({ length: 256 }, (_, byte) => ('"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0))
const isHex = Uint8Array.from({ length: 256 }, (_, byte) => (/[0-9a-f]/i.test(String.fromCharCode(byte)) ? 1 : 0))

/** Deeper values are left to the parser, which has a limit of its own. */
const deepest = 64

const keySlots = 256

/**
 * Finds the wanted fields of a JSON object on one line of bytes, without making values of it. It says yes only where
 * JSON.parse would say the same: everything it is not sure of (an escape in a wanted text, a number that is not written
 * as JavaScript writes it, broken JSON) is left to the parser.
 */
export class JsonScanner {
  readonly #keys: Uint8Array[]
  readonly #isNumeric: boolean[]
  /** Slot of a key's length, first and last byte → its field plus one; `#next` leads on to others of that slot. */
  readonly #first = new Int16Array(keySlots)
  readonly #next: Int16Array

  constructor({ names, isNumeric }: FieldTable) {
    this.#keys = names.map((name) => Buffer.from(name))
    this.#isNumeric = isNumeric
    this.#next = new Int16Array(names.length)
    for (const [field, key] of this.#keys.entries()) {
      const slot = slotOf(key, 0, key.length)
      this.#next[field] = this.#first[slot]!
      this.#first[slot] = field + 1
    }
  }

  /**
   * Scans the line at `start` into `row`, and answers where its line feed stands. -1: ask the parser; `row` then holds
   * nothing of worth. The bytes must be UTF-8 and end with a line feed.
   */
  scan(bytes: Uint8Array, start: number, row: RowFields): number {
    row.reset(bytes)
    let at = afterSpace(bytes, start)
    if (bytes[at] !== braceOpen) return -1
    at = afterSpace(bytes, at + 1)
    if (bytes[at] === braceClose) return endOfLine(bytes, at + 1)
    for (;;) {
      if (bytes[at] !== quote) return -1
      const keyStart = at + 1
      at = keyStart
      while (endsRun[bytes[at]!] === 0) at++
      if (bytes[at] !== quote) return -1
      const field = this.#fieldOf(bytes, keyStart, at)
      at = afterSpace(bytes, at + 1)
      if (bytes[at] !== colon) return -1
      at = afterSpace(bytes, at + 1)
      at = field < 0 ? afterValue(bytes, at, 0) : this.#take(bytes, at, field, row)
      if (at < 0) return -1
      at = afterSpace(bytes, at)
      if (bytes[at] === comma) at = afterSpace(bytes, at + 1)
      else return bytes[at] === braceClose ? endOfLine(bytes, at + 1) : -1
    }
  }

  #fieldOf(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return -1
    let candidate = this.#first[slotOf(bytes, start, end)]! - 1
    while (candidate >= 0 && !isKey(this.#keys[candidate]!, bytes, start, end)) candidate = this.#next[candidate]! - 1
    return candidate
  }

  /** Notes where a wanted field's value stands. Answers where it ends, or -1 where the parser has to say. */
  #take(bytes: Uint8Array, start: number, field: number, row: RowFields): number {
    const byte = bytes[start]!
    if (byte === quote) {
      let at = start + 1
      while (endsRun[bytes[at]!] === 0) at++
      if (bytes[at] !== quote) return -1
      row.set(field, text, start + 1, at)
      return at + 1
    }
    const end = afterValue(bytes, start, 0)
    if (end < 0) return -1
    if (byte === minus || (byte >= zero && byte <= nine)) {
      if (this.#isNumeric[field]) row.set(field, number, start, end)
      else if (isPlainInteger(bytes, start, end)) row.set(field, text, start, end)
      else return -1
      return end
    }
    // Of true, lists and objects a text field wants the one spelling that the parser gives; null is nothing.
    if (byte === 0x6e) row.set(field, absent, start, end)
    else if (this.#isNumeric[field]) row.set(field, other, start, end)
    else return -1
    return end
  }
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 29 + bytes[start]! * 7 + bytes[end - 1]! * 3) & (keySlots - 1)
}

function isKey(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false
  for (let index = 0; index < key.length; index++) if (key[index] !== bytes[start + index]) return false
  return true
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const end = afterSpace(bytes, from)
  return bytes[end] === newline ? end : -1
}

/** A line feed is no space here: it ends the line. */
function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d) at++
  return at
}

/** Where the value that starts here ends, or -1 where it is none, or too deep. */
function afterValue(bytes: Uint8Array, start: number, depth: number): number {
  const byte = bytes[start]!
  if (byte === quote) return afterString(bytes, start + 1)
  if (byte === braceOpen) return depth < deepest ? afterObject(bytes, start, depth + 1) : -1
  if (byte === bracketOpen) return depth < deepest ? afterArray(bytes, start, depth + 1) : -1
  if (byte === 0x74) return afterWord(bytes, start, trueWord)
  if (byte === 0x66) return afterWord(bytes, start, falseWord)
  if (byte === 0x6e) return afterWord(bytes, start, nullWord)
  return afterNumber(bytes, start)
}

const [trueWord, falseWord, nullWord] = ['true', 'false', 'null'].map((word) => Buffer.from(word)) as [Buffer, Buffer, Buffer]

function afterWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  return isKey(word, bytes, start, start + word.length) ? start + word.length : -1
}

function afterString(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    while (endsRun[bytes[at]!] === 0) at++
    if (bytes[at] === quote) return at + 1
    if (bytes[at] !== backslash) return -1
    if (isEscape[bytes[at + 1]!] === 1) at += 2
    else if (bytes[at + 1] === 0x75 && areHex(bytes, at + 2, at + 6)) at += 6
    else return -1
  }
}

function areHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isHex[bytes[at]!] !== 1) return false
  return true
}

/** `-`? (`0` | `1`…`9` digits) (`.` digits)? (`e` sign? digits)? */
function afterNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === minus ? start + 1 : start
  if (bytes[at] === zero) at++
  else if ((at = afterDigits(bytes, at)) < 0) return -1
  if (bytes[at] === dot && (at = afterDigits(bytes, at + 1)) < 0) return -1
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
  at++
  if (bytes[at] === minus || bytes[at] === 0x2b) at++
  return afterDigits(bytes, at)
}

/** Behind one digit or more; -1 where there is none. */
function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at]! >= zero && bytes[at]! <= nine) at++
  return at > from ? at : -1
}

function afterArray(bytes: Uint8Array, start: number, depth: number): number {
  let at = afterSpace(bytes, start + 1)
  if (bytes[at] === bracketClose) return at + 1
  for (;;) {
    if ((at = afterValue(bytes, at, depth)) < 0) return -1
    at = afterSpace(bytes, at)
    if (bytes[at] === bracketClose) return at + 1
    if (bytes[at] !== comma) return -1
    at = afterSpace(bytes, at + 1)
  }
}

function afterObject(bytes: Uint8Array, start: number, depth: number): number {
  let at = afterSpace(bytes, start + 1)
  if (bytes[at] === braceClose) return at + 1
  for (;;) {
    if (bytes[at] !== quote || (at = afterString(bytes, at + 1)) < 0) return -1
    at = afterSpace(bytes, at)
    if (bytes[at] !== colon) return -1
    if ((at = afterValue(bytes, afterSpace(bytes, at + 1), depth)) < 0) return -1
    at = afterSpace(bytes, at)
    if (bytes[at] === braceClose) return at + 1
    if (bytes[at] !== comma) return -1
    at = afterSpace(bytes, at + 1)
  }
}

/** Written as JavaScript writes it: no fraction, exponent or minus zero, and not so large that digits are lost. */
function isPlainInteger(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 15 || (bytes[start] === minus && bytes[start + 1] === zero)) return false
  for (let at = bytes[start] === minus ? start + 1 : start; at < end; at++) if (bytes[at]! < zero || bytes[at]! > nine) return false
  return true
}
