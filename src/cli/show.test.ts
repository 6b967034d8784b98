import assert from 'node:assert/strict'
import { test } from 'node:test'
import { show } from './show.ts'

test('a list of objects is a table whose columns line up, and unknown says so', () => {
  assert.equal(show([{ slug: 'a', words: 12 }, { slug: 'longer', words: null }]), 'slug    words\n──────  ───────\na       12\nlonger  unknown')
})

test('an empty list says none, and only a cursor that leads on is shown', () => {
  assert.equal(show({ results: [], nextCursor: null }), 'results: none')
  assert.equal(show({ results: [], nextCursor: 'abc' }), 'results: none\nmore: --cursor abc')
})

test('text of models is shown without characters that steer a terminal', () => {
  const shown = show({ text: { kind: 'untrusted-text', text: 'red \u001B[31malert\u202E' } })
  assert.ok(!shown.includes('\u001B') && !shown.includes('\u202E') && shown.includes('alert'))
})
