import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promptHash } from './prompt-hash.ts'

test('prompts are the same when system prompt and turns are equal to the byte', () => {
  assert.equal(promptHash('s', ['a', 'b']), promptHash('s', ['a', 'b']))
  assert.equal(promptHash('', ['a']), promptHash(undefined, ['a']))
  const different = [
    promptHash(undefined, ['a', 'b']), promptHash(undefined, ['ab']), promptHash(undefined, ['a\nb']), promptHash('a', ['b']),
    promptHash(undefined, ['a', 'b ']), promptHash(undefined, ['a', 'b', '']), promptHash(undefined, ['\ud800']), promptHash(undefined, ['\udfff']),
  ]
  assert.equal(new Set(different).size, different.length)
})
