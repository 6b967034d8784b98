import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aRequest, collectAnswer } from '../../testing/endpoint/collect.ts'
import { sniffMediaType } from '../media-type.ts'
import { house } from './provider.ts'
import { writers } from './writers.ts'

const connection = { provider: 'house', kind: 'house' as const }
const ask = (...parameters: Parameters<typeof aRequest>) => collectAnswer(house, connection, aRequest(...parameters))
const prompts = join(import.meta.dirname, '..', '..', '..', 'content', 'challenges')
const promptOf = (challenge: string) => readFileSync(join(prompts, challenge, 'prompt.md'), 'utf8')

test('the writers take after the house authors, and none has an author’s name', () => {
  const { authors } = JSON.parse(readFileSync(join(prompts, '..', 'house-authors.json'), 'utf8')) as { authors: Array<{ slug: string }> }
  assert.deepEqual(writers.map(({ id }) => id), authors.map(({ slug }) => `${slug}-writer`))
})

test('the writers are listed, and no key is needed', async () => {
  assert.deepEqual((await house.listModels(connection, new AbortController().signal)).map(({ id }) => id), writers.map(({ id }) => id))
  assert.equal(house.needsKey, false)
})

test('examples in help, pages and documents name writers that exist', () => {
  const root = join(prompts, '..', '..')
  const files = globSync(['src/**/*.{ts,astro}', 'docs/*.md', 'README.md'], { cwd: root }).filter((path) => !path.endsWith('.test.ts'))
  const named = files.flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/(?<![\w/.])house\/([a-z][\w-]*)/g)].map((match) => ({ path, writer: match[1]! })))
  assert.ok(named.some(({ path }) => path === 'src/run.ts') && named.some(({ path }) => path === 'README.md'))
  assert.deepEqual(named.filter(({ writer }) => !writers.some(({ id }) => id === writer)), [])
})

for (const { id } of writers) {
  test(`${id} says the same again, something else to another prompt, and that it is no model`, async () => {
    const first = await ask(id, 'What is a lamp? Tell it in 40 words.')
    assert.deepEqual(await ask(id, 'What is a lamp? Tell it in 40 words.'), first)
    assert.notEqual((await ask(id, 'What is a bridge?')).text, first.text)
    assert.match(first.text, /built into Diptych/)
    assert.deepEqual(first.order, ['response-started', 'response-delta', 'response-ended'])
    assert.deepEqual([first.ended?.usage, first.ended?.servedModel], [{}, id])
  })
}

test('every challenge of ours is answered in the form it asks for', async () => {
  for (const file of globSync('*/challenge.json', { cwd: prompts })) {
    const { outputType } = JSON.parse(readFileSync(join(prompts, file), 'utf8')) as { outputType: string }
    const { text } = await ask('ordo-writer', promptOf(file.split('/')[0]!))
    if (outputType === 'svg') assert.match(text, /^<svg xmlns="[^"]+" viewBox[\s\S]*<\/svg>$/, file)
    if (outputType === 'html') assert.match(text, /^<!doctype html>[\s\S]*<\/html>$/, file)
    if (outputType === 'json') assert.doesNotThrow(() => { JSON.parse(text) }, file)
    if (outputType === 'csv') assert.match(text, /^property,value\r\n/, file)
    if (outputType === 'text') assert.match(text, /^## /, file)
  }
})

test('what stands in a prompt is no markup in the answer', async () => {
  for (const form of ['SVG', 'HTML']) {
    const { text } = await ask('brevis-writer', `<script>alert(1)</script> & <img onerror="x">. Reply with ${form} only.`)
    assert.doesNotMatch(text, /<script|<img/)
  }
})

test('pictures and sounds are what they are declared to be, and the same again', async () => {
  for (const [expects, mediaType] of [['image', 'image/png'], ['audio', 'audio/wav']] as const) {
    const { files: [file] } = await ask('fabula-writer', 'A fox.', { expects })
    assert.equal(file?.mediaType, mediaType)
    assert.equal(sniffMediaType(file.bytes), mediaType)
    assert.deepEqual((await ask('fabula-writer', 'A fox.', { expects })).files[0]?.bytes, file.bytes)
    assert.notDeepEqual((await ask('fabula-writer', 'A boat.', { expects })).files[0]?.bytes, file.bytes)
  }
})

test('a seed draws anew, and what is not honoured is told', async () => {
  const texts = new Set<string>()
  for (let seed = 0; seed < 8; seed++) texts.add((await ask('fabula-writer', 'A fox.', { settings: { seed } })).text)
  assert.ok(texts.size > 3)
  assert.deepEqual((await ask('fabula-writer', 'A fox.', { settings: { seed: 1, temperature: 1 } })).started?.warnings, ['temperature is not supported and was not honoured.'])
})

test('a writer can be stopped, and one that does not exist is not found', async () => {
  assert.equal((await collectAnswer(house, connection, aRequest('ordo-writer'), AbortSignal.timeout(25))).error?.problem, 'stopped')
  assert.equal((await ask('gpt-5')).error?.problem, 'not-found')
})
