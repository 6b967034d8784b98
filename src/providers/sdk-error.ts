import {
  APICallError, InvalidArgumentError, InvalidPromptError, LoadAPIKeyError, NoSuchModelError, TypeValidationError, UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { ProviderError, type ProviderProblem } from '../core/providers/provider-error.ts'
import type { Connection } from '../core/providers/provider.ts'
import type { Exchange } from './guarded-fetch.ts'
import { stopped } from './limits.ts'
import { redact } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'

interface Circumstances {
  connection: Connection
  exchange: Exchange
  signal: AbortSignal
}

/**
 * What went wrong, in our words. The cause is left behind: it holds the request with its key.
 */
export function asProviderError(error: unknown, { connection, exchange, signal }: Circumstances): ProviderError {
  const ours = findOurs(error)
  if (ours) return withFacts(ours, exchange, connection)
  if (signal.aborted) return stopped()
  const { problem, message } = explain(error, exchange)
  return new ProviderError(problem, redact(message, connection), facts(exchange, APICallError.isInstance(error) ? (error.responseBody ?? '') : ''))
}

/** What a response that is no answer says, in the form the packages give it. */
export async function statusError(response: Response): Promise<APICallError> {
  const responseBody = await response.text()
  return new APICallError({ message: response.statusText, url: response.url, requestBodyValues: {}, statusCode: response.status, responseBody })
}

/** Headers under which the services give a request its name, as their documents tell. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-goog-request-id', 'mistral-correlation-id', 'x-correlation-id', 'x-ds-trace-id', 'cf-ray']

export function requestIdOf({ headers }: Pick<Exchange, 'headers'>): string | undefined {
  return requestIdHeaders.map((name) => headers[name]).find(Boolean)?.slice(0, 200)
}

function facts(exchange: Exchange, body: string): { status?: number; requestId?: string; retryAfterMs?: number } {
  return { status: exchange.status, requestId: requestIdOf(exchange), retryAfterMs: retryAfterMs(exchange.headers, body, Date.now()) }
}

function withFacts(error: ProviderError, exchange: Exchange, connection: Connection): ProviderError {
  return new ProviderError(error.problem, redact(error.message, connection), { ...facts(exchange, ''), status: error.status ?? exchange.status })
}

/** The packages wrap what our fetch throws, once or twice. */
function findOurs(error: unknown): ProviderError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    if (current instanceof ProviderError) return current
  }
  return undefined
}

interface Explanation {
  problem: ProviderProblem
  message: string
}

function explain(error: unknown, { status, sentTo }: Exchange): Explanation {
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    return explainStatus(error.statusCode, error.message, error.responseBody ?? '')
  }
  if (LoadAPIKeyError.isInstance(error)) return { problem: 'key', message: 'This provider needs a key.' }
  if (NoSuchModelError.isInstance(error)) return { problem: 'not-found', message: error.message }
  if (UnsupportedFunctionalityError.isInstance(error) || InvalidPromptError.isInstance(error) || InvalidArgumentError.isInstance(error)) {
    return { problem: 'invalid', message: error.message }
  }
  if (TypeValidationError.isInstance(error) && holdsError(error.value)) return explainStreamError(error.value)
  // Nothing was sent: the package did not take the question, and will not take it later.
  if (error instanceof Error && sentTo === undefined) return { problem: 'invalid', message: error.message }
  if (error instanceof Error) {
    const details = [error.name.replace(/^AI_/, ''), ...(status === undefined ? [] : [`status ${status}`])].join(', ')
    return { problem: 'unreadable', message: `The answer could not be read (${details}).` }
  }
  return explainStreamError(error)
}

const byStatus: Record<number, ProviderProblem> = {
  401: 'key', 402: 'out-of-credit', 403: 'forbidden', 404: 'not-found', 408: 'timed-out', 409: 'overloaded', 410: 'not-found', 413: 'too-large',
  425: 'rate-limited', 429: 'rate-limited', 498: 'overloaded', 501: 'invalid', 504: 'timed-out', 522: 'timed-out', 524: 'timed-out',
}

function explainStatus(status: number, told: string, body: string): Explanation {
  const problem = byCode(body) ?? byStatus[status] ?? (status >= 500 ? 'overloaded' : 'invalid')
  const reason = reasonIn(body) ?? told.trim()
  return { problem, message: reason ? `Status ${status}: ${reason}` : `Status ${status}, without a reason.` }
}

/** The sentence in an error's body: `{ error: { message } }`, `{ error }`, `{ message }` or `{ detail }`. */
function reasonIn(body: string): string | undefined {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>
    const inner = typeof error === 'object' && error !== null ? (error as Record<string, unknown>).message : error
    const reason = [inner, message, detail].find((text) => typeof text === 'string' && text.trim() !== '')
    return (reason as string | undefined)?.trim()
  } catch {
    return undefined
  }
}

/** Reasons that services tell with a status that says something else. */
function byCode(text: string): ProviderProblem | undefined {
  if (/insufficient_quota|insufficient_balance|billing_error|credit balance is too low|billing_hard_limit/i.test(text)) return 'out-of-credit'
  if (/API_KEY_INVALID|invalid_api_key/.test(text)) return 'key'
  return undefined
}

/** An error event in the middle of a stream: `{ message, type, code, statusCode }`, each where the service tells it. */
function explainStreamError(error: unknown): Explanation {
  const told = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : { message: error }
  const inner = typeof told.error === 'object' && told.error !== null ? (told.error as Record<string, unknown>) : told
  const message = typeof inner.message === 'string' && inner.message.trim() ? inner.message.trim() : 'The provider reported an error without a reason.'
  const words = [told.type, inner.type, inner.code, inner.status].filter((word) => typeof word === 'string').join(' ')
  const status = [inner.statusCode, inner.code].map(Number).find((number) => number >= 400 && number < 600)
  const problem = byCode(words) ?? byWords(words) ?? (status === undefined ? 'cut' : explainStatus(status, message, '').problem)
  return { problem, message: `In the middle of the answer: ${message}` }
}

/** Some packages know no error events. */
function holdsError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error)
}

function byWords(words: string): ProviderProblem | undefined {
  if (/rate_?limit|RESOURCE_EXHAUSTED/i.test(words)) return 'rate-limited'
  if (/overloaded|server_error|api_error|internal|unavailable/i.test(words)) return 'overloaded'
  if (/timeout|DEADLINE_EXCEEDED/i.test(words)) return 'timed-out'
  if (/authentication/i.test(words)) return 'key'
  if (/permission/i.test(words)) return 'forbidden'
  if (/not_found/i.test(words)) return 'not-found'
  return /invalid_request|INVALID_ARGUMENT|context_length/i.test(words) ? 'invalid' : undefined
}
