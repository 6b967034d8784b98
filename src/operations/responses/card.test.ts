import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseConfig } from '../../config/file.ts'
import { startRunWorker } from '../../jobs/runs/start.ts'
import { checkBaseUrl } from '../../providers/addresses.ts'
import { admin, startTestApp, type TestApp } from '../../testing/app.ts'
import { startEndpoint, type Endpoint } from '../../testing/endpoint/server.ts'
import { importRows } from '../../testing/imported-rows.ts'
import { createRun } from '../runs/create.ts'
import { readAnswer } from './read.ts'

let app: TestApp
let endpoint: Endpoint

before(async () => {
  endpoint = await startEndpoint({ tokens: 5 })
  app = await startTestApp()
  app.services.now = () => new Date()
  const providers = `
providers:
  - { slug: office, kind: openai-compatible, baseUrl: "${endpoint.url}" }
  - { slug: claude, kind: anthropic, baseUrl: "${endpoint.url}", keyVariable: KEY, prices: { claude-sonnet-4-5: { input: 3, cacheRead: 0.3, output: 15 } } }
`
  app.services.settings.providers = parseConfig(providers, { path: 'diptych.config.yaml', environment: { KEY: 'sk-test' }, checkUrl: checkBaseUrl })
  await importRows(app.services.store,
    { kind: 'challenge', slug: 'lamp', title: 'Lamp', system: 'Be brief.', turns: ['What is a lamp?'] }, { kind: 'challenge', slug: 'song', title: 'Song', turns: ['Sing of a fox.'], outputType: 'audio' })
})
after(async () => {
  await endpoint.close()
  await app.close()
})

/** The card of an answer that is asked for with no settings. */
async function cardOf(challenge: string, provider: string, model: string) {
  app.services.now = () => new Date('2026-03-04T05:06:07Z')
  const { run } = await app.ask(createRun, { challenges: [challenge], models: [`${provider}/${model}`] }, admin)
  app.services.now = () => new Date()
  await startRunWorker(app.services, { run, most: 1, onError: (error) => assert.fail(String(error)) }).done
  return (await app.ask(readAnswer, { model, challenge })).answers[0]!.card
}

test('the card has the limit that the package sent by itself, and the price with the day on which the run was made', async () => {
  const { settings, price } = await cardOf('lamp', 'claude', 'claude-sonnet-4-5')
  assert.deepEqual(settings, [{ name: 'maxOutputTokens', value: 64_000, asked: false, notHonoured: null }])
  assert.deepEqual(price, { provider: 'claude', source: 'diptych.config.yaml', date: '2026-03-04', input: 3, cacheRead: 0.3, output: 15 })
})

test('a sound has the package that asked for it, its voice and form, and another answer of the endpoint its own', async () => {
  const [sound, text] = [await cardOf('song', 'office', 'speaker'), await cardOf('lamp', 'office', 'speaker')]
  assert.deepEqual([sound, text].map(({ software }) => software!.split(' ')[0]), ['@ai-sdk/openai', '@ai-sdk/openai-compatible'])
  assert.deepEqual(sound.settings!.map(({ name, value, asked }) => [name, value, asked]), [['voice', 'alloy', false], ['response_format', 'mp3', false]])
  assert.deepEqual(text.settings, [])
  assert.match(sound.code.sdk!.text, /createOpenAI[^]*env\.API_KEY \?\? 'none'[^]*provider\.speech\("speaker"\)/)
})
