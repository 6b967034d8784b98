import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAnotherModel } from './served-model.ts'

// Names as the services answer with them.
const cases: Array<[asked: string, served: string, isAnother: boolean]> = [
  ['gpt-4o', 'gpt-4o', false],
  ['gpt-4o', 'gpt-4o-2024-08-06', false],
  ['gpt-4', 'gpt-4-0613', false],
  ['gpt-4o', 'gpt-4o-mini', true],
  ['gpt-4o', 'gpt-4o-mini-2024-07-18', true],
  ['claude-sonnet-4', 'claude-sonnet-4-20250514', false],
  ['mistral-large-latest', 'mistral-large-2411', false],
  ['models/gemini-2.0-flash', 'gemini-2.0-flash-001', false],
  ['gemini-2.0-flash', 'gemini-2.0-flash-lite', true],
  ['openai/gpt-4o', 'openai/gpt-4o', false],
  ['llama3.2', 'llama3.2:latest', false],
  ['llama3', 'llama3.2', true],
  ['small', 'another-model-2', true],
]

for (const [asked, served, isAnother] of cases) {
  test(`${served} is ${isAnother ? 'another model than' : 'what was meant by'} ${asked}`, () => assert.equal(isAnotherModel(asked, served), isAnother))
}
