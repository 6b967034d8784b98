import type { Plan } from './plan.ts'
import { event, eventsAround, textsIn, type Wire } from './wire.ts'

const finishes = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' } as const
/** Signatures are opaque. */
const signed = 'c2lnbmVk'
const errorTypes: Record<number, string> = {
  401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large',
  429: 'rate_limit_error', 500: 'api_error', 503: 'overloaded_error', 529: 'overloaded_error',
}

/** Anthropic's messages. Input tokens are told without the cached ones, output tokens with the thinking. */
export const messagesWire: Wire = {
  readRequest: (body) => ({
    model: String(body.model), prompt: textsIn([textsIn(body.system), body.messages]), seed: '', isStream: body.stream === true,
    maxTokens: body.max_tokens as number | undefined, wantsUsage: true,
  }),
  writeStream(plan) {
    const block = (index: number, content_block: object) => event({ type: 'content_block_start', index, content_block }, 'content_block_start')
    const stop = (index: number) => event({ type: 'content_block_stop', index }, 'content_block_stop')
    const deltas = (index: number, texts: string[], delta: (text: string) => object) =>
      eventsAround(texts, (text) => ({ type: 'content_block_delta', index, delta: delta(text) }), 'content_block_delta')
    const hasThought = plan.reasoning.length > 0
    const at = hasThought ? 1 : 0
    const text = block(at, { type: 'text', text: '' })
    const signature = event({ type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: signed } }, 'content_block_delta')
    const outputTokens = plan.usage && { usage: { output_tokens: plan.usage.output } }
    return {
      opening: [
        event({ type: 'message_start', message: { ...envelope(plan), content: [], ...reason(null), ...usageOf(plan, 1) } }, 'message_start'),
        hasThought ? block(0, { type: 'thinking', thinking: '', signature: '' }) : text, event({ type: 'ping' }, 'ping'),
      ],
      pieces: [
        ...deltas(0, plan.reasoning, (thinking) => ({ type: 'thinking_delta', thinking })),
        ...(hasThought ? [signature, stop(0), text] : []),
        ...deltas(at, plan.tokens, (text) => ({ type: 'text_delta', text })),
      ],
      closing: [
        stop(at),
        event({ type: 'message_delta', delta: reason(finishes[plan.finish]), ...outputTokens }, 'message_delta'),
      ],
      error: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'error'),
      done: event({ type: 'message_stop' }, 'message_stop'),
    }
  },
  writeWhole: (plan) => ({
    ...envelope(plan),
    content: [
      ...(plan.reasoning.length > 0 ? [{ type: 'thinking', thinking: plan.reasoning.join(''), signature: signed }] : []),
      { type: 'text', text: plan.tokens.join('') },
    ],
    ...reason(finishes[plan.finish]), ...usageOf(plan, plan.usage?.output ?? 0),
  }),
  writeError: (status, message) => ({ type: 'error', error: { type: errorTypes[status] ?? 'invalid_request_error', message } }),
}

function envelope({ id, model }: Plan): object {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model }
}

function reason(stop_reason: string | null): object {
  return { stop_reason, stop_sequence: null }
}

function usageOf({ usage }: Plan, output_tokens: number): object {
  if (!usage) return {}
  const { input, cached } = usage
  return { usage: { input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached, output_tokens } }
}
