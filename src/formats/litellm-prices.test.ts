import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, readTree, reasonsOf, recordsOf, withData, withoutData } from '../testing/source-files.ts'
import { litellmPrices } from './litellm-prices.ts'

const spec = { litellm_provider: 'one of …', mode: 'one of: chat, embedding', input_cost_per_token: 0 }
const quill = {
  litellm_provider: 'anthropic', mode: 'chat', max_tokens: 8191, max_input_tokens: 100000, max_output_tokens: 8191,
  input_cost_per_token: 8e-06, output_cost_per_token: 2.4e-05, supports_function_calling: true, supports_tool_choice: true,
  deprecation_date: '2026-02-01',
}
const table = (models: object) => JSON.stringify({ sample_spec: spec, ...models })

test('prices per token become dollars per million, without the dust of binary fractions', async () => {
  const rows = await readLone(litellmPrices, 'prices-2026-07-24.json', table({ 'claude-quill-2': quill }))
  assert.deepEqual(rows[1], {
    at: { index: 1 },
    records: [{
      kind: 'model', name: 'claude-quill-2', facts: {
        slug: 'claude-quill-2', name: 'claude-quill-2', creator: { slug: 'anthropic', name: 'Anthropic' },
        retired: '2026-02-01', input: ['text'], output: ['text'], capabilities: ['tool-call'], categories: ['text'],
        contextTokens: 100000, outputTokens: 8191, source: 'litellm', sourceDate: '2026-07-24',
        prices: [{ input: 8, output: 24, provider: 'anthropic', source: 'litellm', date: '2026-07-24' }],
      },
    }],
    lost: ['supports_tool_choice'],
  })
})

test('the entry that explains the format is no model', async () => {
  assert.deepEqual(await readLone(litellmPrices, 'prices.json', table({})), [
    { at: { index: 0 }, rejected: 'sample_spec explains the format and is no model' },
  ])
})

for (const [what, id, change, reason] of [
  ['an embedding', 'text-embedding-9', { mode: 'embedding' }, 'text-embedding-9 is no model that writes (mode embedding)'],
  ['an entry without a mode', 'x', { mode: undefined }, 'x is no model that writes (mode unknown)'],
  ['a fine-tune', 'ft:gpt-9', {}, 'ft:gpt-9 is no model that writes (mode chat)'],
  ['a host’s name', 'bedrock/quill', { litellm_provider: 'bedrock' }, 'bedrock/quill is bedrock’s name for a model, not its maker’s'],
  ['a pointer', 'claude-quill-latest', {}, 'claude-quill-latest means whatever is newest or fits, so it is no model'],
] as const) {
  test(`${what} is refused with the reason`, async () => {
    const rows = await readLone(litellmPrices, 'prices.json', table({ [id]: { ...quill, ...change } }))
    assert.deepEqual(reasonsOf(rows).slice(1), [reason])
  })
}

test('what litellm does not say of a model stays unknown', async () => {
  const bare = { litellm_provider: 'anthropic', mode: 'chat' }
  const [model] = recordsOf(await readLone(litellmPrices, 'prices.json', table({ 'claude-quill-3': bare })), 'model')
  assert.deepEqual(
    [model!.facts.capabilities, model!.facts.prices, model!.facts.contextTokens, model!.facts.released],
    [undefined, undefined, undefined, undefined])
})

test('a table without litellm’s entries is not taken for one', () => {
  const tree = memoryTree({ 'x.json': JSON.stringify({ a: { mode: 'chat' } }) })
  assert.equal(litellmPrices.detect(tree.files[0]!, tree), 'no')
})

for (const [file, counts] of [
  ['catalogue/litellm-model_prices-full-2025.json', { rows: 982, models: 162 }],
  ['catalogue/litellm-model_prices-subset-2026-07.json', { rows: 218, models: 125 }],
] as const) {
  test(`every entry of the real ${file} is read or refused`, { skip: withoutData(file) }, async () => {
    await withData(file, async (tree) => {
      const rows = await readTree(litellmPrices, tree)
      assert.deepEqual({ rows: rows.length, models: recordsOf(rows, 'model').length }, counts)
      assert.equal(reasonsOf(rows).length, counts.rows - counts.models)
    })
  })
}
