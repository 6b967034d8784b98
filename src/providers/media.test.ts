import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import type { Connection, ProviderKind } from '../core/providers/provider.ts'
import { aRequest, collectAnswer } from '../testing/endpoint/collect.ts'
import { type Endpoint, startEndpoint } from '../testing/endpoint/server.ts'
import { providerOf, providers } from './all.ts'

let endpoint: Endpoint
before(async () => { endpoint = await startEndpoint() })
after(() => endpoint.close())

const paths: Partial<Record<ProviderKind, string>> = { google: '/v1beta', mistral: '/mistral/v1', openrouter: '/openrouter/api/v1' }
const connectionTo = (kind: ProviderKind): Connection => ({ provider: kind, kind, baseUrl: `${endpoint.origin}${paths[kind] ?? '/v1'}`, apiKey: 'sk-test-0123456789' })
/** Google’s package asks models of this name for pictures. */
const pictureModel = (kind: ProviderKind) => (kind === 'google' ? 'gemini-3-pro-image-preview' : 'painter')
const draws = ['openai-compatible', 'openai', 'google', 'xai', 'openrouter'] as const
const speaks = ['openai-compatible', 'openai', 'google', 'mistral', 'xai'] as const

for (const kind of draws) {
  test(`${kind}: a picture arrives with the type its bytes have`, async () => {
    const { files, error, order, ended } = await collectAnswer(providerOf(kind), connectionTo(kind), aRequest(pictureModel(kind), 'A fox under a lamp.', { expects: 'image' }))
    assert.equal(error, undefined)
    assert.deepEqual(order, ['response-started', 'response-file', 'response-ended'])
    assert.equal(files[0]?.mediaType, 'image/png')
    assert.equal(Buffer.from(files[0].bytes).readUInt32BE(16), 16, 'as wide as it was drawn')
    assert.equal(ended?.servedModel, undefined, 'no service tells it')
    assert.match(ended?.requestId ?? '', /^req_/)
    assert.ok(JSON.stringify(ended?.sentBody).includes('A fox under a lamp.'))
  })
}

for (const kind of speaks) {
  test(`${kind}: a sound arrives with the type its bytes have, whatever the service declares`, async () => {
    const { files, error } = await collectAnswer(providerOf(kind), connectionTo(kind), aRequest('speaker', 'Say well.', { expects: 'audio' }))
    assert.equal(error, undefined)
    assert.equal(files[0]?.mediaType, 'audio/wav')
    assert.equal(files[0].bytes.length, 44 + 1_600)
  })
}

test('services offer what they can be asked for, and refuse the rest', async () => {
  for (const { kind, expects } of providers.filter(({ kind }) => kind !== 'house')) {
    assert.equal(expects.includes('image'), (draws as readonly string[]).includes(kind), kind)
    assert.equal(expects.includes('audio'), (speaks as readonly string[]).includes(kind), kind)
  }
  const { error } = await collectAnswer(providerOf('anthropic'), connectionTo('anthropic'), aRequest('m', 'Draw.', { expects: 'image' }))
  assert.equal(error?.problem, 'invalid')
})

test('a picture without content, a limit reached and a stop are errors', async () => {
  const draw = (model: string, signal?: AbortSignal) => collectAnswer(providerOf('openai-compatible'), connectionTo('openai-compatible'), aRequest(model, 'x', { expects: 'image' }), signal)
  assert.equal((await draw('m@empty')).error?.problem, 'unreadable')
  assert.equal((await draw('m@429-retry-after-1')).error?.retryAfterMs, 1_000)
  assert.equal((await draw('m@silent', AbortSignal.timeout(80))).error?.problem, 'stopped')
  assert.equal((await draw('m@wrong-type')).error?.problem, 'no-service')
})

test('what a package refuses is told in its words, and is not tried again', async () => {
  const { error } = await collectAnswer(providerOf('google'), connectionTo('google'), aRequest('imagen-4', 'A fox.', { expects: 'image' }))
  assert.match(error!.message, /Gemini/)
  assert.deepEqual([error!.problem, error!.retryable], ['invalid', false])
})

test('a setting that a picture does not take is told', async () => {
  const { ended } = await collectAnswer(providerOf('openai'), connectionTo('openai'), aRequest('painter', 'x', { expects: 'image', settings: { temperature: 1 } }))
  assert.match(ended!.warnings.join(' '), /temperature/)
})

test('pictures of the endpoint are PNG files that unpack to their size', async () => {
  const { files } = await collectAnswer(providerOf('openai'), connectionTo('openai'), aRequest('painter', 'x', { expects: 'image' }))
  const bytes = Buffer.from(files[0]!.bytes)
  const start = bytes.indexOf('IDAT')
  assert.equal(inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4))).length, 16 * (1 + 16 * 3))
})
