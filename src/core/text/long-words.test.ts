import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breakLongWords, hasLongWord } from './long-words.ts'

test('a long word may be broken at every 250th letter, and says the same', () => {
  const word = 'x'.repeat(2_100)
  const broken = breakLongWords(`<p>${word}</p>`)
  assert.equal(broken.split('<wbr>').length, 9)
  assert.equal(broken.replaceAll('<wbr>', ''), `<p>${word}</p>`)
})

for (const [what, html] of [
  ['words of 1,999 letters', `<p>${'x'.repeat(1_999)} ${'y'.repeat(1_999)}</p>`],
  ['addresses', `<a href="https://host.example/${'a'.repeat(5_000)}">here</a>`],
  ['Japanese', `<p>${'水と記憶。'.repeat(600)}</p>`],
  ['formulas', `<math><mi>${'x'.repeat(5_000)}</mi></math>`],
  ['Thai', `<p>${'ภาษา'.repeat(600)}</p>`],
] as const) test(`${what} stay as they are`, () => assert.equal(breakLongWords(html), html))

test('neither a letter of two halves nor an escaped one is broken apart', () => {
  const html = `${'𝕏'.repeat(2_001)} ${'&amp;'.repeat(2_001)}`
  assert.deepEqual(breakLongWords(html).split(/<wbr>| /).map((part) => part.replaceAll('&amp;', '&')).map((part) => [...new Set(part)].join()).filter(Boolean), [...Array<string>(9).fill('𝕏'), ...Array<string>(9).fill('&')])
})

test('what is read in a moment has no long word', () => {
  assert.deepEqual([hasLongWord('word '.repeat(5_000)), hasLongWord('x'.repeat(2_000))], [false, true])
})
