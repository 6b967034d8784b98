import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { excerpt } from '../../media/rendering/excerpt.ts'
import { renderMarkdown } from '../../media/rendering/markdown.ts'
import { maxRenderedCharacters, renderAnswer } from '../../media/rendering/render.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { Chance } from '../chance.ts'
import { generatedMarkdown } from './generated.ts'
import { hostileHtml, hostileMarkdown, hostileSvg, type HostileFile } from './manifest.ts'
import { unsafeParts } from './safe-html.ts'

const everyFile = [...hostileMarkdown, ...hostileHtml, ...hostileSvg]

function contents({ file }: HostileFile): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
}

test('the manifest names every file of the corpus once, and there are enough', () => {
  const stored = ['markdown', 'html', 'svg'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder)).map((file) => `${folder}/${file}`))
  assert.deepEqual(everyFile.map(({ file }) => file).sort(), stored.sort())
  assert.ok(stored.length >= 80)
})

const caught: Array<[string, string]> = [
  ['a script', '<script>1</script>'],
  ['a handler', '<p onclick="x">a</p>'],
  ['a style attribute', '<p style="color:red">a</p>'],
  ['an id', '<h3 id="vote">a</h3>'],
  ['a picture', '<img src="x">'],
  ['a javascript link', '<a href="javascript:x" rel="noopener noreferrer nofollow ugc">a</a>'],
  ['a disguised javascript link', '<a href="java&Tab;script:x" rel="noopener noreferrer nofollow ugc">a</a>'],
  ['a relative link', '<a href="/x" rel="noopener noreferrer nofollow ugc">a</a>'],
  ['a link without rel', '<a href="http://x">a</a>'],
  ['a comment', '<!-- x -->'],
  ['a form', '<form></form>'],
  ['a closing container', '</article><p>x</p>'],
  ['an unclosed textarea', '<textarea>'],
  ['an unclosed tag', '<p'],
  ['a style in a formula', '<math><mi style="position:fixed">x</mi></math>'],
  ['a link in a formula', '<math><mrow href="javascript:x"><mi>x</mi></mrow></math>'],
  ['HTML in a formula', '<math><mtext><img src="x"></mtext></math>'],
  ['an unknown class spelling', '<p class="a&quot;b">x</p>'],
  ['deep nesting', '<em>'.repeat(300)],
]

for (const [what, html] of caught) {
  test(`the check of rendered answers catches ${what}`, () => assert.notDeepEqual(unsafeParts(html), []))
}

for (const hostile of everyFile) {
  for (const outputType of ['text', 'code', 'json', 'csv'] as const) {
    test(`${hostile.file} shown as ${outputType} is safe HTML (it tries ${hostile.tries})`, () => {
      assert.deepEqual(unsafeParts(renderAnswer({ text: contents(hostile), outputType }).html), [])
    })
  }
}

for (const hostile of everyFile) {
  test(`the excerpt of ${hostile.file} is short plain text without deceiving characters`, () => {
    const preview = excerpt(contents(hostile), 200)
    assert.ok(preview.length <= 200)
    assert.doesNotMatch(preview, /\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\p{M}{4}/u)
  })
}

for (const { name, tries, make } of generatedMarkdown) {
  test(`${name}: 40,000 characters of ${tries} become safe HTML of a size to match`, () => {
    const text = make(40_000)
    const { html } = renderAnswer({ text, outputType: 'text' })
    assert.deepEqual(unsafeParts(html), [])
    assert.ok(html.length < 40 * text.length + 1_000_000, `${html.length} characters from ${text.length}`)
    assert.ok(excerpt(text, 200).length <= 200)
  })
}

const shards = [
  '[', ']', '(', ')', '![', '](', '](http://x.y)', '](javascript:x)', '[a]: http://x.y "t"\n', '*', '**', '_', '~~', '`',
  '```', '$', '$$', '\\(', '\\)', '\\[', '\\]', '\\frac', '{', '}', '<sub>', '</sub>', '<kbd>', '</kbd>', '<br>', '<',
  '>', '</', '<!--', '-->', '"', "'", ' onclick=x', ' style="a"', '&', '&lt;', '&#60;', '|', '|-|\n', '- ', '- [ ] ',
  '1. ', '> ', '# ', '    ', '\n', '\n\n', ' ', 'a', 'é', '「', '太', 'ש', '😀', '\0', '\u202e', '\\', '---', '──────',
  'http://', 'x@y.z', '\ud800', '\t', 'js',
]

test('whatever the shards of markup are put together to, the HTML is safe', () => {
  const chance = new Chance(2026)
  for (let round = 0; round < 2000; round++) {
    const text = chance.list(40, () => chance.pick(shards)).join('')
    assert.deepEqual(unsafeParts(renderAnswer({ text, outputType: 'text' }).html), [], JSON.stringify(text))
  }
})

test('web pages, drawings, pictures, sound and film are never put into our own page', () => {
  const framed = outputTypes.filter((type) => !['text', 'code', 'json', 'csv'].includes(type))
  for (const outputType of framed) {
    const { html, notes } = renderAnswer({ text: '<script>1</script>', outputType })
    assert.equal(html, '', outputType)
    assert.ok(!notes.join().includes('script'), outputType)
  }
})

test('an endless answer is rendered up to a bound, and it is said', () => {
  const { html, notes } = renderAnswer({ text: 'word '.repeat(maxRenderedCharacters), outputType: 'text' })
  assert.ok(html.length < maxRenderedCharacters + 1000)
  assert.equal(notes.length, 1)
  assert.match(notes[0]!, /first 400,000 of 2,000,000 characters/)
})

test('text that nests too deep keeps its words', () => {
  assert.match(renderMarkdown(`${'> '.repeat(500)}kept`), /kept/)
  assert.match(renderMarkdown(`${'- '.repeat(500)}kept`), /kept/)
  assert.match(renderMarkdown(`${'*a **b '.repeat(60)}kept${' b** a*'.repeat(60)}`), /kept/)
  assert.match(renderMarkdown(`${'<sub>'.repeat(60)}kept${'</sub>'.repeat(60)}`), /kept/)
})

test('a macro of one formula does not reach another, nor another answer', () => {
  renderMarkdown('$\\gdef\\leaked{1}\\leaked$')
  assert.match(renderMarkdown('$\\leaked$'), /class="math-source"/)
  assert.equal(renderMarkdown('$\\gdef\\frac#1#2{0}\\frac12$') === renderMarkdown('$\\frac12$'), false)
})
