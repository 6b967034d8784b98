import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { withoutContradictions } from '../src/core/models/contradictions.ts'
import { buildCatalogue, catalogueText } from './build-catalogue.ts'
import type { Catalogue } from './build-catalogue.ts'

const root = new URL('..', import.meta.url).pathname
const text = readFileSync(`${root}content/catalogue.json`, 'utf8')
const catalogue: Catalogue = JSON.parse(text)
const aliases: Record<string, string> = JSON.parse(readFileSync(`${root}content/aliases.json`, 'utf8'))
const sources = `${process.env['DIPTYCH_TEST_DATA'] ?? `${root}../shared/data`}/catalogue`
const { creators } = catalogue
const models = catalogue.models.map((model) => ({ ...model, slug: model.slug! }))
const datePattern = /^20\d\d(-\d\d(-\d\d)?)?$/
const categoriesInUse = new Set(['audio', 'code', 'image', 'multimodal', 'text', 'video'])
const slugs = new Set(models.map(({ slug }) => slug))

function bySlug(slug: string) {
  const model = models.find((candidate) => candidate.slug === slug)
  assert.ok(model, `the catalogue has no ${slug}`)
  return model
}

test('the catalogue has at least 250 models of at least 40 creators in less than a megabyte', () => {
  assert.ok(models.length >= 250, `${models.length} models`)
  assert.ok(creators.length >= 40, `${creators.length} creators`)
  assert.ok(Buffer.byteLength(text) < 1_000_000)
})

test('every slug, every name and every spelling means one model', () => {
  const owners = new Map<string, string>()
  const spellings = models.flatMap(({ slug, name, aliases: others }) =>
    [slug, name, ...others ?? []].map((spelling): [string, string] => [spelling, slug]))
  for (const [spelling, slug] of [...spellings, ...Object.entries(aliases)]) {
    const key = spelling.toLowerCase().replace(/[^a-z0-9+]+/g, '-').replace(/-$/, '')
    assert.ok(!owners.has(key) || owners.get(key) === slug, `${spelling} means ${owners.get(key)} and ${slug}`)
    owners.set(key, slug)
  }
  assert.equal(slugs.size, models.length)
})

test('every hand-written spelling and every base names a model of the catalogue', () => {
  for (const slug of Object.values(aliases)) assert.ok(slugs.has(slug), slug)
  for (const { slug, base } of models) assert.ok(base === undefined || (slugs.has(base) && base !== slug), slug)
})

test('a plain Kimi K2 is kimi-k2, made by Moonshot AI', () => {
  const model = bySlug('kimi-k2')
  assert.equal(model.name, 'Kimi K2')
  assert.equal(model.creator?.name, 'Moonshot AI')
  assert.ok(model.aliases?.includes('moonshotai/kimi-k2'))
  // The day that RIVAL and six hosts of models.dev give, and Moonshot's own id kimi-k2-0711.
  assert.equal(model.released, '2025-07-11')
})

test('no fact of a model rules out another', () => {
  for (const model of models) assert.deepEqual(withoutContradictions(model).corrections, [], model.slug)
})

test('names that are near each other stay different models', () => {
  for (const [one, other] of [
    ['gpt-4', 'gpt-4-turbo'], ['gpt-4', 'gpt-4o'], ['o1', 'o1-preview'], ['o3-mini', 'o3-mini-high'],
    ['claude-2', 'claude-2-1'], ['kimi-k2', 'kimi-k2-0905'], ['deepseek-v3', 'deepseek-v3-0324'],
    ['claude-3-5-sonnet-20240620', 'claude-3-5-sonnet-20241022'], ['command-r', 'command-r-08-2024'],
  ] as const) {
    assert.notEqual(bySlug(one).name, bySlug(other).name)
    assert.ok(!bySlug(one).aliases?.includes(other))
  }
})

test('a name that means whatever is newest is no model and no spelling of one', () => {
  const all = [...slugs, ...models.flatMap(({ aliases: others }) => others ?? []), ...Object.keys(aliases)]
  for (const pointer of ['deepseek-chat', 'deepseek-reasoner', 'mistral-large-latest', 'mistral-large', 'gemini-flash-latest'])
    assert.ok(!all.includes(pointer), pointer)
})

test('dates are as exact as the source and models are most recent first', () => {
  for (const { slug, released, retired, knowledge, sourceDate } of models) {
    for (const date of [released, retired, knowledge, sourceDate])
      assert.ok(!date || datePattern.test(date), `${slug}: ${date}`)
    assert.ok(!released || !retired || released < retired, `${slug} ended before it began`)
  }
  const dates = models.map(({ released }) => released ?? '')
  assert.deepEqual(dates, dates.toSorted().toReversed())
})

test('prices are positive, in dollars per million tokens, with provider, source and day, one per provider', () => {
  for (const { slug, prices } of models) {
    for (const { provider, source, date, ...amounts } of prices ?? []) {
      assert.ok(provider && source && /^\d{4}-\d\d-\d\d$/.test(date ?? ''), slug)
      assert.ok((amounts.input ?? 0) > 0 || (amounts.output ?? 0) > 0, slug)
      for (const amount of Object.values(amounts)) assert.ok(amount >= 0 && amount <= 1000, `${slug}: ${amount}`)
    }
    assert.equal(new Set(prices?.map(({ provider }) => provider)).size, prices?.length ?? 0, slug)
  }
  assert.deepEqual(bySlug('claude-opus-4-1').prices?.[0], {
    cacheRead: 1.5, cacheWrite: 18.75, date: '2026-07-02', input: 15, output: 75, provider: 'anthropic', source: 'models.dev',
  })
})

test('every model has a creator and a source, every creator a model', () => {
  const used = new Set(models.map(({ creator }) => creator!.slug))
  assert.deepEqual([...used].toSorted(), creators.map(({ slug }) => slug))
  assert.ok(models.every(({ source, sourceDate }) => source && sourceDate))
})

test('models that only make vectors, verdicts or sound are left out', () => {
  assert.deepEqual(models.filter(({ slug }) => /embed|rerank|whisper|guard|moderation/.test(slug)), [])
  assert.ok(models.every(({ output }) => !output || output.includes('text') || output.includes('image')))
  for (const category of models.flatMap(({ categories }) => categories ?? [])) assert.ok(categoriesInUse.has(category), category)
})

test('the committed catalogue is what the script builds from its sources', {
  skip: existsSync(sources) ? false : 'the sources are not here: set DIPTYCH_TEST_DATA',
}, () => {
  assert.equal(catalogueText(buildCatalogue(sources, aliases)), text)
})
