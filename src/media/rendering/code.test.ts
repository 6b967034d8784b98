import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highlightCode } from './code.ts'

test('names of one language mean the same grammar', () => {
  for (const name of ['js', 'JavaScript', 'mjs']) {
    assert.match(highlightCode('let a', name), /language-javascript"><span class="hljs-keyword">let/)
  }
  assert.match(highlightCode('int a;', 'C++'), /language-cpp/)
})

test('a language is never guessed', () => {
  for (const name of [undefined, '', 'unknown', 'constructor', '__proto__', 'js" onclick="x', 'markdown']) {
    assert.equal(highlightCode('let a = "<b>"', name),
      '<pre class="code" dir="ltr" tabindex="0"><code class="hljs">let a = &quot;&lt;b&gt;&quot;</code></pre>\n')
  }
})

const plain: Array<[string, string]> = [
  ['long code', 'let a = 1\n'.repeat(2000)],
  ['an endless word', 'a'.repeat(300)],
  ['an endless gap', `a${' '.repeat(300)}b`],
  ['an endless line', 'let a;'.repeat(200)],
]

for (const [what, code] of plain) {
  test(`${what} is shown whole, without colours`, () => {
    assert.equal(highlightCode(code, 'js').replace(/<[^>]*>/g, ''), `${code}\n`)
    assert.doesNotMatch(highlightCode(code, 'js'), /<span/)
  })
}
