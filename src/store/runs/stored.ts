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

/** The system prompt of a question, as it was sent. */
export function systemOfQuestion(question: StoredMessage[]): string | null {
  const system = question.find(({ role }) => role === 'system')
  return system ? textsOfQuestion([system]).join('') : null
}

/** The texts of a question, as references in a request that was sent count them. */
export function textsOfQuestion(question: StoredMessage[]): string[] {
  return question.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))
}
