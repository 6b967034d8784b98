import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makerOf, makers } from './makers.ts'

for (const [id, maker] of [
  ['moonshotai/kimi-k2', 'moonshot-ai'], ['x-ai/grok-4', 'xai'], ['Qwen/Qwen3-8B', 'alibaba'],
  ['meta-llama/Llama-3.1-8B-Instruct', 'meta'], ['nvidia/llama-3.1-nemotron-70b-instruct', 'nvidia'],
  ['claude-opus-4-1', 'anthropic'], ['o3-mini', 'openai'], ['gpt4all-13b-snoozy', 'nomic-ai'],
  ['llama-3.1-nemotron-70b-instruct', 'nvidia'], ['chatglm2-6b', 'zhipu-ai'],
  ['llama-3.1-sonar-huge-128k-online', 'perplexity'], ['sonar-pro', 'perplexity'], ['perplexity/llama-3.1-sonar-small-128k-chat', 'perplexity'],
  // A host that makes no models, and names that tell no maker.
  ['groq/llama-3.3-70b-versatile', undefined], ['openrouter/auto', undefined], ['weaver', undefined], ['', undefined],
] as const) {
  test(`${id || 'nothing'} is by ${maker ?? 'nobody we know'}`, () => {
    assert.equal(makerOf(id)?.slug, maker)
  })
}

test('a prefix and a slug belong to one maker', () => {
  const prefixes = makers.flatMap((maker) => maker.prefixes)
  assert.equal(new Set(prefixes).size, prefixes.length)
  assert.equal(new Set(makers.map(({ slug }) => slug)).size, makers.length)
})
