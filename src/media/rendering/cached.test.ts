import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BoundedMemory, makeRenderer } from './cached.ts'

function fileOf(entries: Record<string, string> = {}) {
  const kept = new Map(Object.entries(entries))
  return { kept, get: (key: string) => kept.get(key), set: (key: string, value: string) => void kept.set(key, value) }
}

function once(text: string) {
  let calls = 0
  return { text: () => (calls++, text), calls: () => calls }
}

test('an answer is rendered once, for its bytes and its type', () => {
  const renderer = makeRenderer(1_000_000)
  const { text, calls } = once('**bold**')
  const first = renderer.render('sha', 'text', text)
  assert.match(first.html, /<strong>bold<\/strong>/)
  assert.deepEqual(renderer.render('sha', 'text', text), first)
  assert.equal(calls(), 1)
  assert.doesNotMatch(renderer.render('sha', 'code', text).html, /<strong>/)
  assert.equal(calls(), 2)
})

test('code is coloured in the first language among the names, and kept for each', () => {
  const renderer = makeRenderer(1_000_000)
  const { text, calls } = once('let x = 1')
  const plain = renderer.render('sha', 'code', text).html
  assert.doesNotMatch(plain, /hljs-/)
  assert.equal(renderer.render('sha', 'code', text, ['edge-cases', 'no-language']).html, plain)
  assert.match(renderer.render('sha', 'code', text, ['edge-cases', 'ts', 'python']).html, /language-typescript.*hljs-keyword/)
  assert.match(renderer.render('sha', 'code', text, ['TypeScript']).html, /hljs-keyword/)
  assert.equal(calls(), 2)
  assert.doesNotMatch(renderer.render('sha', 'text', text, ['ts']).html, /hljs-/)
})

test('what another start rendered is read back and not rendered again', () => {
  const file = fileOf()
  const before = makeRenderer(1_000_000, file)
  const [html, excerpt] = [before.render('sha', 'text', () => '# One\n\ntwo'), before.excerpt('sha', 'text', () => '# One\n\ntwo')]
  const after = makeRenderer(1_000_000, file)
  const never = () => assert.fail('rendered again')
  assert.deepEqual(after.render('sha', 'text', never), html)
  assert.equal(after.excerpt('sha', 'text', never), excerpt)
})

test('a preview is known once it was made, in memory or in the file, and an empty one too', () => {
  const file = fileOf()
  const renderer = makeRenderer(1_000_000, file)
  assert.equal(renderer.knownExcerpt('sha', 'text'), undefined)
  renderer.excerpt('sha', 'text', () => '')
  assert.equal(renderer.knownExcerpt('sha', 'text'), '')
  assert.equal(makeRenderer(1_000_000, file).knownExcerpt('sha', 'text'), '')
  assert.equal(renderer.knownExcerpt('sha', 'html'), undefined)
})

test('without a file and without memory everything is made anew', () => {
  const renderer = makeRenderer(0)
  const { text, calls } = once('words')
  assert.equal(renderer.excerpt('sha', 'text', text), 'words')
  assert.equal(renderer.excerpt('sha', 'text', text), 'words')
  assert.equal(calls(), 2)
})

test('the memory holds no more than it may, and lets go of what was not asked for the longest', () => {
  const memory = new BoundedMemory<string>(100)
  for (const key of ['a', 'b', 'c']) memory.set(key, key, 30)
  memory.get('a')
  memory.set('d', 'd', 30)
  assert.deepEqual(['a', 'b', 'c', 'd'].map((key) => memory.get(key)), ['a', undefined, 'c', 'd'])
  memory.set('d', 'larger', 90)
  assert.deepEqual(['a', 'c', 'd'].map((key) => memory.get(key)), [undefined, undefined, 'larger'])
  memory.set('too large', 'x', 101)
  assert.equal(memory.get('too large'), undefined)
  assert.equal(memory.get('d'), 'larger')
})

test('the preview of code keeps its lines, that of prose does not', () => {
  const renderer = makeRenderer(1_000_000)
  assert.equal(renderer.excerpt('a', 'code', () => 'first()\n  second()'), 'first()\n  second()')
  assert.equal(renderer.excerpt('b', 'text', () => 'first\nsecond'), 'first second')
})

test('a drawing is looked through for faults once, and a sound one too', () => {
  const file = fileOf()
  const renderer = makeRenderer(1_000_000, file)
  const sound = once('<svg xmlns="http://www.w3.org/2000/svg"/>')
  assert.equal(renderer.knownFault('sha'), undefined)
  assert.deepEqual([renderer.fault('sha', sound.text), renderer.fault('sha', sound.text), renderer.knownFault('sha'), sound.calls()], ['', '', '', 1])
  assert.match(renderer.fault('other', () => '<svg>'), /^Browsers do not draw this/)
  assert.match(makeRenderer(1_000_000, file).knownFault('other')!, /^Browsers do not draw this/)
})
