import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutContradictions } from './contradictions.ts'
import type { ModelFacts } from './model.ts'

const cases: Array<[what: string, facts: Partial<ModelFacts>, corrected: Partial<ModelFacts>, says: RegExp]> = [
  ['knowledge after the release', { released: '2023-03-14', knowledge: '2023-11' }, { knowledge: undefined }, /2023-11.*2023-03-14/],
  ['an end before the release', { released: '2025-02', retired: '2024-12-31' }, { retired: undefined }, /2025-02.*2024-12-31/],
  ['an open licence of closed weights', { openWeights: false, licence: 'Apache 2.0' }, { openWeights: true }, /Apache 2\.0/],
  ['closed weights that are on Hugging Face', { openWeights: false, url: 'https://huggingface.co/a/b' }, { openWeights: true }, /huggingface/],
  ['an answer longer than the context', { contextTokens: 8_192, outputTokens: 16_384 }, { outputTokens: undefined }, /16384.*8192/],
  ['attachments to text alone', { input: ['text'], capabilities: ['tool-call', 'attachment'] }, { capabilities: ['tool-call'] }, /attached/],
  ['tool calls of what only draws', { output: ['image'], capabilities: ['tool-call', 'temperature'] }, { capabilities: ['temperature'] }, /tools/],
]
for (const [what, facts, corrected, says] of cases) {
  test(`${what} is corrected, with a reason`, () => {
    const found = withoutContradictions({ name: 'm', ...facts })
    assert.deepEqual(found.facts, { name: 'm', ...facts, ...corrected })
    assert.deepEqual(found.corrections.map(({ field }) => field), Object.keys(corrected))
    assert.match(found.corrections[0]!.reason, says)
  })
}

const fine: Array<Partial<ModelFacts>> = [
  { released: '2025-07', knowledge: '2025-07-31' }, { released: '2025', knowledge: '2025-07' }, { knowledge: '2030' },
  { openWeights: false, url: 'https://example.org' }, { openWeights: false }, { contextTokens: 100, outputTokens: 100 },
  { capabilities: ['attachment'] }, { input: ['text', 'image'], capabilities: ['attachment'] }, { output: ['text', 'image'], capabilities: ['tool-call'] },
]
for (const facts of fine) {
  test(`${JSON.stringify(facts)} says nothing against itself`, () => {
    assert.deepEqual(withoutContradictions({ name: 'm', ...facts }), { facts: { name: 'm', ...facts }, corrections: [] })
  })
}
