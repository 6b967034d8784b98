import { ProviderError } from '../core/providers/provider-error.ts'

/**
 * A model of a package costs a millisecond to make, most of it schemas, so models are kept; but every request has a
 * guarded fetch of its own, which knows what was seen of it. A header tells which one, and is gone before anything is sent.
 */
export const fetchHeader = 'diptych-exchange'

const open = new Map<string, typeof fetch>()
let opened = 0

/** The fetch that models are made with. */
export const sharedFetch: typeof fetch = (target, init) => {
  const { [fetchHeader]: id = '', ...headers } = (init?.headers ?? {}) as Record<string, string>
  const own = open.get(id)
  if (!own) throw new ProviderError('invalid', 'This package asks without its request’s headers, so its request cannot be guarded.')
  return own(target, { ...init, headers })
}

/** Registers the fetch of one request. The headers are for the call, `close` for when it has ended. */
export function openFetch(own: typeof fetch): { headers: Record<string, string>; close(): void } {
  const id = String(++opened)
  open.set(id, own)
  return { headers: { [fetchHeader]: id }, close: () => void open.delete(id) }
}
