/** A typed array that grows as it is written; what has been written is a view without a copy. */
type Column = Int32Array | Uint8Array | Float64Array

const firstCapacity = 1024

/**
 * The same numbers in a longer array; the shorter one is given up at once instead of waiting for the collector. A fresh
 * array costs nothing before it is written to, as a buffer made longer (`transfer`) would.
 */
export function grown<Kind extends Column>(column: Kind, capacity: number): Kind {
  const longer = new (column.constructor as new (length: number) => Kind)(capacity)
  longer.set(column)
  ;(column.buffer as ArrayBuffer).transfer(0)
  return longer
}

/** A column in which every row without a value of its own has `empty`. It exists once something was written to it. */
export class SparseColumn<Kind extends Int32Array | Float64Array> {
  readonly #Array: new (length: number) => Kind
  readonly #empty: number
  #capacity: number
  #column: Kind | undefined
  #length = 0

  constructor(Array: new (length: number) => Kind, empty: number, capacity = firstCapacity) {
    this.#Array = Array
    this.#empty = empty
    this.#capacity = capacity
  }

  /** There will be about so many rows. */
  expect(rows: number): void {
    if (rows <= this.#capacity) return
    this.#capacity = rows
    if (this.#column) this.#column = grown(this.#column, rows)
  }

  /** Rows are set in ascending order. */
  set(row: number, value: number): void {
    if (row >= this.#capacity) this.expect(Math.max(row + 1, this.#capacity * 2))
    const column = this.#column ??= new this.#Array(this.#capacity)
    if (row > this.#length) column.fill(this.#empty, this.#length, row)
    column[row] = value
    this.#length = row + 1
  }

  /** The column of all `rows` rows, or undefined where no row has a value. */
  finish(rows: number): Kind | undefined {
    if (this.#column === undefined) return undefined
    this.expect(rows)
    if (rows > this.#length) this.#column.fill(this.#empty, this.#length, rows)
    this.#length = rows
    return this.#column.subarray(0, rows) as Kind
  }
}
