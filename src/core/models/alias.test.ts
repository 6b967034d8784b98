import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalisedSpelling } from './alias.ts'

const same: Array<[string, string]> = [
  ['GPT-4', 'gpt-4'],
  ['gpt 4', 'gpt-4'],
  ['text_davinci_003', 'text-davinci-003'],
  ['GPT‑4', 'gpt-4'],
  ['GPT–4', 'gpt-4'],
  ['  Claude 2.1\n', 'claude-2.1'],
  ['claude - 2.1', 'claude-2.1'],
  ['Ｑｗｅｎ', 'qwen'],
  ['cafe\u0301', 'café'],
  ['zero\u200bwidth', 'zerowidth'],
  ['__proto__', '-proto-'],
]

for (const [spelling, normalised] of same) {
  test(`${JSON.stringify(spelling)} is ${normalised}`, () => assert.equal(normalisedSpelling(spelling), normalised))
}

const different: Array<[string, string]> = [
  ['gpt-4', 'gpt-4-turbo'],
  ['gpt-4', 'gpt-4o'],
  ['claude-2', 'claude-2.1'],
  ['phi-2.7b', 'phi-2-7b'],
  ['v1.1', 'v11'],
  ['openai/gpt-4', 'gpt-4'],
  ['bard:20230327', 'bard'],
  ['model+', 'model'],
  ['llama-2-7b', 'llama-27b'],
  ['__proto__', 'proto'],
  ['o1', '01'],
]

for (const [one, other] of different) {
  test(`${one} and ${other} stay apart`, () => assert.notEqual(normalisedSpelling(one), normalisedSpelling(other)))
}

test('normalising twice changes nothing more', () => {
  for (const [spelling] of [...same, ...different]) {
    assert.equal(normalisedSpelling(normalisedSpelling(spelling)), normalisedSpelling(spelling))
  }
})

test('a name of invisible characters is no name', () => {
  assert.equal(normalisedSpelling(' \u200b\ufeff\t'), '')
})
