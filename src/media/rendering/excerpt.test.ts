import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerpt, excerptOfLines } from './excerpt.ts'

const excerpts: Array<[string, string, string]> = [
  ['headings, emphasis and lists', '# Title\n\nSome **bold** and _soft_ `code`.\n\n- a\n* b\n1. c',
    'Title Some bold and soft code. a b 1. c'],
  ['links and pictures', 'See [the docs](https://x.org "t") and ![a cat](http://y.org/c.png).',
    'See the docs and a cat.'],
  ['quotes, rules and tables', '> quoted\n\n---\n\n| a | b |\n|---|:-:|\n| 1 | 2 |', 'quoted a b 1 2'],
  ['fences, keeping the code', 'So:\n```js\nconst a = b * c\n```\nDone', 'So: const a = b * c Done'],
  ['tags, keeping comparisons', 'a<br>b <b>c</b> 1 < 2 > 0', 'a b c 1 < 2 > 0'],
  ['fences, keeping the types in them', 'So:\n```ts\nfunction first<T>(list: Array<T>): Map<string, b> {}\n// *not* _soft_ | a\n```\nDone <i>now</i>',
    'So: function first<T>(list: Array<T>): Map<string, b> {} // *not* _soft_ | a Done now'],
  ['backquotes, keeping what is between them', 'Use `vector<int>`, **`a*b*c`** and ``x | y``; Array<T> too.', 'Use vector<int>, a*b*c and x | y; Array<T> too.'],
  ['an open fence', 'So:\n```\nif (a < b) {', 'So: if (a < b) {'],
  ['line ends that are forced', 'To: you\\\nFrom: me\\\nBye', 'To: you From: me Bye'],
  ['drawn rules', '──────────\n  1. One\n ──────────\n    Text', '1. One Text'],
  ['names with underscores, which stay', 'use snake_case_name here', 'use snake_case_name here'],
  ['escapes', '5 \\* 3 \\_x\\_', '5 * 3 _x_'],
  ['a web page', '<!DOCTYPE html><html><head><title>Hi</title><style>a{b:c}</style></head><body><script>x()</script>'
    + '<h1>Hello</h1><p>Salt &amp; pepper</p></body></html>', 'Hi Hello Salt & pepper'],
  ['a drawing', '<svg xmlns="x"><defs><style>a{}</style></defs><title>A cat</title><path d=""/><text>meow</text></svg>',
    'A cat A cat meow'],
  ['deceiving characters', 'a\u202eb\u200b\u{e0041} \u0007c', 'ab c'],
]

for (const [what, text, expected] of excerpts) {
  test(`an excerpt is without ${what}`, () => assert.equal(excerpt(text, 200), expected))
}

test('an excerpt is cut at a word, and never longer than asked for', () => {
  assert.equal(excerpt('one two three four', 12), 'one two…')
  assert.equal(excerpt('one two', 7), 'one two')
  assert.equal(excerpt('一二三四五六七八九十', 5), '一二三四…')
  assert.equal(excerpt('a😀😀😀😀', 5), 'a😀…')
  const text = 'lorem ipsum 😀 dolor sit amet '.repeat(9)
  for (let length = 1; length < 60; length++) assert.ok(excerpt(text, length).length <= length)
})

test('marks without end are taken off by patterns that do not start anew at each of them', { timeout: 20_000 }, () => {
  for (const part of ['`', '``` ', '```\n', '`a', '<a ', '\ue000', '\\\n', '<T>', ' ', '\t', '-', '- ', '|', '> ', '#', '[', '*', '_']) assert.ok(excerpt(`${part.repeat(40_000 / part.length)}x`, 200).length <= 200, part)
})

test('an empty answer has an empty excerpt', () => {
  for (const text of ['', ' \n ', '```\n```', '---']) assert.equal(excerpt(text, 100), '')
})

test('code and data keep their lines and their indents, and lose their fence', () => {
  assert.equal(excerptOfLines('```py\ndef f():\n    return 1\n```\n', 100), 'def f():\n    return 1')
  assert.equal(excerptOfLines('a,b\n1,2\n', 6), 'a,b\n1…')
})
