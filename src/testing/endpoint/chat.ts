import type { ChatDialect, Plan } from './plan.ts'
import { event, eventsAround, textsIn, type Wire } from './wire.ts'

const finishes = { stop: 'stop', length: 'length', filter: 'content_filter' } as const

/**
 * OpenAI chat completions, and the dialects of those who copied it: the path tells whose (`/mistral/v1/chat/completions`).
 * OpenAI and the local servers send usage in a stream where it is asked for, Mistral and Groq always, in the last event.
 */
export const chatWire: Wire = {
  readRequest: (body, path) => ({
    model: String(body.model), prompt: textsIn(body.messages), seed: String(body.seed ?? body.random_seed ?? ''), isStream: body.stream === true,
    maxTokens: (body.max_completion_tokens ?? body.max_tokens) as number | undefined,
    wantsUsage: (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true,
    dialect: (/^\/(mistral|groq|openrouter|deepseek)\//.exec(path)?.[1] ?? 'openai') as ChatDialect,
  }),
  writeStream(plan) {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...envelope(plan, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason }],
    })
    return {
      opening: [event(chunk({ role: 'assistant', content: '' }))],
      pieces: [
        ...eventsAround(plan.reasoning, (text) => chunk(reasoningDelta(plan.dialect, text))),
        ...eventsAround(plan.tokens, (content) => chunk({ content })),
      ],
      closing: closing(plan, chunk({}, finishes[plan.finish])),
      error: event({ error: { message: 'The server had an error while answering.', type: 'server_error', code: null, param: null } }),
      done: 'data: [DONE]\n\n',
    }
  },
  writeWhole: (plan) => ({
    ...envelope(plan, 'chat.completion'),
    choices: [{
      index: 0, finish_reason: finishes[plan.finish],
      message: { role: 'assistant', content: plan.tokens.join(''), ...(plan.reasoning.length > 0 && { reasoning_content: plan.reasoning.join('') }) },
    }],
    ...(plan.usage && { usage: usageOf(plan) }),
  }),
  writeError: (status, message) => ({ error: { message, type: errorTypes[status] ?? 'invalid_request_error', param: null, code: null } }),
}

export const errorTypes: Record<number, string> = {
  401: 'authentication_error', 402: 'insufficient_quota', 403: 'permission_error', 404: 'not_found_error', 429: 'rate_limit_error',
  500: 'server_error', 503: 'overloaded_error',
}

function closing(plan: Plan, last: object): string[] {
  const usage = plan.usage && usageOf(plan)
  if (plan.dialect === 'mistral') return [event({ ...last, ...(usage && { usage }) })]
  if (plan.dialect === 'groq') return [event({ ...last, ...(usage && { x_groq: { id: plan.id, usage } }) })]
  return [event(last), ...(usage && plan.wantsUsage ? [event({ ...envelope(plan, 'chat.completion.chunk'), choices: [], usage })] : [])]
}

function reasoningDelta(dialect: ChatDialect, text: string): object {
  if (dialect === 'groq' || dialect === 'openrouter') return { reasoning: text }
  if (dialect === 'mistral') return { content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }
  return { reasoning_content: text }
}

function envelope({ id, model }: Plan, object: string): object {
  return { id: `chatcmpl-${id}`, object, created: 1_790_000_000, model }
}

/** Mistral tells no reasoning apart, DeepSeek names its cache otherwise. */
function usageOf({ usage, dialect }: Plan): object {
  const { input, cached, reasoning, output } = usage!
  const counted = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
  if (dialect === 'mistral') return counted
  const thought = { completion_tokens_details: { reasoning_tokens: reasoning } }
  if (dialect === 'deepseek') return { ...counted, prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: input - cached, ...thought }
  return { ...counted, prompt_tokens_details: { cached_tokens: cached }, ...thought }
}
