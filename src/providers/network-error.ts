import { ProviderError } from '../core/providers/provider-error.ts'
import { stopped } from './limits.ts'

const reasons: Record<string, string> = {
  ENOTFOUND: 'has no address', EAI_AGAIN: 'could not be looked up', ECONNREFUSED: 'refuses connections', ECONNRESET: 'closed the connection before it answered',
  EPIPE: 'closed the connection before it answered', EHOSTUNREACH: 'cannot be reached', ENETUNREACH: 'cannot be reached', ETIMEDOUT: 'does not answer',
  ERR_PROXY_TUNNEL: 'could not be reached: the proxy makes no connection to it',
}

/** What went wrong below HTTP, before there was an answer. */
export function networkError(error: NodeJS.ErrnoException, host: string, signal?: AbortSignal): ProviderError {
  if (error instanceof ProviderError) return error
  if (signal?.aborted || error.name === 'AbortError') return stopped()
  // Several addresses were tried, each with an error of its own.
  const code = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException).code : error.code
  if (code?.startsWith('HPE_')) return new ProviderError('unreadable', `${host} does not speak HTTP as it should (${code}).`)
  if (/CERT|SSL|TLS|SIGNATURE/.test(code ?? '')) return new ProviderError('unreachable', `The certificate of ${host} is not good (${code}).`)
  return new ProviderError('unreachable', `${host} ${reasons[code ?? ''] ?? 'could not be reached'} (${code ?? error.name}).`)
}
