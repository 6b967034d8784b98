import type { ProviderError } from '../../core/providers/provider-error.ts'
import { waitBeforeNextTry } from '../../core/runs/backoff.ts'
import type { Rest } from '../../store/runs/claim.ts'

/** A provider that says for how long is asked again after that; but one model's long wait does not silence the others. */
const longestRestMs = 120_000

/**
 * Providers that are left alone for a while: they said so, they are asked too often, or the network to them is gone. Each
 * further time that finds the same makes the rest longer. An answer ends it, and so does whoever changes the provider.
 */
export class Rests {
  readonly #byProvider = new Map<string, { since: number; until: number; times: number }>()
  readonly #chance: () => number

  constructor(chance: () => number) {
    this.#chance = chance
  }

  /** What came of a question, at this time. */
  note(provider: string, error: ProviderError | undefined, now: number): void {
    if (!error) return void this.#byProvider.delete(provider)
    if (error.problem !== 'rate-limited' && error.problem !== 'unreachable' && error.retryAfterMs === undefined) return
    const { since, until, times } = this.#byProvider.get(provider) ?? { since: now, until: 0, times: 0 }
    const asked = now + Math.min(error.retryAfterMs ?? 0, longestRestMs)
    // Questions that were under way together tell the same thing once.
    if (now < until) return void this.#byProvider.set(provider, { since, until: Math.max(until, asked), times })
    const wait = error.retryAfterMs === undefined ? waitBeforeNextTry(times + 1, undefined, this.#chance()) : 0
    this.#byProvider.set(provider, { since: now, until: Math.max(asked, now + wait), times: times + 1 })
  }

  at(now: number): Rest[] {
    return [...this.#byProvider].filter(([, { until }]) => until > now)
      .map(([provider, { since }]) => ({ provider, since: new Date(since).toISOString(), end: () => void this.#byProvider.delete(provider) }))
  }
}
