import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexTextOf, searchTermsOf, termsOf } from './terms.ts'

const indexed: Array<[what: string, text: string, terms: string[]]> = [
  ['nothing', '', []],
  ['punctuation alone', '!? — …', []],
  ['words without case', 'The Quick-Brown fox_1 3.14', ['the', 'quick', 'brown', 'fox', '1', '3', '14']],
  ['accents folded', 'Café naïve Ångström Ελλάς Йод', ['cafe', 'naive', 'angstrom', 'ελλασ', 'иод']],
  ['decomposed as composed', 'cafe\u0301', ['cafe']],
  ['compatibility forms', 'ｆｕｌｌ ﬁne 𝓓𝟏', ['full', 'fine', 'd1']],
  ['pairs of Han', '東京都', ['東京', '京都', '都']],
  ['a lone Han character', '猫', ['猫']],
  ['kana with their marks', 'がぎ', ['がぎ', 'ぎ']],
  ['Hangul', '안녕하', ['안녕', '녕하', '하']],
  ['mixed runs', 'GPT模型v2', ['gpt', '模型', '型', 'v2']],
  ['Devanagari with its signs', 'हिन्दी', ['हिन्दी']],
  ['Arabic without vowel points', 'كِتَاب', ['كتاب']],
  ['a key cut', 'x'.repeat(100), ['x'.repeat(64)]],
]

for (const [what, text, terms] of indexed) {
  test(`terms: ${what}`, () => assert.deepEqual(termsOf(text), terms))
}

test('a part of a Thai run is made of terms of the run', () => {
  const run = termsOf('ภาษาไทยง่าย')
  const part = searchTermsOf('ไทย')
  const at = run.indexOf(part[0]!)
  assert.ok(part.length > 1)
  assert.deepEqual(run.slice(at, at + part.length), part)
})

test('a query for a run looks for pairs only', () => {
  assert.deepEqual(searchTermsOf('東京都'), ['東京', '京都'])
  assert.deepEqual(searchTermsOf('都'), ['都'])
})

test('an index that splits ASCII at all but letters and digits gets the same terms', () => {
  for (const text of ['a-b C.d\0e', 'naïve «Ünï» 東京 don’t ½', 'emoji 👍 text', 'ΟΔΟΣ İstanbul K']) {
    const split = indexTextOf(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase()).match(/[a-z0-9\u0080-\u{10ffff}]+/gu) ?? []
    assert.deepEqual(split, termsOf(text))
  }
})
