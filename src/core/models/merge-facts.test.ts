import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeFacts } from './merge-facts.ts'
import type { ModelFacts } from './model.ts'

const maker = { slug: 'maker', name: 'Maker' }

const cases: Array<[what: string, known: Partial<ModelFacts>, offered: Partial<ModelFacts>, facts: Partial<ModelFacts>, differing: string[]]> = [
  ['an unknown fact is filled', {}, { released: '2025', contextTokens: 5 }, { released: '2025', contextTokens: 5 }, []],
  ['a known fact stays, and the difference is told', { released: '2025-07-14' }, { released: '2025-07-11' }, { released: '2025-07-14' }, ['released: 2025-07-14, not 2025-07-11']],
  ['a more exact date is taken', { released: '2025-07' }, { released: '2025-07-11' }, { released: '2025-07-11' }, []],
  ['a less exact date says nothing else', { released: '2025-07-11' }, { released: '2025' }, { released: '2025-07-11' }, []],
  ['categories grow', { categories: ['text'] }, { categories: ['text', 'reasoning'] }, { categories: ['text', 'reasoning'] }, []],
  ['capabilities stay as they are known', { capabilities: ['tool-call'] }, { capabilities: ['reasoning'] }, { capabilities: ['tool-call'] }, ['capabilities: tool-call, not reasoning']],
  ['a part of a known list is no difference', { input: ['text', 'image'] }, { input: ['text'] }, { input: ['text', 'image'] }, []],
  ['the same maker is no difference', { creator: { ...maker, url: 'https://maker.example' } }, { creator: maker }, { creator: { ...maker, url: 'https://maker.example' } }, []],
  ['another maker is told by name', { creator: maker }, { creator: { slug: 'b', name: 'B' } }, { creator: maker }, ['creator: Maker, not B']],
  ['what a known fact rules out is not filled', { released: '2023-03' }, { knowledge: '2023-11' }, { released: '2023-03', knowledge: undefined }, ['knowledge: undefined, not 2023-11']],
  ['an open licence opens the weights', { openWeights: false }, { licence: 'MIT' }, { openWeights: true, licence: 'MIT' }, []],
  ['false is a fact, an empty list is none', { openWeights: false, categories: [] }, { openWeights: true, categories: ['text'] }, { openWeights: false, categories: ['text'] }, ['openWeights: false, not true']],
  ['a source that fills something is named', { source: 'A', sourceDate: '2026' }, { family: 'f', source: 'B', sourceDate: '2027' }, { family: 'f', source: 'A, B', sourceDate: '2026' }, []],
  ['sources that are named already are not named twice', { source: 'A, B', sourceDate: '2026' }, { family: 'f', source: 'B, A, C' }, { family: 'f', source: 'A, B, C', sourceDate: '2026' }, []],
  ['a source that fills nothing is not', { source: 'A', family: 'f' }, { family: 'f', source: 'B' }, { source: 'A', family: 'f' }, []],
]
for (const [what, known, offered, facts, differing] of cases) {
  test(what, () => {
    const found = mergeFacts({ name: 'M', ...known }, { name: 'Other name', ...offered })
    assert.deepEqual({ ...found.facts, prices: undefined }, { name: 'M', prices: undefined, ...facts })
    assert.deepEqual(found.differing.map(({ field, kept, offered: told }) => `${field}: ${kept}, not ${told}`), differing)
  })
}

test('newer prices replace older ones of the same provider', () => {
  const price = (input: number, date: string) => ({ input, provider: 'p', source: 's', date })
  assert.deepEqual(mergeFacts({ name: 'M', prices: [price(1, '2025')] }, { name: 'M', prices: [price(2, '2026')] }).facts.prices, [price(2, '2026')])
  assert.deepEqual(mergeFacts({ name: 'M', prices: [price(1, '2025')] }, { name: 'M', prices: [price(2, '2024')] }).facts.prices, [price(1, '2025')])
})
