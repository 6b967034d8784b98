import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLone, readTree, reasonsOf, recordsOf, withData, withoutData, memoryTree } from '../testing/source-files.ts'
import { modelsDev } from './models-dev.ts'

const sonnet = {
  id: 'claude-parchment-4', name: 'Claude Parchment 4 (latest)', family: 'claude-parchment', release_date: '2026-01-05',
  last_updated: '2026-02-01', knowledge: '2025-10', attachment: true, reasoning: false, tool_call: true, temperature: true,
  open_weights: false, limit: { context: 200000, output: 0, input: 150000 },
  modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
  cost: { input: 3, output: 15, cache_read: 0.3, tiers: [{ input: 6 }] },
}

function api(...models: object[]): string {
  return JSON.stringify({
    anthropic: { id: 'anthropic', name: 'Anthropic', models: Object.fromEntries(models.map((model, i) => [i, model])) },
    somewhere: { id: 'somewhere', models: { 'renamed-7': { ...sonnet, id: 'renamed-7' } } },
  })
}

test('a model of its maker brings facts and the maker’s price per million tokens', async () => {
  const rows = await readLone(modelsDev, 'api.json', api(sonnet))
  const [model] = recordsOf(rows, 'model')
  assert.deepEqual(model, {
    kind: 'model', name: 'claude-parchment-4', facts: {
      slug: 'claude-parchment-4', name: 'Claude Parchment 4', creator: { slug: 'anthropic', name: 'Anthropic' },
      family: 'claude-parchment', released: '2026-01-05', knowledge: '2025-10', input: ['text', 'image', 'pdf'],
      output: ['text'], capabilities: ['tool-call', 'attachment', 'temperature'], categories: ['multimodal', 'text'],
      contextTokens: 200000, openWeights: false, source: 'models.dev', sourceDate: '2026-02-01',
      prices: [{ input: 3, output: 15, cacheRead: 0.3, provider: 'anthropic', source: 'models.dev', date: '2026-02-01' }],
    },
  })
  assert.deepEqual(rows[0], { at: { index: 0 }, records: [model], lost: ['last_updated', 'limit.input', 'cost.tiers'] })
})

test('what a host calls the models of others is named as lost, not imported', async () => {
  const rows = await readLone(modelsDev, 'api.json', api(sonnet))
  assert.deepEqual(rows[1], { at: { index: 1 }, records: [], lost: ['somewhere.models'] })
  assert.equal(recordsOf(rows, 'model').length, 1)
})

for (const [what, change, reason] of [
  ['a pointer to the newest', { id: 'claude-parchment-latest' }, /means whatever is newest/],
  ['an embedding model', { id: 'parchment-embed-1' }, /no texts or pictures/],
  ['a model that speaks', { modalities: { input: ['text'], output: ['audio'] } }, /no texts or pictures/],
  ['a limit that is a text', { limit: { context: 'lots' } }, /^limit\.context: expected number, found "lots"$/],
  ['a model without an id', { id: undefined }, /^id is missing$/],
] as const) {
  test(`${what} is refused with the reason`, async () => {
    assert.match(reasonsOf(await readLone(modelsDev, 'api.json', api({ ...sonnet, ...change })))[0]!, reason)
  })
}

for (const [written, kept] of [['2026-01', '2026-01'], ['2026', '2026'], ['04/2025', '2025-04'], ['soon', undefined]]) {
  test(`a release written as ${written} is kept as ${kept ?? 'unknown'}`, async () => {
    const rows = await readLone(modelsDev, 'api.json', api({ ...sonnet, release_date: written }))
    assert.equal(recordsOf(rows, 'model')[0]!.facts.released, kept)
  })
}

test('a price of nothing is no price, because a free host is not the price of a model', async () => {
  const rows = await readLone(modelsDev, 'api.json', api({ ...sonnet, cost: { input: 0, output: 0 } }))
  assert.equal(recordsOf(rows, 'model')[0]!.facts.prices, undefined)
})

test('a table of other things, or a chat about models, is not taken for the catalogue', () => {
  for (const content of ['{"a":{"b":1}}', '[]', JSON.stringify([{ text: '"release_date" "tool_call" "modalities" "limit"' }])]) {
    const tree = memoryTree({ 'x.json': content })
    assert.equal(modelsDev.detect(tree.files[0]!, tree), 'no')
  }
})

const data = 'catalogue/models.dev-catalog.json'
test('the real catalogue of July 2026 gives its models once per trusted list', { skip: withoutData(data) }, async () => {
  await withData(data, async (tree) => {
    const rows = await readTree(modelsDev, tree)
    const models = recordsOf(rows, 'model')
    assert.deepEqual(
      { rows: rows.length, models: models.length, rejected: reasonsOf(rows).length }, { rows: 958, models: 746, rejected: 87 })
    const opus = models.find(({ name, facts }) => name === 'claude-opus-4-1' && facts.prices)
    assert.deepEqual(opus?.facts.prices, [{
      input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75, provider: 'anthropic', source: 'models.dev', date: '2026-06-30',
    }])
  })
})
