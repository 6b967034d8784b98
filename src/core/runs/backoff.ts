const firstWaitMs = 1_000
const longestWaitMs = 120_000

/**
 * How long to wait after the nth failed try (from 1): twice as long each time, with half of it left to chance so that many
 * that failed together do not come back together; never less than the provider asked for.
 * "Full/equal jitter": Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
 */
export function waitBeforeNextTry(tries: number, retryAfterMs: number | undefined, chance: number): number {
  const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1))
  return Math.max(retryAfterMs ?? 0, longest / 2 + (longest / 2) * chance)
}
