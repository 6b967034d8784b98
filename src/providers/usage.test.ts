import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Usage } from '../core/providers/provider.ts'
import { type ReadUsage, readChatUsage, readGenerateContentUsage, readMessagesUsage, readResponsesUsage } from './usage.ts'

const usages: Array<[what: string, read: ReadUsage, raw: Record<string, unknown>, usage: Usage]> = [
  ['chat, reasoning inside', readChatUsage,
    { prompt_tokens: 75, completion_tokens: 1186, total_tokens: 1261, prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 1024 } },
    { input: 75, output: 1186, reasoning: 1024, cacheRead: 0 }],
  // xAI's chat completions: 12 + 1 + 228 = 241.
  ['chat, reasoning outside by the total', readChatUsage,
    { prompt_tokens: 12, completion_tokens: 1, total_tokens: 241, completion_tokens_details: { reasoning_tokens: 228 }, prompt_tokens_details: { cached_tokens: 2 } },
    { input: 12, output: 229, reasoning: 228, cacheRead: 2 }],
  ['chat, reasoning outside without a total', readChatUsage, { prompt_tokens: 12, completion_tokens: 1, completion_tokens_details: { reasoning_tokens: 228 } }, { input: 12, output: 229, reasoning: 228 }],
  ['chat of a small server', readChatUsage, { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 }, { input: 5, output: 7 }],
  ['chat of DeepSeek', readChatUsage,
    { prompt_tokens: 20, completion_tokens: 30, total_tokens: 50, prompt_cache_hit_tokens: 16, prompt_cache_miss_tokens: 4, completion_tokens_details: { reasoning_tokens: 25 } },
    { input: 20, output: 30, reasoning: 25, cacheRead: 16 }],
  ['chat that counts nonsense', readChatUsage, { prompt_tokens: -1, completion_tokens: '7', total_tokens: Number.NaN }, {}],
  ['responses', readResponsesUsage,
    { input_tokens: 81, input_tokens_details: { cached_tokens: 64 }, output_tokens: 1035, output_tokens_details: { reasoning_tokens: 832 }, total_tokens: 1116 },
    { input: 81, output: 1035, reasoning: 832, cacheRead: 64 }],
  // The figures of Anthropic's page on prompt caching: a first request that writes 188,086 tokens to the cache.
  ['messages that wrote to the cache', readMessagesUsage, { cache_creation_input_tokens: 188_086, cache_read_input_tokens: 0, input_tokens: 21, output_tokens: 393 },
    { input: 188_107, output: 393, cacheWrite: 188_086, cacheRead: 0 }],
  ['messages that tell thinking', readMessagesUsage, { input_tokens: 10, output_tokens: 500, output_tokens_details: { thinking_tokens: 450 } }, { input: 10, output: 500, reasoning: 450 }],
  ['generateContent', readGenerateContentUsage, { promptTokenCount: 10, candidatesTokenCount: 87, thoughtsTokenCount: 696, cachedContentTokenCount: 4, totalTokenCount: 793 },
    { input: 10, output: 783, reasoning: 696, cacheRead: 4 }],
  ['generateContent without thoughts', readGenerateContentUsage, { promptTokenCount: 10, candidatesTokenCount: 87, totalTokenCount: 97 }, { input: 10, output: 87 }],
  ['generateContent that only thought', readGenerateContentUsage, { promptTokenCount: 10, thoughtsTokenCount: 50, totalTokenCount: 60 }, { input: 10, output: 50, reasoning: 50 }],
  ['nothing', readGenerateContentUsage, {}, {}],
]
for (const [what, read, raw, usage] of usages) {
  test(`tokens of ${what}: what is told is counted once, what is not told stays unknown`, () => {
    const known = Object.fromEntries(Object.entries(read(raw)).filter(([, value]) => value !== undefined))
    assert.deepEqual(known, usage)
  })
}
