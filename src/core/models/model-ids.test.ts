import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPointer, modelSlug, writesOrDraws } from './model-ids.ts'

for (const [id, slug] of [
  ['moonshotai/Kimi-K2-Instruct', 'kimi-k2-instruct'], ['gpt-4.1', 'gpt-4-1'], ['claude-opus-4@20250514', 'claude-opus-4-20250514'],
  ['bard:20230327', 'bard-20230327'], ['a/b/C_d', 'c-d'],
]) {
  test(`the slug of ${id} is ${slug}`, () => {
    assert.equal(modelSlug(id!), slug)
  })
}

for (const [id, pointer] of [
  ['mistral-large-latest', true], ['~openai/gpt-latest', true], ['deepseek/deepseek-chat', true], ['openrouter/auto', true],
  ['mistral-large-2411', false], ['gpt-5-chat-latest', false], ['chatgpt-4o-latest-20250326', false],
  ['chatgpt-4o-latest', true], ['deepseek-v3', false],
] as const) {
  test(`${id} ${pointer ? 'means whatever is newest' : 'is one model'}`, () => {
    assert.equal(isPointer(id), pointer)
  })
}

for (const [id, output, writes] of [
  ['gpt-4o', ['text'], true], ['flux-2-pro', ['image'], true], ['gpt-4', undefined, true],
  ['text-embedding-3-small', ['text'], false], ['grok-imagine-video', ['video'], false], ['llama-guard-4-12b', ['text'], false],
] as const) {
  test(`${id} ${writes ? 'answers' : 'does not answer'} with texts or pictures`, () => {
    assert.equal(writesOrDraws(id, output), writes)
  })
}
