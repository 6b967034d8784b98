import type { Settings } from '../config/settings.ts'
import { DomainError } from '../core/errors.ts'
import type { Caller, Operation } from '../operations/operation.ts'

/** Counts calls per key in windows of a minute, for a bounded number of keys. */
export class RateLimiter {
  #counts = new Map<string, number>()
  #window = 0
  #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** @throws DomainError `too-many` when this key has used up its calls of the running minute; 0 means no limit. `whose` ends "at most 3 a minute". */
  spend(key: string, perMinute: number, whose = ''): void {
    if (!perMinute) return
    const count = this.#countOf(key) + 1
    this.#counts.set(key, count)
    if (count > perMinute) throw tooMany(perMinute, whose)
  }

  /** Counts nothing. @throws DomainError `too-many` when nothing is left for this key in the running minute. */
  refuseSpent(key: string, perMinute: number): void {
    if (this.#countOf(key) >= perMinute) throw tooMany(perMinute)
  }

  #countOf(key: string): number {
    const window = Math.floor(this.#now() / 60_000)
    // A flood of new keys (spoofed addresses) must not fill the memory: the table starts anew.
    if (window !== this.#window || this.#counts.size > 50_000) this.#counts.clear()
    this.#window = window
    return this.#counts.get(key) ?? 0
  }
}

function tooMany(perMinute: number, whose = ''): DomainError {
  return new DomainError('too-many', `Too many requests: at most ${perMinute} a minute${whose}. Try again in a minute.`)
}

/** So many voters may share an address: a class, an office. */
const votersPerAddress = 10

/**
 * Counts a call against what its caller may ask in a minute: by address, and where it is about votes, by voter too.
 * @throws DomainError `too-many`.
 */
export function spendCall(operation: Operation, caller: Caller, limiting: Limiting): void {
  const { limiter, settings } = limiting
  const { name, limits } = operation
  if (!limits?.voting) return limiter.spend(limits?.perMinute ? `${name} ${caller.id}` : caller.id, limits?.perMinute ?? settings.requestsPerMinute)
  limiter.spend(`${name} ${caller.id}`, settings.votesPerMinute * votersPerAddress, ' from one address, which others may share')
  spendOfVoter(operation, caller, limiting)
}

/** Likewise by voter alone, of a caller who was given one since. @throws DomainError `too-many`. */
export function spendOfVoter({ name, limits }: Operation, { voter }: Caller, { limiter, settings }: Limiting): void {
  if (limits?.voting && voter !== undefined) limiter.spend(`${name} voter ${voter}`, settings.votesPerMinute, ' by one voter')
}

interface Limiting {
  limiter: RateLimiter
  settings: Settings
}
