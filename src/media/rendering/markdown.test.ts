import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMarkdown } from './markdown.ts'

const link = 'rel="noopener noreferrer nofollow ugc"'

function rendered(text: string): string {
  return renderMarkdown(text).trim()
}

const exact: Array<[string, string, string]> = [
  ['emphasis', '*a* **b** ~~c~~ `d`',
    '<p dir="auto"><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>'],
  ['a line break of the model as one', 'Roses are red\nViolets are blue',
    '<p dir="auto">Roses are red<br>\nViolets are blue</p>'],
  ['bold Chinese and Japanese beside punctuation', '**「太字」**です',
    '<p dir="auto"><strong>「太字」</strong>です</p>'],
  ['headings below those of the page, level by level', '## a\n###### b\n## c\n# d',
    '<h3 dir="auto">a</h3>\n<h4 dir="auto">b</h4>\n<h3 dir="auto">c</h3>\n<h3 dir="auto">d</h3>'],
  ['headings at most the sixth', '# a\n## b\n### c\n#### d\n##### e',
    '<h3 dir="auto">a</h3>\n<h4 dir="auto">b</h4>\n<h5 dir="auto">c</h5>\n<h6 dir="auto">d</h6>\n<h6 dir="auto">e</h6>'],
  ['a link', '[a](https://x.org/?a=1&b=2 "t")',
    `<p dir="auto"><a href="https://x.org/?a=1&amp;b=2" ${link}>a</a></p>`],
  ['a bare address, without the full stop after it', 'see https://x.org/a.',
    `<p dir="auto">see <a href="https://x.org/a" ${link}>https://x.org/a</a>.</p>`],
  ['a picture as a link', '![a cat](http://x.org/cat.png)',
    `<p dir="auto"><a href="http://x.org/cat.png" class="image-link" ${link}>a cat</a></p>`],
  ['a picture without words as its address', '![](http://x.org/cat.png)',
    `<p dir="auto"><a href="http://x.org/cat.png" class="image-link" ${link}>http://x.org/cat.png</a></p>`],
  ['a picture in a link as the words of that link', '[![badge](http://x.org/b.svg)](http://x.org)',
    `<p dir="auto"><a href="http://x.org" ${link}>badge</a></p>`],
  ['a forbidden link as its source', '[a](javascript:b) [c](/d)', '<p dir="auto">[a](javascript:b) [c](/d)</p>'],
  ['tags as text', 'a <b>c</b> <!-- d -->', '<p dir="auto">a &lt;b&gt;c&lt;/b&gt; &lt;!-- d --&gt;</p>'],
  ['the tags that have no markdown', 'H<sub>2</sub>O<br>x<SUP>2</SUP>',
    '<p dir="auto">H<sub>2</sub>O<br>\nx<sup>2</sup></p>'],
  ['an allowed tag with anything in it as text', '<sub class=x>a</sub>',
    '<p dir="auto">&lt;sub class=x&gt;a&lt;/sub&gt;</p>'],
  ['tags that cross as text', '<sub>*a</sub>*', '<p dir="auto">&lt;sub&gt;<em>a&lt;/sub&gt;</em></p>'],
  ['a list that starts at another number', '3. a\n4. b', '<ol start="3" dir="auto">\n<li>a</li>\n<li>b</li>\n</ol>'],
]

for (const [what, text, html] of exact) {
  test(`shows ${what}`, () => assert.equal(rendered(text), html))
}

test('the page says how far headings sink', () => {
  assert.match(renderMarkdown('# a', { headingOffset: 0 }), /^<h1 /)
  assert.match(renderMarkdown('# a', { headingOffset: 3 }), /^<h4 /)
})

test('the empty corner of a table is no header', () => {
  assert.match(rendered('|  | b |\n|---|---|\n| 1 | 2 |'), /<tr>\n<td><\/td>\n<th>b<\/th>\n<\/tr>/)
})

test('a table scrolls in a named group, and is aligned by classes', () => {
  const html = rendered('| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |')
  assert.match(html, /^<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table dir="auto">/)
  assert.match(html, /<th class="align-left">a<\/th>\n<th class="align-center">b/)
  assert.match(html, /<td class="align-right">3<\/td>/)
  assert.match(html, /<\/table><\/div>$/)
})

test('a table of more than 64 columns is shown as text', () => {
  const row = (cell: string, count: number) => `|${`${cell}|`.repeat(count)}`
  assert.match(rendered(`${row('a', 64)}\n${row('-', 64)}`), /<table/)
  assert.doesNotMatch(rendered(`${row('a', 65)}\n${row('-', 65)}\n\nafter`), /<table/)
})

test('boxes of a task list are signs that say their state', () => {
  assert.deepEqual(rendered('- [ ] a\n- [X] b\n- c').split('\n').slice(1, 4), [
    '<li class="task"><span class="task-mark" role="img" aria-label="to do">☐</span> a</li>',
    '<li class="task"><span class="task-mark" role="img" aria-label="done">☑</span> b</li>',
    '<li>c</li>',
  ])
})

test('a block that begins without letters has no direction to find', () => {
  assert.equal(rendered('1 + 1\n\nשלום'), '<p>1 + 1</p>\n<p dir="auto">שלום</p>')
})

test('fenced and indented code scroll, and are coloured only by a name that is known', () => {
  const open = '<pre class="code" dir="ltr" tabindex="0"><code class="hljs language-javascript">'
  assert.ok(rendered('```js\nlet a\n```').startsWith(open))
  assert.match(rendered('```{.python}\nx\n```'), /<code class="hljs">x/)
  assert.match(rendered('```nonsense\nx\n```'), /<code class="hljs">x/)
  assert.match(rendered('    let a'), /<code class="hljs">let a/)
})

const formulas: Array<[string, string]> = [
  ['$x$', 'x'], ['\\(x\\)', 'x'], ['设$x$为', 'x'], ['the $n$th', 'n'], ['($x$)', 'x'], ['| $x$ |\n|-|\n', 'x'],
  ['$$x$$', 'x'], ['\\[x = x\\]', 'x'], ['$$\nx\n$$', 'x'], ['\\[\nx\n\\]', 'x'], ['- a\n  \\[\n  x\n  \\]', 'x'],
  ['> $$\n> x\n> $$', 'x'], ['text\n$$\nx\n$$\ntext', 'x'], ['where $$x$$ is', 'x'], ['$5 and $x$', 'x'],
]

for (const [text, name] of formulas) {
  test(`finds the formula in ${JSON.stringify(text)}`, () => {
    assert.match(renderMarkdown(text), new RegExp(`<math[^]*<mi>${name}</mi>`))
  })
}

for (const text of [
  'It costs $5 and $10.', 'US$5-$6', '$5/$10', '$1,000.50 or $2,000', '**$5**–**$10**', 'from $2 million to 3$ more',
  '$HOME and $PATH', '`$x$`', '\\$x\\$', '$ x $', 'a$b$c', '\\[1\\]', '\\[a link\\](b)', '$$', '$x', '\\(x',
  '```\n$x$\n```',
]) {
  test(`finds no formula in ${JSON.stringify(text)}`, () => {
    assert.doesNotMatch(renderMarkdown(text), /<math|math-source/)
  })
}

test('lines of a display formula are no list, and its underscores no emphasis', () => {
  const html = rendered('\\[\na_1\n- b_2\n+ c\n\\]')
  assert.match(html, /^<div class="math-block" tabindex="0"><math display="block"/)
  assert.doesNotMatch(html, /<li>|<em>/)
})

test('a broken formula is shown as its source', () => {
  assert.equal(rendered('$\\frac{$'), '<p><code class="math-source" dir="ltr">$\\frac{$</code></p>')
  assert.match(rendered('$$\n\\nonsense{<b>}\n$$'), /dir="ltr">\$\$\n\\nonsense\{&lt;b&gt;\}\n\$\$<\/code>/)
})

test('formulas beyond the bound are shown as source', () => {
  const html = renderMarkdown('$x$ '.repeat(2100))
  assert.equal(html.match(/<math>/g)?.length, 2000)
  assert.equal(html.match(/math-source/g)?.length, 100)
})

test('links from one definition keep their words only, once they would swell the page', () => {
  const html = renderMarkdown(`[a]: http://x.org/${'x'.repeat(1900)}\n\n${'[a] '.repeat(5000)}`)
  assert.ok(html.length < 400_000)
  assert.equal(html.match(/<a/g)?.length, 5000)
})
