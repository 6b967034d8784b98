import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceNotes, tellSaid, wordsOf } from './source-notes.ts'

test('what a source says is told in words, not as JSON', () => {
  const cases: Array<[value: unknown, text: string | undefined]> = [
    ['a text, as it is', 'a text, as it is'], [0, '0'], [false, 'no'], [true, 'yes'], [['END', 'STOP'], 'END, STOP'],
    [{ input: 10, cacheRead: 0, top_p: 0.5 }, 'input 10, cache read 0, top p 0.5'],
    [{ usage: { input: 10, output: 2 }, note: 'kept' }, 'usage (input 10, output 2); note kept'],
    [[{ role: 'user' }, { role: 'assistant', name: 'x' }], 'role user; role assistant, name x'],
    [null, undefined], ['', undefined], [[], undefined], [{}, undefined], [{ a: null, b: [], c: { d: '' } }, undefined], [undefined, undefined],
  ]
  for (const [value, text] of cases) assert.equal(tellSaid(value), text)
})

test('what is nested without end is shown as it stands', () => {
  let deep: unknown = 'x'
  for (let level = 0; level < 5_000; level++) deep = [deep]
  assert.ok(tellSaid(deep)!.startsWith('[['))
})

test('notes that say nothing are left out, and take no place of those that do', () => {
  assert.deepEqual(sourceNotes({ none: null, empty: [], judge: 'gpt', runs: 3, more: 'x' }, 2), [['judge', 'gpt'], ['runs', '3']])
})

test('names are taken apart into words', () => {
  for (const [name, words] of [['max_tokens', 'max tokens'], ['topP', 'top P'], ['Plain', 'Plain'], ['', '']] as const) assert.equal(wordsOf(name), words)
})
