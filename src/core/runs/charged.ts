import type { ProviderProblem } from '../providers/provider-error.ts'

/** A provider that says one of these has generated nothing, and charges nothing. */
const neverCharged: ReadonlySet<ProviderProblem> = new Set([
  'rate-limited', 'overloaded', 'unreachable', 'key', 'forbidden', 'not-found', 'invalid', 'out-of-credit', 'address-refused', 'no-service',
])

/**
 * Whether a question of which nothing has arrived may have been charged all the same: it was sent, and nobody said that it
 * was refused. Its worker died, it was stopped, or the provider was silent for too long.
 */
export function mayBeCharged({ wasSent, problem, status }: { wasSent: boolean; problem?: ProviderProblem; status?: number }): boolean {
  const wasRefused = problem !== undefined && (neverCharged.has(problem) || (status !== undefined && status >= 400))
  return wasSent && !wasRefused
}
