import { DomainError } from '../core/errors.ts'

/** Counts calls per key in windows of a minute, for a bounded number of keys. */
export class RateLimiter {
  #counts = new Map<string, number>()
  #window = 0
  #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** @throws DomainError `too-many` when this key has used up its calls of the running minute; 0 means no limit. */
  spend(key: string, perMinute: number): void {
    if (!perMinute) return
    const window = Math.floor(this.#now() / 60_000)
    // A flood of new keys (spoofed addresses) must not fill the memory: the table starts anew.
    if (window !== this.#window || this.#counts.size > 50_000) this.#counts.clear()
    this.#window = window
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    if (count > perMinute) throw new DomainError('too-many', `Too many requests: at most ${perMinute} a minute. Try again in a minute.`)
  }
}
