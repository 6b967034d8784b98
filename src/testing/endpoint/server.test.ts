import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { generateText, streamText } from 'ai'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type Endpoint, startEndpoint } from './server.ts'

let endpoint: Endpoint
before(async () => { endpoint = await startEndpoint({ tokens: 30 }) })
after(() => endpoint.close())

const models = () => ({
  'chat completions': createOpenAICompatible({ name: 'x', baseURL: endpoint.url, includeUsage: true })('m@reasoning'),
  'OpenAI’s chat completions': createOpenAI({ baseURL: endpoint.url, apiKey: 'k' }).chat('m'),
  responses: createOpenAI({ baseURL: endpoint.url, apiKey: 'k' }).responses('m@reasoning'),
  messages: createAnthropic({ baseURL: endpoint.url, apiKey: 'k' })('m@reasoning'),
  generateContent: createGoogle({ baseURL: `${endpoint.origin}/v1beta`, apiKey: 'k' })('m@reasoning'),
})

for (const name of Object.keys({ 'chat completions': 0, 'OpenAI’s chat completions': 0, responses: 0, messages: 0, generateContent: 0 } satisfies Record<keyof ReturnType<typeof models>, 0>)) {
  test(`${name}: the AI SDK reads the same answer streamed and whole`, async () => {
    const model = models()[name as keyof ReturnType<typeof models>]
    const whole = await generateText({ model, prompt: 'Tell of a lamp.', maxRetries: 0, maxOutputTokens: 1_000 })
    const streamed = streamText({ model, prompt: 'Tell of a lamp.', maxRetries: 0, maxOutputTokens: 1_000 })
    assert.equal(await streamed.text, whole.text)
    assert.ok(whole.text.length > 50)
    assert.equal(whole.finishReason, 'stop')
    assert.deepEqual(await streamed.usage, whole.usage)
    assert.equal(whole.usage.outputTokens, name.startsWith('OpenAI') ? 30 : 54)
  })
}

const post = (body: object, path = '/chat/completions') => fetch(`${endpoint.url}${path}`, { method: 'POST', body: JSON.stringify(body) })

test('an answer is a function of model, prompt and seed', async () => {
  const ask = async (seed: number, content: string) => (await post({ model: 'm', seed, messages: [{ role: 'user', content }] })).text()
  assert.equal(await ask(1, 'a'), await ask(1, 'a'))
  assert.notEqual(await ask(1, 'a'), await ask(2, 'a'))
  assert.notEqual(await ask(1, 'a'), await ask(1, 'b'))
})

test('what was asked is counted by body, and what was sent whole', async () => {
  endpoint.asked.forget()
  const body = { model: 'm', messages: [{ role: 'user', content: 'count me' }] }
  for (let time = 0; time < 3; time++) await (await post(body)).text()
  await (await post({ ...body, model: 'm@reset', stream: true })).text().catch(() => {})
  await (await post({ ...body, model: 'm@500' })).text()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(endpoint.asked.summary(), { requests: 5, bodies: 3, sentWhole: 3, sentWholeAgain: 2, concurrentMost: 1 })
  const told = (await (await fetch(`${endpoint.origin}/asked`)).json()) as { requests: number }
  assert.equal(told.requests, 5)
})

test('a limit holds for reasoning and text together, as the services have it', async () => {
  const outputs = await Promise.all([10, 30, 100].map(async (limit) => {
    const { usage } = (await (await post({ model: 'm@reasoning', max_tokens: limit, messages: [{ role: 'user', content: 'Think.' }] })).json()) as { usage: { completion_tokens: number } }
    return usage.completion_tokens
  }))
  assert.deepEqual(outputs, [10, 30, 54])
})

test('directives in the prompt count like those in the model’s id, and unknown ones are refused', async () => {
  assert.equal((await post({ model: 'm', messages: [{ role: 'user', content: 'Please [[429-retry-after-2]]' }] })).headers.get('retry-after'), '2')
  assert.equal((await post({ model: 'm@dance', messages: [] })).status, 400)
})
