import type { ProviderError } from '../../core/providers/provider-error.ts'
import { waitBeforeNextTry } from '../../core/runs/backoff.ts'

/** A provider that says for how long is asked again after that; but one model's long wait does not silence the others. */
const longestRestMs = 120_000

/**
 * Providers that are left alone for a while: they said so, they are asked too often, or the network to them is gone. Each
 * further time that finds the same makes the rest longer, and an answer ends it.
 */
export class Rests {
  readonly #byProvider = new Map<string, { until: number; times: number }>()
  readonly #chance: () => number

  constructor(chance: () => number) {
    this.#chance = chance
  }

  /** What came of a question, at this time. */
  note(provider: string, error: ProviderError | undefined, now: number): void {
    if (!error) return void this.#byProvider.delete(provider)
    if (error.problem !== 'rate-limited' && error.problem !== 'unreachable' && error.retryAfterMs === undefined) return
    const { until, times } = this.#byProvider.get(provider) ?? { until: 0, times: 0 }
    const asked = now + Math.min(error.retryAfterMs ?? 0, longestRestMs)
    // Questions that were under way together tell the same thing once.
    if (now < until) return void this.#byProvider.set(provider, { until: Math.max(until, asked), times })
    const wait = error.retryAfterMs === undefined ? waitBeforeNextTry(times + 1, undefined, this.#chance()) : 0
    this.#byProvider.set(provider, { until: Math.max(asked, now + wait), times: times + 1 })
  }

  at(now: number): string[] {
    return [...this.#byProvider].filter(([, { until }]) => until > now).map(([provider]) => provider)
  }
}
