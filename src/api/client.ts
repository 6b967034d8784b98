import type { z } from 'zod'
import { DomainError, problems, type Problem } from '../core/errors.ts'
import type { Ask, Operations } from '../operations/all.ts'

/** Where an operation lives: what the client needs to know of it. */
interface Endpoint {
  method: string
  path: string
  isRead: boolean
}

interface ClientOptions {
  /** For example `http://127.0.0.1:4321`. */
  baseUrl: string
  endpoints: Record<string, Endpoint>
  token?: string
  fetch?: typeof fetch
}

/** A typed client of the REST interface: `ask('models.get', { model: 'kimi-k2' })` over HTTP, as pages ask inside. */
export function createClient({ baseUrl, endpoints, token, fetch: send = fetch }: ClientOptions): Ask {
  return async (name, input) => {
    const { url, init } = requestFor(endpoints[name]!, input as Record<string, unknown>, baseUrl)
    const response = await send(url, { ...init, headers: { ...init.headers, ...(token && { Authorization: `Bearer ${token}` }) } })
    const reply: unknown = await response.json()
    if (!response.ok) throw failureFrom(reply, response.status)
    return reply as z.output<Operations[typeof name]['output']>
  }
}

function requestFor({ method, path, isRead }: Endpoint, input: Record<string, unknown>, baseUrl: string): { url: string; init: { method: string; headers: Record<string, string>; body?: string } } {
  const rest = { ...input }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  const url = new URL(`/api/v1${filled}`, baseUrl)
  if (!isRead) return { url: url.href, init: { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(rest) } }
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) url.searchParams.set(name, String(value))
  return { url: url.href, init: { method, headers: {} } }
}

function failureFrom(reply: unknown, status: number): DomainError {
  const { kind, message } = (reply as { error?: { kind?: Problem; message?: string } }).error ?? {}
  return new DomainError(kind && problems.includes(kind) ? kind : 'internal', message ?? `The server answered ${status}.`)
}
