import assert from 'node:assert/strict'
import { test } from 'node:test'
import { titleOf } from '../../core/challenges/naming.ts'
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

const titles: Array<[what: string, facts: Parameters<typeof titleOf>[0], title: string]> = [
  ['its own', { title: 'Mine', turns: ['x'] }, 'Mine'],
  ['the first line that says something', { title: ' ', turns: ['', ' \n\r\n Write\t a\u0000 poem \nabout'] }, 'Write a poem'],
  ['a whole number of words', { turns: ['word '.repeat(40)] }, `${'word '.repeat(16).trim()}…`],
  ['what there is of a long word', { turns: ['x'.repeat(100)] }, `${'x'.repeat(80)}…`],
  ['no half character', { turns: [`${'x'.repeat(79)}👍${'y'.repeat(20)}`] }, `${'x'.repeat(79)}…`],
  ['a word for nothing', { turns: [' '] }, 'Untitled'],
]

for (const [what, facts, title] of titles) {
  test(`a challenge is titled by ${what}`, () => assert.equal(titleOf(facts), title))
}
