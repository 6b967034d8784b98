import { ProviderError } from '../../core/providers/provider-error.ts'
import type { AnswerEvent, Connection, ModelRequest, Provider } from '../../core/providers/provider.ts'

/** Everything that came of one question. */
export interface Collected {
  text: string
  reasoning: string
  files: Array<Extract<AnswerEvent, { type: 'response-file' }>>
  started?: Extract<AnswerEvent, { type: 'response-started' }>
  ended?: Extract<AnswerEvent, { type: 'response-ended' }>
  /** Anything but a ProviderError is thrown. */
  error?: ProviderError
  /** Kinds of events in their order, repetitions left out. */
  order: string[]
}

/** Asks a provider once and gathers what arrives, an error too. */
export async function collectAnswer(
  provider: Provider, connection: Connection, request: ModelRequest, signal: AbortSignal = new AbortController().signal,
): Promise<Collected> {
  const collected: Collected = { text: '', reasoning: '', files: [], order: [] }
  try {
    for await (const event of provider.answer(connection, request, signal)) take(collected, event)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    collected.error = error
  }
  return collected
}

function take(collected: Collected, event: AnswerEvent): void {
  if (collected.order.at(-1) !== event.type) collected.order.push(event.type)
  if (event.type === 'response-delta') collected.text += event.text
  if (event.type === 'reasoning-delta') collected.reasoning += event.text
  if (event.type === 'response-file') collected.files.push(event)
  if (event.type === 'response-started') collected.started = event
  if (event.type === 'response-ended') collected.ended = event
}

/** A question in one message. */
export function aRequest(model: string, prompt = 'Say something about a lamp.', rest: Partial<ModelRequest> = {}): ModelRequest {
  return { model, messages: [{ role: 'user', parts: [{ type: 'text', text: prompt }] }], settings: {}, expects: 'text', ...rest }
}
