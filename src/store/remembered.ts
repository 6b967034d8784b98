/**
 * Answers about the whole database, such as counts of everything, each kept until anything is committed. Over 164,212
 * answers the home page asks for 500 ms of them.
 */
export class Remembered {
  readonly #version: () => Promise<string>
  readonly #answers = new Map<string, { version: string; answer: Promise<unknown> }>()

  constructor(version: () => Promise<string>) {
    this.#version = version
  }

  /** What `ask` answers. It is shared: do not change it. */
  async get<T>(name: string, ask: () => Promise<T>): Promise<T> {
    // Asked before the data is read: a write in between makes the answer look older than it is, never newer.
    const version = await this.#version()
    const known = this.#answers.get(name)
    if (known?.version === version) return known.answer as Promise<T>
    const entry = { version, answer: ask() }
    this.#answers.set(name, entry)
    entry.answer.catch(() => this.#answers.get(name) === entry && this.#answers.delete(name))
    return entry.answer
  }
}
