import assert from 'node:assert/strict'
import { test } from 'node:test'
import { styleCountsOf } from './style-features.ts'

const cases: Array<[string, string, Partial<ReturnType<typeof styleCountsOf>>]> = [
  ['plain text has no markup', 'Just words.', { headers: 0, lists: 0, bold: 0, tokens: 3 }],
  ['headers of every level, at the start of a line', '# One\n###### Six\n####### seven is none\nnot # here', { headers: 2 }],
  ['numbers and bullets, indented too', '1. a\n2. b\n  - c\n* d\n+ e\n3) no', { lists: 5 }],
  ['both kinds of bold, within a line', '**a** and __b__ and ** and\n**broken\nover lines**', { bold: 2 }],
  ['code blocks do not count', '# Real\n```md\n# in code\n- in code\n**in code**\n```\n- real', { headers: 1, lists: 1, bold: 0 }],
  ['an open code block runs to the end', '- real\n~~~\n- in code', { lists: 1 }],
  ['bytes, not characters, are counted for length', '日本語です', { tokens: 4 }],
  ['astral characters are four bytes', '😀😀', { tokens: 2 }],
]

for (const [name, text, expected] of cases) {
  test(name, () => {
    const counts = styleCountsOf(text)
    for (const [feature, value] of Object.entries(expected)) assert.equal(counts[feature as keyof typeof counts], value, feature)
  })
}

test('known tokens are taken as they are', () => assert.equal(styleCountsOf('one two', 17).tokens, 17))

test('length agrees with UTF-8 for any text', () => {
  for (const text of ['', 'é', 'a\u{1F469}\u200D\u{1F680}b', '\u07ff\u0800\uffff', 'Ω≈ç√∫˜µ≤']) {
    assert.equal(styleCountsOf(text).tokens, Math.ceil(Buffer.byteLength(text) / 4))
  }
})
