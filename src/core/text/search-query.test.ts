import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countPhrase, parseSearchQuery, scoreOf } from './search-query.ts'
import { termsOf } from './terms.ts'

const parsed: Array<[typed: string, ...phrases: string[]]> = [
  [''],
  ['  "" ! '],
  ['the', 'the'],
  ['capital', 'capital*'],
  ['capital ', 'capital'],
  ['capital of fra', 'capital', 'of', 'fra'],
  ['capital of franc', 'capital', 'of', 'franc*'],
  ['"capital of" france ', 'capital of', 'france'],
  ['“curly quotes”', 'curly quotes'],
  ['"never closed', 'never closed'],
  ['state-of-the-art ', 'state of the art'],
  ['AND OR NOT NEAR(a b) x* ^y col:z -w', 'and', 'or', 'not', 'near a', 'b', 'x', 'y', 'col z', 'w'],
  ["'; drop table bodies; --", 'drop', 'table', 'bodies'],
  ['猫', '猫*'],
  ['東京都', '東京 京都'],
]

for (const [typed, ...phrases] of parsed) {
  test(`${JSON.stringify(typed)} looks for ${JSON.stringify(phrases)}`, () => {
    assert.deepEqual(parseSearchQuery(typed).map(({ terms, prefix }) => terms.join(' ') + (prefix ? '*' : '')), phrases)
  })
}

test('no query asks for more than 32 terms in 16 phrases', () => {
  const many = parseSearchQuery('word '.repeat(10_000))
  assert.equal(many.length, 16)
  const long = parseSearchQuery(`"${'word '.repeat(10_000)}"`)
  assert.equal(long[0]!.terms.length, 32)
})

test('a phrase is counted where its words follow one another, the last one begun', () => {
  const terms = termsOf('the art of the state, state of the arts')
  const count = (typed: string) => countPhrase(terms, parseSearchQuery(typed)[0]!)
  assert.equal(count('"state of the"'), 1)
  assert.equal(count('"of the" '), 2)
  assert.equal(count('stat'), 2)
  assert.equal(count('stat '), 0)
})

test('a text without one of the words scores nothing; a denser or literal one scores more', () => {
  const phrases = parseSearchQuery('blue sky ')
  const score = (text: string) => scoreOf(termsOf(text), phrases)
  assert.equal(score('blue sea'), 0)
  assert.ok(score('the sky so blue') > score(`the sky so blue ${'and then '.repeat(500)}`))
  assert.ok(score('a blue sky today') > score('a sky blue today'))
})
