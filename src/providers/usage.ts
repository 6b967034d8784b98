import type { Usage } from '../core/providers/provider.ts'

type Raw = Record<string, unknown>

/** Brings the usage of one wire format to the classes of ours. What the reply does not tell stays unknown. */
export type ReadUsage = (raw: Raw) => Usage

/**
 * Chat completions. `completion_tokens` includes the reasoning at OpenAI and leaves it out elsewhere (xAI, Google's
 * compatible endpoint): the total tells which, and where there is none, a part cannot be larger than its whole.
 */
export const readChatUsage: ReadUsage = (raw) => {
  const input = count(raw.prompt_tokens)
  const completion = count(raw.completion_tokens)
  const total = count(raw.total_tokens)
  const reasoning = count(part(raw.completion_tokens_details).reasoning_tokens) ?? count(raw.reasoning_tokens)
  const isOutside = reasoning !== undefined && completion !== undefined
    && (total !== undefined && input !== undefined ? reasoning > 0 && total === input + completion + reasoning : reasoning > completion)
  const details = part(raw.prompt_tokens_details ?? raw.prompt_token_details)
  return {
    input, reasoning,
    output: isOutside ? completion + reasoning : completion,
    cacheRead: count(details.cached_tokens) ?? count(raw.prompt_cache_hit_tokens) ?? count(raw.num_cached_tokens),
    cacheWrite: count(details.cache_write_tokens),
  }
}

/** OpenAI's responses API, and xAI's: output includes the reasoning, input the cached tokens. */
export const readResponsesUsage: ReadUsage = (raw) => ({
  input: count(raw.input_tokens), output: count(raw.output_tokens),
  reasoning: count(part(raw.output_tokens_details).reasoning_tokens),
  cacheRead: count(part(raw.input_tokens_details).cached_tokens), cacheWrite: count(part(raw.input_tokens_details).cache_write_tokens),
})

/** Anthropic's messages: input tokens leave out what was read from and written to the cache; output includes thinking. */
export const readMessagesUsage: ReadUsage = (raw) => {
  const fresh = count(raw.input_tokens)
  const cacheRead = count(raw.cache_read_input_tokens)
  const cacheWrite = count(raw.cache_creation_input_tokens)
  return {
    input: fresh === undefined ? undefined : fresh + (cacheRead ?? 0) + (cacheWrite ?? 0),
    cacheRead, cacheWrite, output: count(raw.output_tokens), reasoning: count(part(raw.output_tokens_details).thinking_tokens),
  }
}

/** Google's generateContent: candidates' tokens leave out the thoughts, the prompt's include the cached ones. */
export const readGenerateContentUsage: ReadUsage = (raw) => {
  const candidates = count(raw.candidatesTokenCount)
  const reasoning = count(raw.thoughtsTokenCount)
  const prompt = count(raw.promptTokenCount)
  return {
    input: prompt === undefined ? undefined : prompt + (count(raw.toolUsePromptTokenCount) ?? 0),
    output: candidates === undefined && reasoning === undefined ? undefined : (candidates ?? 0) + (reasoning ?? 0),
    reasoning, cacheRead: count(raw.cachedContentTokenCount),
  }
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function part(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {}
}
