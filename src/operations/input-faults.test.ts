import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { compare } from './compare/get.ts'
import { runImport } from './imports/run.ts'
import { listModelsOperation } from './models/list.ts'
import type { Operation } from './operation.ts'
import { parseInput } from './perform.ts'
import { searchOperation } from './search/query.ts'

function messageOf(schema: z.ZodObject, input: unknown): string {
  try {
    parseInput(schema, input)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

const cases: Array<[operation: Pick<Operation<string, z.ZodObject>, 'name' | 'input'>, input: unknown, message: string | RegExp]> = [
  [listModelsOperation, { limit: 0 }, 'limit should be from 1 to 500, not 0.'],
  [listModelsOperation, { limit: 501 }, 'limit should be from 1 to 500, not 501.'],
  [listModelsOperation, { limit: 'many' }, 'limit should be a number, not "many".'],
  [listModelsOperation, { limit: 1.5 }, 'limit should be a whole number, not 1.5.'],
  [listModelsOperation, { priceFrom: -1 }, 'priceFrom should be at least 0, not -1.'],
  [listModelsOperation, { openWeights: 'perhaps' }, 'openWeights should be true or false, not "perhaps".'],
  [listModelsOperation, { releasedFrom: 'yesterday' }, 'releasedFrom is not written as it should be. Released on or after: 2025, 2025-07 or 2025-07-11.'],
  [listModelsOperation, { sort: 'x'.repeat(50) }, `sort should be one of released, name, context, price or answers, not "${'x'.repeat(40)}…".`],
  [listModelsOperation, { bogus: 1, odd: 2 }, /^There is no input "bogus" or "odd"\. Take q, creator, family, .* or cursor\.$/],
  [listModelsOperation, { q: 'x'.repeat(201) }, 'q should have at most 200 characters, and has 201.'],
  [listModelsOperation, { limit: 0, bogus: 1 }, /^limit should be from 1 to 500, not 0\. There is no input "bogus"\. Take q/],
  [searchOperation, {}, 'q is missing.'],
  [searchOperation, { q: '' }, 'q is empty.'],
  [searchOperation, { q: 'x', kind: 'poem' }, 'kind should be one of response, challenge, model or creator, not "poem".'],
  [compare, { models: ['a'] }, 'models should name at least 2, and names 1.'],
  [compare, { models: ['a', 'b', 'c', 'd', 'e'] }, 'models should name at most 4, and names 5.'],
  [compare, { models: ['a', ''] }, 'models[1] is empty.'],
  [compare, { models: 'a' }, 'models should be a list, not "a".'],
  [runImport, { paths: ['x'], format: 'bogus' }, /^format should be one of diptych-jsonl, diptych-csv, rival, .* or litellm-prices, not "bogus"\.$/],
  [runImport, { paths: ['x'], collection: 'My Answers' }, 'collection: a collection is named in lower case with dashes: my-answers.'],
  [runImport, { paths: [] }, 'paths is empty.'],
  [runImport, 'paths', 'The input should be an object, not "paths".'],
]
for (const [{ name, input: schema }, input, message] of cases) {
  test(`${name} tells what to do about ${JSON.stringify(input).slice(0, 60)}`, () => {
    const told = messageOf(schema, input)
    if (typeof message === 'string') assert.equal(told, message)
    else assert.match(told, message)
  })
}

test('what lies deeper is named by its place, and a text of the wrong form is not repeated', () => {
  const schema = z.object({ key: z.string().regex(/^sk-/).describe('A key begins with sk-'), way: z.object({ to: z.string() }).strict(), either: z.union([z.string(), z.number()]).describe('A name or a number.') })
  assert.equal(messageOf(schema, { key: 'secret', way: { to: 'x' }, either: 1 }), 'key is not written as it should be. A key begins with sk-.')
  assert.equal(messageOf(schema, { key: 'sk-', way: { to: 1, from: 2 }, either: 1 }), 'way.to should be a text, not 1. There is no input "from" in way. Take to.')
  assert.equal(messageOf(schema, { key: 'sk-', way: { to: 'x' }, either: [] }), 'either is not what it should be. A name or a number.')
})

test('an operation without inputs says so', () => {
  assert.equal(messageOf(z.object({}), { x: 1 }), 'There is no input "x". It takes none.')
})
