import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldTexts, unfoldTexts } from './sent.ts'

const system = 'You are a keeper of lighthouses, and answer in one sentence.'
const prompt = 'Quotes " and \' and `ticks`, $HOME, a\nnew line, \u2028 and \u{1F409}: what do they have in common?'
const body = { model: 'm', messages: [{ role: 'system', content: system }, { role: 'user', content: [{ type: 'text', text: prompt }] }], temperature: 0, stop: null }

test('a body that was folded comes back as it was, in the same order', () => {
  const folded = foldTexts(body, [system, prompt])
  assert.ok(!JSON.stringify(folded).includes('lighthouses'), 'a known text is kept once, with the challenge')
  assert.equal(JSON.stringify(unfoldTexts(folded, [system, prompt])), JSON.stringify(body))
})

test('a short prompt that is spelled like a word of the wire format is left where it is', () => {
  const asked = { messages: [{ role: 'user', content: 'user' }] }
  assert.deepEqual(foldTexts(asked, ['', 'user']), asked)
})

test('a body is not put together from what is not there', () => {
  assert.equal(unfoldTexts(foldTexts(body, [system, prompt]), [system]), undefined)
  assert.equal(unfoldTexts(foldTexts({ image: 'A'.repeat(200_000) }, []), []), undefined)
})
