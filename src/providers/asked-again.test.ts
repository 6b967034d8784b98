import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Connection, MessagePart, ModelRequest, ModelSettings, ProviderKind } from '../core/providers/provider.ts'
import { cardOf, type Card, type CardPart } from '../core/responses/card.ts'
import { curlOf, sdkCodeOf } from '../core/responses/code.ts'
import { foldTexts } from '../core/responses/sent.ts'
import { collectAnswer } from '../testing/endpoint/collect.ts'
import { type Endpoint, startEndpoint } from '../testing/endpoint/server.ts'
import { providers } from './all.ts'

const run = promisify(execFile)
const key = 'sk-test-0123456789'
const noCurl = await run('curl', ['--version']).then(() => false, () => 'curl is not installed')

let endpoint: Endpoint
let folder: string

before(async () => {
  endpoint = await startEndpoint({ tokens: 5 })
  // Inside the project, where the packages are found.
  const build = join(import.meta.dirname, '..', '..', 'build')
  mkdirSync(build, { recursive: true })
  folder = mkdtempSync(join(build, 'asked-again-'))
})
after(async () => {
  rmSync(folder, { recursive: true })
  await endpoint.close()
})

const paths: Partial<Record<ProviderKind, string>> = {
  google: '/v1beta', groq: '/groq/openai/v1', mistral: '/mistral/v1', openrouter: '/openrouter/api/v1', deepseek: '/deepseek',
}

/** Whatever a shell, a here-document, JavaScript or JSON could trip over. */
const hostile = [
  'It\'s "quoted" `ticked` $HOME ${HOME} $(id) \\ \\n \\u2028 %s !! # <<EOF',
  'END_OF_REQUEST', "'", 'END_OF_REQUEST\'\u2028and\u2029separators\u0000\u0007\u{1F98A}\ud800', '</script><!-- */ //', '',
].join('\n')
const system = `Answer briefly. ${hostile}`
const turns = [`First question. ${hostile}`, `Second question. ${hostile}`]
const given: ModelSettings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 5, seed: 3, stop: ["EN'D"], presencePenalty: 0.1, frequencyPenalty: 0.2 }

/** Anthropic's package adds to the limit of models that it knows. */
const modelOf = (kind: ProviderKind) => (kind === 'anthropic' ? "claude-sonnet-4-5'1" : "m'1")

/** A part of the second question, and how its card tells it. */
interface Attached {
  asked: MessagePart
  told: CardPart
}

/** Asks for the second turn of a conversation, and answers its card as a stored answer has it. */
async function askForCard(
  provider: (typeof providers)[number], settings = given,
  { expects = 'text', model = modelOf(provider.kind), apiKey = key, attached = [] }: Partial<Pick<ModelRequest, 'expects' | 'model'>> & { apiKey?: string; attached?: Attached[] } = {},
): Promise<{ card: Card; body: string; path: string; files: Uint8Array[] }> {
  const { kind } = provider
  const route = `${endpoint.origin}${paths[kind] ?? '/v1'}`
  const connection: Connection = { provider: kind, kind, baseUrl: route, apiKey }
  const text = (role: 'system' | 'user' | 'assistant', said: string) => ({ role, parts: [{ type: 'text' as const, text: said }] })
  const { ended, error, files } = await collectAnswer(provider, connection, {
    model, expects, settings, messages: [text('system', system), text('user', turns[0]!), text('assistant', `Well: ${hostile}`), { role: 'user', parts: [{ type: 'text', text: turns[1]! }, ...attached.map(({ asked }) => asked)] }],
  })
  assert.equal(error, undefined)
  const { body, path } = endpoint.asked.requests.at(-1)!
  const sent = { to: ended!.sentTo!, body: foldTexts(ended!.sentBody, [system, ...turns]) }
  const provenance = JSON.parse(JSON.stringify({ provider: kind, route, software: provider.softwareFor(expects), requestedModel: model, warnings: ended!.warnings, sent })) as Record<string, unknown>
  const card = cardOf({
    sha256: null, size: null, mediaType: null, answeredAt: null, settings: { ...settings }, inputTokens: null, outputTokens: null, reasoningTokens: null, timeToFirstTokenMs: null,
    durationMs: null, costUsd: null, finishReason: null, provenance,
  }, { system, turns, turn: 2, askedPrompt: null, earlierAnswers: [`Well: ${hostile}`], attached: [[], attached.map(({ told }) => told)] })
  return { card, body, path, files: files.map(({ bytes }) => bytes) }
}

/** The endpoint is not the services' own address: no service's key goes there. */
const environment = { API_KEY: key, OPENAI_API_KEY: 'not-for-others', ANTHROPIC_API_KEY: 'not-for-others' }

function keysOf(headers: Record<string, string | string[] | undefined>): unknown[] {
  return [headers.authorization, headers['x-api-key'], headers['x-goog-api-key']]
}

for (const provider of providers.filter(({ defaultBaseUrl }) => defaultBaseUrl !== undefined)) {
  test(`${provider.kind}: its own key is named at its own address, and at no other`, () => {
    const cardAt = (address: string) => cardOf({
      sha256: null, size: null, mediaType: null, answeredAt: null, settings: null, inputTokens: null, outputTokens: null, reasoningTokens: null, timeToFirstTokenMs: null, durationMs: null, costUsd: null,
      finishReason: null, provenance: { software: provider.softwareFor('text'), requestedModel: 'm', route: address, sent: { to: `${address}/x`, body: {} } },
    }, { system: null, turns: ['Hello?'], turn: 1, askedPrompt: null, earlierAnswers: [] })
    const host = new URL(provider.defaultBaseUrl!).host
    for (const code of [curlOf, sdkCodeOf]) {
      assert.match(code(cardAt(provider.defaultBaseUrl!))!, new RegExp(`[$.]${provider.keyVariable}\\b`))
      for (const address of [`https://${host}.example.com`, `http://${host}`, `https://${host}@example.com`, `https://${host}:8443`]) {
        assert.match(code(cardAt(address))!, /[$.]API_KEY\b/, address)
      }
    }
  })
}

for (const provider of providers.filter(({ kind }) => kind !== 'house')) {
  test(`${provider.kind}: the curl command of an answer sends the same bytes, with the key from its variable`, { skip: noCurl }, async () => {
    const { card, body, path } = await askForCard(provider)
    const first = endpoint.asked.requests.at(-1)!
    const command = curlOf(card)!
    assert.ok(!command.includes(key), 'no key is in it')
    const { stdout } = await run('sh', ['-c', command], { env: { PATH: process.env.PATH, ...environment } })
    const again = endpoint.asked.requests.at(-1)!
    assert.notEqual(again, first)
    assert.equal(again.body.trimEnd(), body)
    assert.equal(again.path, path)
    assert.deepEqual(keysOf(again.headers), keysOf(first.headers))
    assert.ok(stdout.includes('data:'), 'an answer came')
  })

  const kinds: Array<[what: string, settings: ModelSettings]> = [
    ['', given], [' that reasons within a limit', { maxOutputTokens: 4_000, reasoning: 'high' }],
    [' that reasons without a limit', { reasoning: 'medium' }], [' whose limit is too low for reasoning', { maxOutputTokens: 5, reasoning: 'low' }],
  ]
  for (const [what, settings] of kinds) {
    test(`${provider.kind}: the AI SDK code of an answer${what} asks the same, with the key from its variable`, async () => {
      const { card, body, path } = await askForCard(provider, settings)
      const first = endpoint.asked.requests.at(-1)!
      const code = sdkCodeOf(card)!
      assert.ok(!code.includes(key), 'no key is in it')
      const file = join(folder, `${provider.kind}.mjs`)
      writeFileSync(file, code)
      const { stdout } = await run(process.execPath, [file], { env: { PATH: process.env.PATH, ...environment } })
      const again = endpoint.asked.requests.at(-1)!
      assert.notEqual(again, first)
      assert.deepEqual(JSON.parse(again.body), JSON.parse(body))
      assert.equal(again.path, path)
      assert.deepEqual(keysOf(again.headers), keysOf(first.headers))
      assert.notEqual(stdout.trim(), '', 'an answer came')
    })
  }
}

/** Google’s package asks models of such names alone for pictures. */
const painterOf = (kind: ProviderKind) => (kind === 'google' ? 'gemini-3-pro-image-preview' : 'painter')

for (const expects of ['image', 'audio'] as const) {
  for (const provider of providers.filter(({ kind, expects: makes }) => kind !== 'house' && makes.includes(expects))) {
    test(`${provider.kind}: the AI SDK code of ${expects === 'image' ? 'a picture' : 'a sound'} asks the same and writes what comes to a file`, async () => {
      const { card, body, path, files } = await askForCard(provider, { seed: 3 }, { expects, model: painterOf(provider.kind) })
      const first = endpoint.asked.requests.at(-1)!
      const code = sdkCodeOf(card, expects)!
      assert.ok(!code.includes(key), 'no key is in it')
      const place = mkdtempSync(join(folder, `${expects}-`))
      writeFileSync(join(place, 'ask.mjs'), code)
      await run(process.execPath, ['ask.mjs'], { cwd: place, env: { PATH: process.env.PATH, ...environment } })
      const again = endpoint.asked.requests.at(-1)!
      assert.notEqual(again, first)
      assert.deepEqual(JSON.parse(again.body), JSON.parse(body))
      assert.equal(again.path, path)
      assert.deepEqual(keysOf(again.headers), keysOf(first.headers))
      const [written, ...others] = readdirSync(place).filter((name) => name !== 'ask.mjs')
      assert.match(written!, /^answer\.\w+$/)
      assert.equal(others.length, 0)
      assert.deepEqual(readFileSync(join(place, written!)), Buffer.from(files[0]!))
    })
  }
}

/** A PNG of one pixel, and a table whose text stands in the question. */
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const tableText = `\n\ntable.csv:\n\na,b\n${hostile}`
const attached: Attached[] = [
  { asked: { type: 'file', mediaType: 'image/png', bytes: pixel }, told: { type: 'file', file: { name: "pixel'1.png", mediaType: 'image/png', size: pixel.length, sha256: hash('sha256', pixel) } } },
  { asked: { type: 'text', text: tableText }, told: { type: 'text', text: tableText, file: null } },
]

for (const provider of providers.filter(({ kind }) => kind !== 'house')) {
  test(`${provider.kind}: the AI SDK code of an answer with a picture and a table asks with both, and with no other picture of that name`, async () => {
    const { card, body } = await askForCard(provider, given, { attached })
    const place = mkdtempSync(join(folder, 'attached-'))
    writeFileSync(join(place, 'ask.mjs'), sdkCodeOf(card)!)
    const ask = () => run(process.execPath, ['ask.mjs'], { cwd: place, env: { PATH: process.env.PATH, ...environment } })
    const first = endpoint.asked.requests.at(-1)!
    await assert.rejects(ask(), /ENOENT.*pixel'1\.png/)
    writeFileSync(join(place, "pixel'1.png"), 'another picture')
    await assert.rejects(ask(), /pixel'1\.png is not the file that was sent/)
    assert.equal(endpoint.asked.requests.at(-1), first, 'nothing was asked without it')
    writeFileSync(join(place, "pixel'1.png"), pixel)
    await ask()
    assert.notEqual(endpoint.asked.requests.at(-1), first)
    assert.deepEqual(JSON.parse(endpoint.asked.requests.at(-1)!.body), JSON.parse(body))
  })
}

const compatible = providers.find(({ kind }) => kind === 'openai-compatible')!

test('openai-compatible: what was asked without a key is asked again without one', { skip: noCurl }, async () => {
  const { card } = await askForCard(compatible, given, { apiKey: '' })
  const first = endpoint.asked.requests.at(-1)!
  assert.equal(first.headers.authorization, undefined)
  await run('sh', ['-c', curlOf(card)!], { env: { PATH: process.env.PATH } })
  const again = endpoint.asked.requests.at(-1)!
  assert.notEqual(again, first)
  assert.deepEqual(keysOf(again.headers), keysOf(first.headers))
})

test('openai-compatible: the package that asks for a sound is named, and for anything else its own', () => {
  assert.deepEqual((['text', 'image', 'audio'] as const).map((expects) => compatible.softwareFor(expects).split(' ')[0]), ['@ai-sdk/openai-compatible', '@ai-sdk/openai-compatible', '@ai-sdk/openai'])
})

test('openai-compatible: a sound’s code needs no key where the endpoint takes none', async () => {
  const { card } = await askForCard(compatible, {}, { expects: 'audio', model: 'speaker', apiKey: '' })
  const before = { ...card, software: compatible.softwareFor('text') }
  for (const { software, code } of [card, before].map((one) => ({ software: one.software, code: sdkCodeOf(one, 'audio')! }))) {
    const first = endpoint.asked.requests.at(-1)!
    const place = mkdtempSync(join(folder, 'keyless-'))
    writeFileSync(join(place, 'ask.mjs'), code)
    await run(process.execPath, ['ask.mjs'], { cwd: place, env: { PATH: process.env.PATH } })
    assert.notEqual(endpoint.asked.requests.at(-1), first, software!)
  }
})

test('a service that makes no pictures has no code for one', async () => {
  const anthropic = providers.find(({ kind }) => kind === 'anthropic')!
  assert.equal(sdkCodeOf((await askForCard(anthropic)).card, 'image'), null)
})
