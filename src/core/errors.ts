/** The closed list of what can go wrong for a caller. `api/` turns each into a status, the command line into an exit code. */
export const problems = [
  'invalid', 'unauthenticated', 'forbidden', 'not-found', 'conflict', 'too-large', 'too-many', 'unavailable', 'internal',
] as const
export type Problem = (typeof problems)[number]

/**
 * An error whose message may be shown to the caller: it says what to do. What must stay private goes into `cause`.
 */
export class DomainError extends Error {
  readonly kind: Problem

  constructor(kind: Problem, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'DomainError'
    this.kind = kind
  }
}

/** Not `instanceof`: the pages are bundled apart, and a second copy of this class must count too. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof Error && error.name === 'DomainError' && problems.includes((error as DomainError).kind)
}
