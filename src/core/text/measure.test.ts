import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countWords, readingTimeMinutes, stripControls } from './measure.ts'

const counted: Array<[string, number]> = [
  ['', 0],
  [' \n\t ', 0],
  ['one', 1],
  ['Two  words\n', 2],
  ["don't state-of-the-art x=1", 3],
  ['|---|:--:| ## ** -', 0],
  ['| a | b |', 2],
  ['any single weight—it emerges…slowly', 6],
  ['3.14 and 1,000', 3],
  ['naïve Ελλάδα Россия עברית العربية हिन्दी', 6],
  ['e\u0301te\u0301', 1],
  ['你好，世界。', 4],
  ['GPT模型 is', 4],
  ['ひらがなとカタカナ', 9],
  ['안녕하세요 세계', 2],
  ['𠀀𠀁', 2],
  ['𝓓 = 𝓛', 2],
  ['👍 🎉 ok', 1],
  ['a\u00a0b\u3000c\u200bd', 4],
]

for (const [text, words] of counted) {
  test(`counts ${words} words in ${JSON.stringify(text)}`, () => assert.equal(countWords(text), words))
}

test('agrees with the white-space count of wc on plain English', () => {
  const line = 'The quick brown fox jumps over the lazy dog.\n'
  assert.equal(countWords(line.repeat(1000)), 9000)
})

test('reading takes whole minutes, and none for nothing', () => {
  assert.deepEqual([0, 1, 238, 239, 2380].map(readingTimeMinutes), [0, 1, 1, 2, 10])
})

const stripped: Array<[string, string, string]> = [
  ['bidirectional overrides and isolates', 'a\u202egnp.exe\u202c \u2066x\u2069', 'agnp.exe x'],
  ['tag characters', 'hi\u{e0069}\u{e0067}\u{e006e}', 'hi'],
  ['escape and bell', '\u001b[31mred\u0007', '[31mred'],
  ['zero width and byte order marks', '\ufeffpass\u200bword\u2060', 'password'],
  ['lone surrogates, which become the replacement character', 'a\ud800b', 'a\ufffdb'],
]

for (const [what, text, expected] of stripped) {
  test(`a preview loses ${what}`, () => assert.equal(stripControls(text), expected))
}

test('a preview keeps tabs, joined emoji, joiners of Persian and accents', () => {
  const text = 'a\tb\n👩‍🚀 می‌خواهم e\u0301 ❤️'
  assert.equal(stripControls(text), text)
})

test('every line ending of a preview is a line feed', () => {
  assert.equal(stripControls('a\r\nb\rc\u2028d'), 'a\nb\nc\nd')
})
