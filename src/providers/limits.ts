import { ProviderError } from '../core/providers/provider-error.ts'

/** What one answer may take. Generous, as a model that reasons is silent for minutes. */
export interface Limits {
  connectMs: number
  /** From the request to the head of the response. */
  firstByteMs: number
  /** Between two reads of the body. */
  idleMs: number
  /** Of a file, a list, or the text of an answer. */
  mostBytes: number
}

/** A stream of events takes more than its text: some services wrap each token in 300 bytes, and repeat all of it at the end. */
export const eventsPerText = 6

export const defaultLimits: Limits = { connectMs: 15_000, firstByteMs: 900_000, idleMs: 300_000, mostBytes: 32 * 1_048_576 }

export function tooLarge(who: string, mostBytes: number): ProviderError {
  return new ProviderError('too-large', `${who} sent more than ${Math.round(mostBytes / 1_048_576)} MiB, which is the most an answer may have.`)
}

export function timedOut(message: string, afterMs: number): ProviderError {
  return new ProviderError('timed-out', `${message} within ${afterMs / 1_000} s.`)
}

export function stopped(): ProviderError {
  return new ProviderError('stopped', 'The request was stopped.')
}
