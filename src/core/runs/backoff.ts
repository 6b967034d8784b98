const firstWaitMs = 1_000
const longestWaitMs = 120_000
/** Most quotas begin anew within a day: who names a longer wait is asked once more then, and a slip in a header holds no cell for years. */
const longestAskedMs = 24 * 60 * 60 * 1_000

/**
 * How long to wait after the nth failed try (from 1): twice as long each time, with half of it left to chance so that many
 * that failed together do not come back together; never less than the provider asked for, up to a day.
 * "Full/equal jitter": Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
 */
export function waitBeforeNextTry(tries: number, retryAfterMs: number | undefined, chance: number): number {
  const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1))
  return Math.max(Math.min(retryAfterMs ?? 0, longestAskedMs), longest / 2 + (longest / 2) * chance)
}
