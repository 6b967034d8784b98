import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { maxRenderedCharacters, renderAnswer } from './render.ts'

function words(html: string): string {
  return html.replace(/<[^>]*>/g, '').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&').trim()
}

test('bytes are read as UTF-8 without a byte order mark', () => {
  const bytes = new TextEncoder().encode('\ufeffé')
  assert.equal(words(renderAnswer({ bytes, outputType: 'text' }).html), 'é')
})

test('code is one block, and with prose around fences it is markdown', () => {
  const bare = renderAnswer({ text: '# no heading', outputType: 'code', language: 'python' })
  const explained = renderAnswer({ text: 'So:\n```py\nx = 1\n```', outputType: 'code' })
  assert.match(bare.html, /^<pre class="code"/)
  assert.match(explained.html, /^<p dir="auto">So:[^]*language-python/)
})

const json: Array<[string, string]> = [
  ['{"a":[1,2.50,{}],"b":[],"a":1e400}', '{\n  "a": [\n    1,\n    2.50,\n    {}\n  ],\n  "b": [],\n  "a": 1e400\n}'],
  ['12345678901234567890', '12345678901234567890'],
  ['"a, [b] {\\"c\\": }"', '"a, [b] {\\"c\\": }"'],
  ['```json\n[true]\n```', '[\n  true\n]'],
]

for (const [text, shown] of json) {
  test(`JSON ${JSON.stringify(text)} is indented, its values as they were written`, () => {
    const { html, notes } = renderAnswer({ text, outputType: 'json' })
    assert.deepEqual([words(html), notes], [shown, []])
  })
}

test('what is not JSON is shown as it is, with a note', () => {
  const { html, notes } = renderAnswer({ text: '{"a": nope}', outputType: 'json' })
  assert.equal(words(html), '{"a": nope}')
  assert.match(notes[0]!, /^This is not valid JSON \(/)
})

test('JSON that indentation would swell is shown as it is', () => {
  const text = '['.repeat(2000) + ']'.repeat(2000)
  assert.equal(words(renderAnswer({ text, outputType: 'json' }).html), text)
})

test('CSV is a table, whatever parts its fields', () => {
  for (const sign of [',', ';', '\t', '|']) {
    const text = ['a b', '"x\n""y"""', '1'].join(sign).replace('\n', sign === ',' ? '\n' : ' ')
    const { html, notes } = renderAnswer({ text: `name${sign}<b>${sign}c\n${text}`, outputType: 'csv' })
    assert.match(html, /<th>name<\/th><th>&lt;b&gt;<\/th><th>c<\/th>/)
    assert.match(html, /<td>a b<\/td><td>x\s&quot;y&quot;<\/td><td>1<\/td>/)
    assert.deepEqual(notes, [])
  }
})

test('long and wide CSV is cut, and the notes say by how much', () => {
  const row = Array.from({ length: 51 }, (_, index) => index).join(',')
  const { html, notes } = renderAnswer({ text: `${row}\n`.repeat(203), outputType: 'csv' })
  assert.deepEqual(notes, ['2 more rows are in the raw answer.', '1 more column is in the raw answer.'])
  assert.equal(html.match(/<tr>/g)?.length, 201)
})

for (const text of ['a,"b\n', '']) {
  test(`what is not CSV is shown as it is, with a note: ${JSON.stringify(text)}`, () => {
    const { html, notes } = renderAnswer({ text, outputType: 'csv' })
    assert.match(html, /^<pre class="code"/)
    assert.equal(notes.length, 1)
  })
}

test('piles of marks are cut to what a language could need', () => {
  const { html } = renderAnswer({ text: `e${'\u0301'.repeat(500)}`, outputType: 'text' })
  assert.equal(html.match(/\u0301/g)?.length, 16)
})

test('headings between drawn rules are headings, and what is indented below them is prose', () => {
  const rule = '──────────'
  const text = [
    rule, '', '  1. One', `    ${rule}`, '    indented', '', 'plain', '', `${rule} 2. Two`, rule, 'text', rule, 'end',
  ].join('\n')
  assert.equal(renderAnswer({ text, outputType: 'text' }).html.replaceAll(' dir="auto"', ''), [
    '<hr>', '<h3>1. One</h3>', '<p>indented</p>', '<p>plain</p>', '<hr>', '<h3>2. Two</h3>', '<p>text</p>', '<hr>',
    '<p>end</p>', '',
  ].join('\n'))
})

test('fenced code below a drawn heading keeps its indent', () => {
  const text = '──────────\nOne\n──────────\n  text\n```py\nif a:\n    b\n```'
  assert.match(words(renderAnswer({ text, outputType: 'text' }).html), /if a:\n {4}b/)
})

const seed = join(process.env.DIPTYCH_TEST_DATA ?? '../shared/data', 'seed/kimi-k2.json')

const skip = !existsSync(seed) && `${seed} is not here`

test('the seed answer reads as three headings with two paragraphs each', { skip }, () => {
  const [{ content }] = JSON.parse(readFileSync(seed, 'utf8')).responses
  const { html, notes } = renderAnswer({ text: content, outputType: 'text' })
  const outline = html.match(/<(?:h3|p|hr|pre)\b/g)?.map((tag) => tag.slice(1))
  assert.deepEqual(outline, ['hr', 'h3', 'p', 'p', 'hr', 'h3', 'p', 'p', 'hr', 'h3', 'p', 'p'])
  assert.deepEqual(notes, [])
  assert.doesNotMatch(html, /─/)
})

test('a drawing has no fault because of its length', () => {
  const long = `<svg xmlns="http://www.w3.org/2000/svg">${'<path d="M0 0"/>'.repeat(maxRenderedCharacters / 10)}</svg>`
  assert.deepEqual(renderAnswer({ text: long, outputType: 'svg' }).notes, [])
  assert.match(renderAnswer({ text: long.slice(0, -6), outputType: 'svg' }).notes.join(), /ends before/)
})

test('an answer that loops on one letter is rendered so', () => {
  assert.match(renderAnswer({ text: 'a'.repeat(100_000), outputType: 'text' }).html, /^<p[^>]*>(a{250}<wbr>){400}<\/p>\n$/)
})
