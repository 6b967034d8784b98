import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearchQuery } from './search-query.ts'
import { snippetOf } from './snippet.ts'

/** The snippet with its matches in brackets. */
function marked(text: string, typed: string, length?: number): string {
  const { text: shown, matches } = snippetOf(text, parseSearchQuery(typed), length)
  return matches.reduceRight((done, [from, to]) => `${done.slice(0, from)}[${done.slice(from, to)}]${done.slice(to)}`, shown)
}

const shown: Array<[what: string, text: string, typed: string, expected: string]> = [
  ['a word whatever its case and accents', 'Un Café noir', 'cafe ', 'Un [Café] noir'],
  ['a word that was begun', 'many capitals', 'capi', 'many [capitals]'],
  ['a phrase as one', 'the state of the art', '"state of"', 'the [state of] the art'],
  ['a part of a run without spaces', '我住在東京都内', '東京都', '我住在[東京都]内'],
  ['a last character', '京都', '都', '京[都]'],
  ['Latin beside Han', '用GPT模型写', 'gpt 模型 ', '用[GPT][模型]写'],
  ['letters beyond the basic plane', 'x 𠀀𠀁𠀂 y', '𠀁𠀂', 'x 𠀀[𠀁𠀂] y'],
  ['compatibility forms', 'the ﬁne 𝓓ay', 'fine day ', 'the [ﬁne] [𝓓ay]'],
  ['lines as one', 'one\r\ntwo\u202e three', 'two ', 'one  [two]  three'],
  ['nothing where nothing is found', 'just text', 'zebra', 'just text'],
]

for (const [what, text, typed, expected] of shown) {
  test(`a snippet marks ${what}`, () => assert.equal(marked(text, typed), expected))
}

test('a snippet is cut around the place where most words of the query stand', () => {
  const text = `${'apple '.repeat(100)}${'filler '.repeat(100)}here the apple pie stands ${'filler '.repeat(100)}`
  const snippet = marked(text, 'apple pie ', 100)
  assert.match(snippet, /^….*the \[apple\] \[pie\] stands.*…$/)
  assert.ok(snippet.length < 130)
})

test('a snippet of a long text without a match is its beginning, and never half a character', () => {
  assert.equal(snippetOf('👍'.repeat(500), [], 101).text, `${'👍'.repeat(51)}…`)
})
