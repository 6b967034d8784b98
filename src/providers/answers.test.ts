import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Connection, ProviderKind, Usage } from '../core/providers/provider.ts'
import type { ProviderProblem } from '../core/providers/provider-error.ts'
import { aRequest, collectAnswer } from '../testing/endpoint/collect.ts'
import { planAnswer } from '../testing/endpoint/plan.ts'
import { type Endpoint, startEndpoint } from '../testing/endpoint/server.ts'
import { providerOf, providers } from './all.ts'

const key = 'sk-test-0123456789'
const pace = { tokens: 12, firstByteMs: 0, tokenIntervalMs: 0 }
let endpoint: Endpoint

before(async () => { endpoint = await startEndpoint(pace) })
after(() => endpoint.close())

/** Where the endpoint speaks each service's format; chat completions in the dialect of each. */
const paths: Partial<Record<ProviderKind, string>> = {
  google: '/v1beta', groq: '/groq/openai/v1', mistral: '/mistral/v1', openrouter: '/openrouter/api/v1', deepseek: '/deepseek',
}

function connectionTo(kind: ProviderKind): Connection {
  return { provider: kind, kind, baseUrl: `${endpoint.origin}${paths[kind] ?? '/v1'}`, apiKey: key }
}

/** Services whose format has no place for a seed; xAI's package sends it, and its service may take it. */
const takesNoSeed = new Set<ProviderKind>(['openai', 'xai'])

function planned(kind: ProviderKind, model: string, prompt: string, seed = ''): ReturnType<typeof planAnswer> {
  return planAnswer({ model, prompt, seed: takesNoSeed.has(kind) ? '' : seed, isStream: true, wantsUsage: true }, pace)
}

const known = (usage: Usage | undefined) => Object.fromEntries(Object.entries(usage ?? {}).filter(([, value]) => value !== undefined))

/** What each service tells of 6 tokens read (3 of them from a cache) and 12 written after 24 of reasoning. */
const told: Record<string, Usage> = {
  'openai-compatible': { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  openai: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  anthropic: { input: 6, cacheRead: 3, cacheWrite: 0, output: 36 },
  google: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  mistral: { input: 6, output: 36 },
  groq: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  xai: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  openrouter: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
  deepseek: { input: 6, cacheRead: 3, output: 36, reasoning: 24 },
}

const problems: Array<[model: string, problem: ProviderProblem, facts?: { status?: number; retryAfterMs?: number }]> = [
  ['m@429', 'rate-limited', { status: 429 }], ['m@429-retry-after-1', 'rate-limited', { retryAfterMs: 1_000 }], ['m@429-retry-ms-1500', 'rate-limited', { retryAfterMs: 1_500 }],
  ['m@500', 'overloaded', { status: 500 }], ['m@503', 'overloaded'], ['m@401', 'key', { status: 401 }], ['m@402', 'out-of-credit'], ['m@403', 'forbidden'], ['m@404', 'not-found'],
  ['m@400', 'invalid'], ['m@413', 'too-large'], ['m@408', 'timed-out'],
  ['m@wrong-type', 'no-service', { status: 200 }], ['m@redirect-private', 'address-refused'], ['m@redirect-metadata', 'address-refused'], ['m@redirect-loop', 'invalid'],
]

/** Half of the text had arrived when it went wrong. */
const halves: Array<[model: string, problem: ProviderProblem]> = [
  ['m@cut', 'cut'], ['m@reset', 'cut'], ['m@error-event', 'overloaded'], ['m@bad-json', 'unreadable'],
]

for (const provider of providers.filter(({ kind }) => kind !== 'house')) {
  const { kind } = provider
  const ask = (model: string, prompt?: string, rest?: Parameters<typeof aRequest>[2]) => collectAnswer(provider, connectionTo(kind), aRequest(model, prompt, rest))

  test(`${kind}: an answer arrives whole and in order, with reasoning apart, tokens by class, and what it was asked with`, async () => {
    const { text, reasoning, started, ended, error, order } = await ask('m@reasoning@cached', 'one two three four five six')
    assert.equal(error, undefined)
    const plan = planned(kind, 'm@reasoning@cached', 'one two three four five six')
    assert.equal(text, plan.tokens.join(''))
    assert.equal(reasoning, plan.reasoning.join(''))
    assert.deepEqual(order, ['response-started', 'reasoning-delta', 'response-delta', 'response-ended'])
    assert.deepEqual(known(ended?.usage), told[kind])
    assert.equal(ended?.finishReason, 'stop')
    assert.equal(started?.servedModel, 'm@reasoning@cached')
    assert.match(started?.requestId ?? '', /^req_\d+$/)
    assert.equal(ended?.requestId, started?.requestId)
    assert.deepEqual(ended?.sentBody, JSON.parse(endpoint.asked.requests.at(-1)!.body))
  })

  test(`${kind}: a conversation and its settings arrive, and a setting that cannot be sent is told`, async () => {
    const settings = { temperature: 0.5, topP: 0.9, topK: 7, maxOutputTokens: 5, seed: 3, stop: ['END'], presencePenalty: 0.1, frequencyPenalty: 0.2 }
    const { text, ended } = await ask('m', '', {
      settings,
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] }, { role: 'user', parts: [{ type: 'text', text: 'Hello.' }] },
        { role: 'assistant', parts: [{ type: 'text', text: 'Yes?' }] }, { role: 'user', parts: [{ type: 'text', text: 'Go on.' }] },
      ],
    })
    assert.equal(ended?.finishReason, 'length')
    assert.equal(text.trim().split(/\s+/).length, 5)
    const body = endpoint.asked.requests.at(-1)!.body
    for (const said of ['Be brief.', 'Hello.', 'Yes?', 'Go on.']) assert.ok(body.includes(said), said)
    const warned = ended?.warnings.join(' ') ?? ''
    for (const [name, value] of Object.entries({ temperature: '0.5', topP: '0.9', topK: '7', seed: '3', stop: '"END"', presencePenalty: '0.1', frequencyPenalty: '0.2' })) {
      const isSent = new RegExp(`:\\[?${value.replace('.', '\\.')}[,}\\]]`).test(body)
      assert.ok(isSent !== (ended?.warnings ?? []).some((warning) => warning.startsWith(`${name} is not supported and was not honoured`)), `${name} is ${isSent ? 'sent and' : 'neither sent nor'} warned of: ${warned}`)
    }
  })

  test(`${kind}: a picture beside the text is sent along`, async () => {
    const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==', 'base64')
    const { error } = await ask('m', '', { messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }, { type: 'file', mediaType: 'image/png', bytes }] }] })
    if (error) assert.equal(error.problem, 'invalid', 'a service that takes none says so')
    else assert.ok(endpoint.asked.requests.at(-1)!.body.includes(bytes.toString('base64')))
  })

  for (const [model, problem, facts] of problems) {
    test(`${kind}: ${model} is ${problem}, and was asked once`, async () => {
      endpoint.asked.forget()
      const { error, text } = await ask(model)
      assert.equal(error?.problem, problem)
      assert.equal(text, '')
      for (const [fact, value] of Object.entries(facts ?? {})) assert.equal(error?.[fact as 'status'], value)
      if (model !== 'm@redirect-loop') assert.equal(endpoint.asked.requests.length, 1)
    })
  }

  for (const [model, problem] of halves) {
    test(`${kind}: ${model} is ${problem} and never looks whole; what had arrived is kept`, async () => {
      const { error, text, ended, started } = await ask(model)
      assert.equal(error?.problem, problem)
      assert.match(error?.requestId ?? '', /^req_/)
      assert.equal(ended, undefined)
      assert.ok(started)
      assert.equal(text, planned(kind, model, 'Say something about a lamp.').tokens.slice(0, 6).join(''))
    })
  }

  test(`${kind}: no key stands in an error, though the service repeats it`, async () => {
    const { error } = await ask('m@401@echo-key')
    assert.equal(error?.problem, 'key')
    assert.match(error!.message, /\[key\]/)
    const everything = [error!.message, error!.stack, JSON.stringify(error), JSON.stringify(error, Object.getOwnPropertyNames(error)), String(error!.cause)].join(' ')
    assert.ok(!everything.includes(key) && !everything.includes(key.slice(3)))
  })

  test(`${kind}: broken UTF-8 is a warning, and the text around it is kept`, async () => {
    const { error, text, ended } = await ask('m@bad-utf8')
    assert.equal(error, undefined)
    assert.match(text, /\ufffd/)
    assert.ok(text.endsWith(planned(kind, 'm@bad-utf8', 'Say something about a lamp.').tokens.slice(1).join('')))
    assert.match(ended!.warnings.join(' '), /not UTF-8/)
    assert.doesNotMatch((await ask('m')).ended!.warnings.join(' '), /UTF-8/)
  })

  test(`${kind}: an empty answer is whole and empty, one of ten megabytes whole and long`, async () => {
    const empty = await ask('m@empty')
    assert.equal(empty.error, undefined)
    assert.deepEqual([empty.text, empty.ended?.finishReason, empty.order], ['', 'stop', ['response-started', 'response-ended']])
    const long = await ask('m@10mb')
    assert.equal(long.error, undefined)
    assert.ok(Buffer.byteLength(long.text) >= 10 * 1_048_576)
  })

  test(`${kind}: the model that answered and the reason it ended are told as the service tells them`, async () => {
    assert.equal((await ask('m@wrong-model')).ended?.servedModel, 'another-model-2')
    assert.equal((await ask('m@length')).ended?.finishReason, 'length')
    assert.equal((await ask('m@filter')).ended?.finishReason, kind === 'mistral' ? 'other' : 'content-filter')
  })

  test(`${kind}: a redirect on the same host is followed with the key`, async () => {
    const { error, text } = await ask('m@redirect-same')
    assert.equal(error, undefined)
    assert.ok(text.length > 0)
    const { headers } = endpoint.asked.requests.at(-1)!
    assert.ok([headers.authorization, headers['x-api-key'], headers['x-goog-api-key']].some((value) => String(value).includes(key)))
  })

  test(`${kind}: stopped in the middle is stopped, and before anything came too`, async () => {
    for (const model of ['m@silent', 'm@interval-40']) {
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 150)
      const { error, ended } = await collectAnswer(provider, connectionTo(kind), aRequest(model), stop.signal)
      assert.equal(error?.problem, 'stopped', model)
      assert.equal(ended, undefined)
    }
  })

  test(`${kind}: no model of its service is asked without a key where one is needed, whatever the environment holds`, async () => {
    endpoint.asked.forget()
    const { error } = await collectAnswer(provider, { ...connectionTo(kind), apiKey: undefined }, aRequest('m'))
    assert.equal(error?.problem, provider.needsKey ? 'key' : undefined)
    assert.equal(endpoint.asked.requests.length, provider.needsKey ? 0 : 1)
    assert.equal(endpoint.asked.requests[0]?.headers.authorization, undefined)
  })

  test(`${kind}: its models are listed`, async () => {
    const models = await provider.listModels(connectionTo(kind), new AbortController().signal)
    assert.deepEqual(models.map(({ id }) => id), ['small', 'large', 'thinker'])
    if (kind !== 'anthropic') assert.equal(models[0]?.contextTokens, 32_768)
    if (kind !== 'google') assert.match(models[0]?.created ?? '', /^2026-01-0\d$/)
  })
}

test('usage that a service does not tell is unknown, not zero', async () => {
  for (const kind of ['openai-compatible', 'openai', 'google', 'mistral', 'groq', 'xai', 'openrouter', 'deepseek'] as const) {
    const { ended } = await collectAnswer(providerOf(kind), connectionTo(kind), aRequest('m@no-usage'))
    assert.deepEqual(known(ended?.usage), {}, kind)
  }
})

test('chat completions that were read to their reason are whole, though the connection broke before the last line', async () => {
  for (const model of ['m@no-done', 'm@late-reset']) {
    const { ended, error } = await collectAnswer(providerOf('openai-compatible'), connectionTo('openai-compatible'), aRequest(model))
    assert.equal(error, undefined)
    assert.equal(ended?.finishReason, 'stop')
  }
})

test('what failed first and works then can be asked again', async () => {
  const ask = () => collectAnswer(providerOf('anthropic'), connectionTo('anthropic'), aRequest('m@fails-2@429-retry-after-1', 'again'))
  assert.equal((await ask()).error?.retryAfterMs, 1_000)
  assert.equal((await ask()).error?.retryable, true)
  assert.ok((await ask()).ended)
})

test('many answers at once keep their texts, request ids and usages apart', async () => {
  const prompts = Array.from({ length: 40 }, (_, index) => `Question ${'very '.repeat(index)}number ${index}`)
  const answers = await Promise.all(prompts.map((prompt) => collectAnswer(providerOf('openai-compatible'), connectionTo('openai-compatible'), aRequest('m', prompt))))
  assert.equal(new Set(answers.map(({ ended }) => ended?.requestId)).size, 40)
  for (const [index, { text, ended }] of answers.entries()) {
    assert.equal(text, planned('openai-compatible', 'm', prompts[index]!).tokens.join(''))
    assert.equal(ended?.usage.input, prompts[index]!.split(/\s+/).length)
  }
})
