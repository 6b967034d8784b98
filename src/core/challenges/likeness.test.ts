import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likeness, tellingWords } from './likeness.ts'

test('likeness is the share of common words in all words', () => {
  const cases: Array<[a: string, b: string, expected: number]> = [
    ['explain gravity', 'explain gravity', 1],
    ['explain gravity', 'explain Gravity!', 1],
    ['explain gravity', 'paint water', 0],
    ['explain gravity slowly', 'explain gravity quickly', 2 / 4],
    ['', '', 0],
    ['', 'explain', 0],
    ['a of to in', 'a of to in', 0],
  ]
  for (const [a, b, expected] of cases) {
    assert.equal(likeness(tellingWords(a), tellingWords(b)), expected, `${a} | ${b}`)
    assert.equal(likeness(tellingWords(b), tellingWords(a)), expected, `${b} | ${a}`)
  }
})
