/** A map that forgets its oldest entries: what an import remembers of its rows must not grow with the file. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #limit: number

  constructor(limit: number) {
    super()
    this.#limit = limit
  }

  override set(key: Key, value: Value): this {
    super.set(key, value)
    if (this.size > this.#limit) this.delete(this.keys().next().value!)
    return this
  }
}
