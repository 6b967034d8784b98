import type { ProviderKind } from '../../core/providers/provider.ts'

/** How an endpoint that is not configured is reached, without its key. */
export interface StoredConnection {
  kind: ProviderKind
  baseUrl: string
  /** Which environment variable holds its key, in the process that works on the run. */
  keyVariable: string | null
  /** Whoever named it allows addresses of private networks. */
  allowPrivate: boolean
}

/** A message with its files by their hash in the blob store. */
export interface StoredMessage {
  role: 'system' | 'user' | 'assistant'
  parts: Array<{ type: 'text'; text: string } | { type: 'file'; mediaType: string; sha256: string }>
}
