import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Connection, ModelSettings, ProviderKind } from '../core/providers/provider.ts'
import { cardOf } from '../core/responses/card.ts'
import { aRequest, collectAnswer, type Collected } from '../testing/endpoint/collect.ts'
import { type Endpoint, startEndpoint } from '../testing/endpoint/server.ts'
import { providerOf, providers } from './all.ts'
import { sentSetting } from './request-form.ts'
import * as forms from './request-form.ts'

let endpoint: Endpoint
before(async () => { endpoint = await startEndpoint({ tokens: 12 }) })
after(() => endpoint.close())

const paths: Partial<Record<ProviderKind, string>> = {
  google: '/v1beta', groq: '/groq/openai/v1', mistral: '/mistral/v1', openrouter: '/openrouter/api/v1', deepseek: '/deepseek',
}
const formOf: Partial<Record<ProviderKind, forms.RequestForm>> = {
  openai: forms.responsesForm, xai: forms.responsesForm, anthropic: forms.messagesForm, google: forms.generateContentForm,
}

/** Asks, and answers the body as the endpoint received it. */
async function ask(kind: ProviderKind, model: string, settings: ModelSettings): Promise<{ body: Record<string, unknown>; limit: unknown; answer: Collected }> {
  const connection: Connection = { provider: kind, kind, baseUrl: `${endpoint.origin}${paths[kind] ?? '/v1'}`, apiKey: 'sk-test-0123456789' }
  const answer = await collectAnswer(providerOf(kind), connection, aRequest(model, undefined, { settings }))
  assert.equal(answer.error, undefined)
  const body = JSON.parse(endpoint.asked.requests.at(-1)!.body) as Record<string, unknown>
  return { body, limit: sentSetting(formOf[kind] ?? forms.chatForm, body, 'maxOutputTokens'), answer }
}

/** Names that the packages know, of models that think by a budget, by an effort or not at all, and one that they do not know. */
const models: Partial<Record<ProviderKind, string[]>> = {
  anthropic: ['claude-sonnet-4-5', 'claude-opus-4-6', 'claude-3-haiku-20240307'], openai: ['gpt-5', 'gpt-4o'], google: ['gemini-2.5-pro', 'gemini-3-pro-preview'],
  deepseek: ['deepseek-reasoner'], xai: ['grok-4'], groq: ['openai/gpt-oss-20b'], mistral: ['mistral-medium-latest'],
}

for (const { kind } of providers.filter(({ kind }) => kind !== 'house')) {
  test(`${kind}: the limit of output tokens that is asked for is the limit that is sent, however much a model is to think`, async () => {
    for (const model of [...models[kind] ?? [], 'unknown-model']) {
      for (const maxOutputTokens of [333, 2_000]) {
        for (const reasoning of [undefined, 'none', 'low', 'xhigh'] as const) {
          const { limit } = await ask(kind, model, { maxOutputTokens, ...(reasoning && { reasoning }) })
          assert.equal(limit, maxOutputTokens, `${model}, reasoning ${reasoning}`)
        }
      }
    }
  })
}

test('anthropic: thinking is fitted into the limit, or left out where none fits', async () => {
  const thinkingWith = async (maxOutputTokens: number | undefined) => (await ask('anthropic', 'claude-sonnet-4-5', { reasoning: 'high', maxOutputTokens })).body.thinking
  assert.deepEqual(await thinkingWith(8_192), { type: 'enabled', budget_tokens: 6_144 })
  assert.deepEqual(await thinkingWith(1_366), { type: 'enabled', budget_tokens: 1_024 })
  assert.equal(await thinkingWith(1_000), undefined)
  assert.equal((await thinkingWith(undefined) as { budget_tokens: number }).budget_tokens, 38_400, 'without a limit the package’s own')
})

/** What the card of an answer says of its settings: the sentence for each that was not honoured. */
function notHonoured(settings: ModelSettings, { ended }: Collected): Record<string, string> {
  const card = cardOf({
    sha256: null, size: null, mediaType: null, answeredAt: null, settings: { ...settings }, inputTokens: null, outputTokens: null, reasoningTokens: null, timeToFirstTokenMs: null, durationMs: null,
    costUsd: null, finishReason: null, provenance: { warnings: ended!.warnings },
  }, { system: null, turns: ['?'], turn: 1, askedPrompt: null, earlierAnswers: [] })
  return Object.fromEntries(card.settings!.flatMap(({ name, notHonoured: why }) => (why === null ? [] : [[name, why]])))
}

const everything: ModelSettings = { temperature: 0.5, topP: 0.9, topK: 7, maxOutputTokens: 4_000, seed: 3, stop: ['END'], presencePenalty: 0.1, frequencyPenalty: 0.2 }

for (const { kind } of providers.filter(({ kind }) => kind !== 'house')) {
  test(`${kind}: the card says of every setting that its body does not hold that it was not honoured, and of no other`, async () => {
    for (const model of [...models[kind] ?? [], 'unknown-model']) {
      for (const settings of [everything, { ...everything, reasoning: 'high' as const }]) {
        const { body, answer } = await ask(kind, model, settings)
        const missing = (Object.keys(settings) as Array<keyof ModelSettings>).filter((name) => sentSetting(formOf[kind] ?? forms.chatForm, body, name) === undefined)
        assert.deepEqual(Object.keys(notHonoured(settings, answer)), missing, `${model}: ${answer.ended!.warnings.join(' ')}`)
      }
    }
  })
}

test('openrouter and openai are asked to reason, whatever a model is called', async () => {
  const reasoningOf = async (kind: ProviderKind, model: string) => {
    const { body, answer } = await ask(kind, model, { reasoning: 'high' })
    return [(body.reasoning as { effort: string } | undefined)?.effort, notHonoured({ reasoning: 'high' }, answer)]
  }
  assert.deepEqual(await reasoningOf('openrouter', 'some/model'), ['high', {}])
  assert.deepEqual(await reasoningOf('openai', 'brand-new'), ['high', {}])
  assert.deepEqual(await reasoningOf('openai', 'gpt-4o'), [undefined, { reasoning: 'reasoning is not supported and was not honoured.' }])
})

test('the card tells why a setting was not honoured, or what was sent in its place', async () => {
  const told = async (kind: ProviderKind, model: string, settings: ModelSettings) => notHonoured(settings, (await ask(kind, model, settings)).answer)
  assert.match((await told('deepseek', 'deepseek-chat', { presencePenalty: 1 })).presencePenalty!, /not honoured\. presencePenalty is deprecated by DeepSeek/)
  assert.match((await told('anthropic', 'claude-sonnet-4-5', { maxOutputTokens: 333, reasoning: 'high' })).reasoning!, /do not fit into a limit of 333/)
  assert.match((await told('anthropic', 'claude-sonnet-4-5', { maxOutputTokens: 500_000 })).maxOutputTokens!, /500000 was asked for, 64000 was sent/)
  assert.match((await told('deepseek', 'deepseek-reasoner', { reasoning: 'medium' })).reasoning!, /"medium" was asked for, "high" was sent/)
})
