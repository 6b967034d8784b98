import assert from 'node:assert/strict'
import { test } from 'node:test'
import { titleOf } from './naming.ts'

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
