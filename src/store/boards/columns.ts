type Numbers = Int32Array | Uint8Array | Float64Array

/** A column of numbers that grows as rows are read; `undefined` at the end where no row had anything. */
export class Column<A extends Numbers> {
  #values: A
  #length = 0
  #isKnown = false
  readonly #make: (length: number) => A
  readonly #unknown: number

  /** `unknown` is what stands for a value that the source does not have. */
  constructor(make: (length: number) => A, unknown: number) {
    this.#make = make
    this.#unknown = unknown
    this.#values = make(1_024)
  }

  push(value: number | null | undefined): void {
    if (this.#length === this.#values.length) this.#grow()
    this.#isKnown ||= value !== null && value !== undefined
    this.#values[this.#length++] = value ?? this.#unknown
  }

  /** All rows, or nothing where the value of every one is unknown. */
  take(): A | undefined {
    return this.#isKnown ? this.all() : undefined
  }

  all(): A {
    return this.#values.subarray(0, this.#length) as A
  }

  #grow(): void {
    const larger = this.#make(this.#values.length * 2)
    larger.set(this.#values)
    this.#values = larger
  }
}

export const ints = () => new Column((length) => new Int32Array(length), -1)
export const bytes = () => new Column((length) => new Uint8Array(length), 0)
export const floats = () => new Column((length) => new Float64Array(length), NaN)

/** Numbers things from 0 in the order in which they are met. */
export class Numbering<T extends string | number> {
  readonly #numbers = new Map<T, number>()

  /** Unknown stays unknown. */
  of(thing: T | null): number | null {
    if (thing === null) return null
    const known = this.#numbers.get(thing)
    if (known !== undefined) return known
    this.#numbers.set(thing, this.#numbers.size)
    return this.#numbers.size - 1
  }

  get things(): T[] {
    return [...this.#numbers.keys()]
  }

  get count(): number {
    return this.#numbers.size
  }
}
