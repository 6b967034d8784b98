import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { signed, verified } from './signing.ts'

const key = createSecretKey(Buffer.from('a key of a test'))
const word = signed(key, 'receipt', 'a vote')
const [encoded, signature] = word.split('.') as [string, string]

test('a signed word is read for what it was signed for', () => assert.equal(verified(key, 'receipt', word), 'a vote'))

const refused: Array<[name: string, word: string]> = [
  ['a further part', `${word}.xyz`], ['an empty further part', `${word}.`], ['an empty part before', `.${word}`], ['no signature', encoded], ['an empty signature', `${encoded}.`],
  ['a shorter signature', word.slice(0, -1)], ['a longer signature', `${word}A`], ['another text', `${Buffer.from('another').toString('base64url')}.${signature}`],
  ['letters in the text that its reading passes over', `${encoded}=.${signature}`], ['a space in the text', ` ${word}`],
  ['another purpose', signed(key, 'result', 'a vote')], ['another key', signed(createSecretKey(Buffer.from('another key')), 'receipt', 'a vote')], ['nothing', ''],
]

for (const [name, given] of refused) {
  test(`a signed word with ${name} is refused`, () => assert.equal(verified(key, 'receipt', given), undefined))
}
