import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saidOf } from './said-of.ts'

const model = (name: string) => ({ slug: 'a', name, output_price: null })

test('a name that turns the writing direction ends where it ends, and leaves the sentence as it is', () => {
  const { text } = saidOf(undefined, undefined, model('Turned \u202ename'), model('Owl'))
  assert.equal(text, '\u2068Turned \u202ename\u2069 and Owl cannot be compared by votes yet: the votes are being counted.')
})
