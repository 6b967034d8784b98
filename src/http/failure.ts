import { isDomainError, type Problem } from '../core/errors.ts'

const statuses: Record<Problem, 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503> = {
  'invalid': 400, 'unauthenticated': 401, 'forbidden': 403, 'not-found': 404, 'conflict': 409, 'too-large': 413,
  'too-many': 429, 'unavailable': 503, 'internal': 500,
}

export interface Failure {
  status: (typeof statuses)[Problem]
  kind: Problem
  message: string
}

/** What a caller may learn of an error. Anything unexpected is `internal`: its details belong into the log only. */
export function failureOf(error: unknown): Failure {
  if (isDomainError(error)) return { status: statuses[error.kind], kind: error.kind, message: error.message }
  return { status: 500, kind: 'internal', message: 'Something went wrong on our side. The request id helps to find it in the log.' }
}
