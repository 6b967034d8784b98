import assert from 'node:assert/strict'
import { test } from 'node:test'
import { costOf, mostSpent, tokensPerPicture } from './cost.ts'

// Prices and usages as the providers publish them: Anthropic's table for Claude Sonnet 4 (3 / 15 / 0.30 / 3.75 dollars).
const sonnet = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }

const cases: Array<[string, Parameters<typeof costOf>[0], Parameters<typeof costOf>[1], number | undefined]> = [
  ['a million of each', { input: 1e6, output: 1e6 }, sonnet, 18],
  ['cached tokens at their own price', { input: 1e6, cacheRead: 4e5, cacheWrite: 1e5, output: 0 }, sonnet, 0.5 * 3 + 0.4 * 0.3 + 0.1 * 3.75],
  ['reasoning is part of the output', { input: 0, output: 1000, reasoning: 900 }, sonnet, 0.015],
  ['reasoning at a price of its own', { input: 0, output: 1000, reasoning: 900 }, { ...sonnet, reasoning: 5 }, 0.1e-3 * 15 + 0.9e-3 * 5],
  ['unknown tokens cost an unknown sum', { input: 10 }, sonnet, undefined],
  ['an unknown price of a class that was used', { input: 10, cacheRead: 5, output: 1 }, { input: 3, output: 15 }, undefined],
  ['an unknown price of a class that was not used', { input: 10, output: 1 }, { input: 3, output: 15 }, 45e-6],
  ['no price', { input: 10, output: 1 }, undefined, undefined],
  ['free is free', { input: 10, output: 1 }, { input: 0, output: 0 }, 0],
  ['free is free of unknown length too', {}, { input: 0, output: 0 }, 0],
]

for (const [name, usage, prices, dollars] of cases) {
  test(`cost: ${name}`, () => {
    const cost = costOf(usage, prices)
    if (dollars === undefined) assert.equal(cost, undefined)
    else assert.ok(Math.abs(cost! - dollars) < 1e-12, `${cost} is not ${dollars}`)
  })
}

test('what a question may cost at most is never below what it costs', () => {
  const question = { textBytes: 400, files: 0, messages: 2, expects: 'text' as const, maxOutputTokens: 100 }
  const most = mostSpent(question, sonnet)
  const dearest = costOf({ input: 400, cacheWrite: 400, output: 100 }, sonnet)!
  assert.ok(most.tokens >= 500)
  assert.ok(most.usd! >= dearest)
  assert.equal(mostSpent(question, undefined).usd, undefined)
})

test('a picture and a sound take what they take, whatever limit a text would have', () => {
  const question = { textBytes: 400, files: 0, messages: 1, maxOutputTokens: 20 }
  assert.ok(mostSpent({ ...question, expects: 'image' }, sonnet).tokens > tokensPerPicture)
  // 400 bytes are half a minute of speech.
  assert.ok(mostSpent({ ...question, expects: 'audio' }, sonnet).tokens > 400 + 30 * 25)
})
