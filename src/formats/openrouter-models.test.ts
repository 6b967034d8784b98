import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, readTree, reasonsOf, recordsOf, withData, withoutData } from '../testing/source-files.ts'
import { openRouterModels } from './openrouter-models.ts'

const kimi = {
  id: 'moonshotai/kimi-test-9', name: 'MoonshotAI: Kimi Test 9', created: 1778613011, description: 'Ours to forget.',
  hugging_face_id: 'moonshotai/Kimi-Test-9', context_length: 131072, knowledge_cutoff: null,
  architecture: { input_modalities: ['text', 'file'], output_modalities: ['text'] },
  pricing: { prompt: '0.00000057', completion: '0.0000023', input_cache_read: '0.000000015', image: '0', web_search: '0.01' },
  top_provider: { max_completion_tokens: null }, supported_parameters: ['tools', 'temperature', 'max_tokens'],
}
const list = (...models: object[]) => JSON.stringify({ data: models })

test('prices written as text per token become dollars per million tokens', async () => {
  const rows = await readLone(openRouterModels, 'models-2026-05-20.json', list(kimi))
  assert.deepEqual(rows, [{
    at: { index: 0 },
    records: [{
      kind: 'model', name: 'moonshotai/kimi-test-9', facts: {
        slug: 'kimi-test-9', name: 'Kimi Test 9', creator: { slug: 'moonshot-ai', name: 'Moonshot AI' },
        aliases: ['kimi-test-9'], input: ['text', 'pdf'], output: ['text'], capabilities: ['tool-call', 'temperature'],
        categories: ['text'], contextTokens: 131072, url: 'https://huggingface.co/moonshotai/Kimi-Test-9',
        source: 'OpenRouter', sourceDate: '2026-05-20',
        prices: [{ input: 0.57, output: 2.3, cacheRead: 0.015, provider: 'openrouter', source: 'openrouter.ai', date: '2026-05-20' }],
      },
    }],
    lost: ['created', 'description', 'pricing.web_search'],
  }])
})

test('the day on which OpenRouter listed a model is not its release, but dates the prices of the list', async () => {
  const [model] = recordsOf(await readLone(openRouterModels, 'models.json', list(kimi)), 'model')
  assert.equal(model!.facts.released, undefined)
  assert.equal(model!.facts.prices![0]!.date, '2026-05-12')
})

test('a price of -1 stands for a router that decides later, so it is unknown', async () => {
  const rows = await readLone(openRouterModels, 'models.json', list({ ...kimi, pricing: { prompt: '-1', completion: '-1' } }))
  assert.equal(recordsOf(rows, 'model')[0]!.facts.prices, undefined)
})

test('the free offer of a model is the same model without a price', async () => {
  const free = { ...kimi, id: `${kimi.id}:free`, name: `${kimi.name} (free)`, pricing: { prompt: '0', completion: '0' } }
  const [model] = recordsOf(await readLone(openRouterModels, 'models.json', list(free)), 'model')
  assert.deepEqual([model!.name, model!.facts.name, model!.facts.prices], ['moonshotai/kimi-test-9', 'Kimi Test 9', undefined])
})

test('what means whatever is newest is refused', async () => {
  const rows = await readLone(openRouterModels, 'models.json', list({ ...kimi, id: '~moonshotai/kimi-latest' }))
  assert.match(reasonsOf(rows)[0]!, /whatever is newest/)
})

test('another service’s list of models is not taken for OpenRouter’s', () => {
  const tree = memoryTree({ 'models.json': JSON.stringify({ data: [{ id: 'm-1', object: 'model' }], object: 'list' }) })
  assert.equal(openRouterModels.detect(tree.files[0]!, tree), 'no')
})

const data = 'catalogue/openrouter-models-2026-05.json'
test('the real list of May 2026 is read to the last model', { skip: withoutData(data) }, async () => {
  await withData(data, async (tree) => {
    const rows = await readTree(openRouterModels, tree)
    const models = recordsOf(rows, 'model')
    assert.deepEqual(
      { rows: rows.length, models: models.length, priced: models.filter(({ facts }) => facts.prices).length },
      { rows: 364, models: 334, priced: 308 })
    const kimiK2 = models.find(({ name }) => name === 'moonshotai/kimi-k2')
    assert.deepEqual(kimiK2?.facts.prices, [
      { input: 0.57, output: 2.3, provider: 'openrouter', source: 'openrouter.ai', date: '2026-05' },
    ])
  })
})
