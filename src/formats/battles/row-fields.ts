import { bytesOf } from './text-bytes.ts'

/** How a field's value stands in the bytes. */
export const absent = 0
/** The text between the quotes, or a whole number as it is written. */
export const text = 1
/** A number, as JSON writes it. */
export const number = 2
/** Something else (true, a list, an object), as JSON. */
export const other = 3

/** Fields that are wanted of a row, by number: their names, and what each is wanted for. */
export interface FieldTable {
  names: string[]
  /** Fields that are read as numbers, by number. All others are read as texts. */
  isNumeric: boolean[]
}

/** Where in the bytes the wanted fields of one row stand. */
export class RowFields {
  bytes: Uint8Array = new Uint8Array(0)
  readonly type: Uint8Array
  readonly start: Int32Array
  readonly end: Int32Array
  readonly #table: FieldTable

  constructor(table: FieldTable) {
    this.#table = table
    this.type = new Uint8Array(table.names.length)
    this.start = new Int32Array(table.names.length)
    this.end = new Int32Array(table.names.length)
  }

  /** Starts a row whose values stand in these bytes. */
  reset(bytes: Uint8Array): void {
    this.bytes = bytes
    for (let field = 0; field < this.type.length; field++) this.type[field] = absent
  }

  set(field: number, type: number, start: number, end: number): void {
    this.type[field] = type
    this.start[field] = start
    this.end[field] = end
  }

  /** Takes the fields of a value that was parsed as JSON, as a scan of its bytes would have found them. */
  fill(value: object): void {
    const pieces: Buffer[] = []
    let length = 0
    this.reset(this.bytes)
    for (const [field, name] of this.#table.names.entries()) {
      const held: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
      if (held === undefined || held === null) continue
      const bytes = bytesOf(typeof held === 'string' ? held : typeof held === 'number' ? String(held) : JSON.stringify(held))
      this.set(field, typeOf(held, this.#table.isNumeric[field]!), length, length + bytes.length)
      pieces.push(bytes)
      length += bytes.length
    }
    this.bytes = Buffer.concat(pieces)
  }
}

function typeOf(held: unknown, isNumeric: boolean): number {
  if (typeof held === 'string') return text
  if (typeof held === 'number') return isNumeric ? number : text
  return other
}
