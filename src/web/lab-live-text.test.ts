import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxRenderedCharacters } from '../media/rendering/render.ts'
import { cutRemark, mostShown, shownOf, wordsIn } from './lab-answer.ts'
import { LiveText, wholeEnd } from './lab-live-text.ts'

test('a text has the same words in whatever pieces it comes, and nothing twice or after a gap', () => {
  const whole = ' Two  words,\nand three more. '
  for (const size of [1, 2, 3, 7, 100]) {
    const text = new LiveText()
    for (let at = 0; at < whole.length; at += size) {
      assert.ok(text.take(at, whole.slice(at, at + size)))
      assert.equal(text.take(0, whole.slice(0, at + 1)), false)
      assert.equal(text.take(text.length + 1, 'later'), false)
    }
    assert.deepEqual([text.shown, text.length, text.words], [whole, whole.length, wordsIn(whole)])
    assert.ok(text.take(0, `${whole}again`), 'a stream that begins anew brings what is new in it')
    assert.equal(text.shown, `${whole}again`)
  }
})

test('as much of a text is shown while it arrives as when it is stored, and all its words are counted', () => {
  assert.equal(mostShown, maxRenderedCharacters)
  const [text, piece] = [new LiveText(), 'word '.repeat(60_000)]
  for (let at = 0; at < 3 * piece.length; at += piece.length) text.take(at, piece)
  assert.deepEqual([text.shown.length, text.length, text.words], [mostShown, 900_000, 180_000])
  assert.equal(text.shown, shownOf(piece.repeat(3)))
  assert.equal(shownOf('short'), 'short')
  assert.equal(cutRemark(mostShown, { isArriving: true }), null)
  assert.equal(cutRemark(900_000, { isArriving: true }), 'Only the first 400,000 characters are shown here. What arrives after them is kept too.')
  assert.equal(cutRemark(900_000, { isArriving: false }), 'Only the first 400,000 of 900,000 characters are shown here. All of them are kept.')
})

test('a text is not cut within a character', () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((end) => wholeEnd('a🎈b', end)), [0, 1, 3, 3, 4])
})
