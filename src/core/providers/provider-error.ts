/**
 * What can go wrong while a provider is asked. `cut` is an answer that broke off in the middle: what had arrived is
 * kept as partial.
 */
export const providerProblems = {
  'rate-limited': { retryable: true },
  overloaded: { retryable: true },
  unreachable: { retryable: true },
  'timed-out': { retryable: true },
  cut: { retryable: true },
  unreadable: { retryable: true },
  key: { retryable: false },
  forbidden: { retryable: false },
  'not-found': { retryable: false },
  invalid: { retryable: false },
  'out-of-credit': { retryable: false },
  'too-large': { retryable: false },
  'address-refused': { retryable: false },
  /** A page for people stands at the address, not a service. */
  'no-service': { retryable: false },
  stopped: { retryable: false },
  /** It answered, and what it answered could not be stored here. */
  unstored: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>
export type ProviderProblem = keyof typeof providerProblems

export interface ProviderErrorFacts {
  /** HTTP status, where there was an answer. */
  status?: number
  /** What the provider asks us to wait (`retry-after`, in seconds or as a date). */
  retryAfterMs?: number
  requestId?: string
  cause?: unknown
}

/** A provider did not answer, or not wholly. The message may be shown: it never holds a key. */
export class ProviderError extends Error {
  readonly problem: ProviderProblem
  readonly status?: number
  readonly retryAfterMs?: number
  readonly requestId?: string

  constructor(problem: ProviderProblem, message: string, { status, retryAfterMs, requestId, cause }: ProviderErrorFacts = {}) {
    super(message, { cause })
    this.name = 'ProviderError'
    this.problem = problem
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.requestId = requestId
  }

  /** Whether asking again later could help. */
  get retryable(): boolean {
    return providerProblems[this.problem].retryable
  }
}
