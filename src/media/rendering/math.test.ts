import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMath } from './math.ts'

test('a formula becomes MathML', () => {
  assert.equal(renderMath('\\frac{a}{b}', false), '<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>')
  assert.equal(renderMath('x', true), '<math display="block" class="tml-display"><mi>x</mi></math>')
})

const styled: Array<[string, RegExp]> = [
  ['\\color{red}x', /<mi mathcolor="#ff0000">x<\/mi>/],
  ['\\boxed{x}', /class="[^"]*math-box[^"]*"/],
  ['\\boldsymbol{x+y}', /math-bold/],
  ['\\begin{array}{c|c}\\hline a&b\\\\\\hdashline c&d\\end{array}', /math-right-solid/],
  ['\\begin{array}{c|c}\\hline a&b\\\\\\hdashline c&d\\end{array}', /math-top-solid/],
  ['\\begin{array}{c|c}\\hline a&b\\\\\\hdashline c&d\\end{array}', /math-bottom-dashed/],
  ['\\begin{aligned}a&=b\\end{aligned}', /tml-right/],
  ['\\begin{aligned}a&=b\\end{aligned}', /math-no-left/],
]

for (const [tex, pattern] of styled) {
  test(`styles of ${tex} are attributes and classes, never a style: ${pattern.source}`, () => {
    const math = renderMath(tex, true)!
    assert.match(math, pattern)
    assert.doesNotMatch(math, / style=/)
  })
}

for (const tex of [
  '\\frac{', '\\nonsense', '\\href{javascript:x}{y}', '\\includegraphics{x}', '\\class{a}{b}', '\\id{a}{b}',
  '\\style{color:red}{x}', '\\def\\a{\\a}\\a', 'x'.repeat(4001), `${'\\sqrt{'.repeat(100)}x${'}'.repeat(100)}`,
  '\\newcommand{\\R}{\\mathbb{R}}\\R', '\\def\\a{xxxxxxxxxx}\\a\\a\\a\\a\\a\\a\\a\\a',
]) {
  test(`refuses ${tex.slice(0, 40)}`, () => assert.equal(renderMath(tex, false), undefined))
}

test('lengths that would reach out of the line are left out', () => {
  assert.doesNotMatch(renderMath('\\rule{100em}{100em}', false)!, /height=|width="[1-9]\d\d/)
  assert.doesNotMatch(renderMath('\\raisebox{50em}{x}', false)!, /voffset=/)
  assert.doesNotMatch(renderMath('\\hspace{-50em}x', false)!, /-50|margin/)
  assert.match(renderMath('a\\quad b', false)!, /width="1em"/)
})

test('text in a formula stays text', () => {
  assert.match(renderMath('\\text{<script>"}', false)!, /&lt;script&gt;.?&quot;|&lt;script&gt;”/)
})
