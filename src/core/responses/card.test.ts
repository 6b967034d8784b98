import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardOf, settingsToAskWith, type AnswerFacts, type AskedFacts } from './card.ts'
import { curlOf, sdkCodeOf } from './code.ts'

const nothing: AnswerFacts = {
  sha256: null, size: null, mediaType: null, answeredAt: null, settings: null, inputTokens: null, outputTokens: null, reasoningTokens: null, timeToFirstTokenMs: null,
  durationMs: null, costUsd: null, finishReason: null, provenance: null,
}
const asked: AskedFacts = { system: null, turns: ['Say hello.', 'And goodbye.'], turn: 1, askedPrompt: null, earlierAnswers: [] }

test('of an answer that nobody says anything of, all but its prompt is unknown', () => {
  const { messages, warnings, tokens, ...rest } = cardOf(nothing, asked)
  assert.deepEqual(messages, [{ role: 'user', text: 'Say hello.' }])
  assert.deepEqual(warnings, [])
  assert.deepEqual(new Set([...Object.values(rest), ...Object.values(tokens)]), new Set([null]))
  assert.equal(curlOf(cardOf(nothing, asked)), null)
  assert.equal(sdkCodeOf(cardOf(nothing, asked)), null)
})

test('what a source says in other types than ours is unknown, not shown as if it were ours', () => {
  const provenance = {
    provider: { id: 'openai:gpt' }, route: 7, warnings: 'none', usage: [1], price: { input: 3 }, tries: 'two', usageSource: 'guessed',
    sent: { to: 'not an address', body: {} }, software: '', requestId: null,
  }
  const card = cardOf({ ...nothing, provenance, outputTokens: 5 }, asked)
  assert.deepEqual([card.provider, card.route, card.price, card.tries, card.tokens.source, card.sent, card.software, card.requestId], Array.from({ length: 8 }, () => null))
  assert.deepEqual(card.warnings, [])
  assert.equal(card.tokens.output, 5)
})

test('nothing is read off the prototype of what a source says', () => {
  const card = cardOf({ ...nothing, provenance: JSON.parse('{"__proto__": {"provider": "evil"}}') as Record<string, unknown> }, asked)
  assert.equal(card.provider, null)
})

test('an option that was not honoured says so, and the others do not', () => {
  const warnings = ['stopSequences is not supported and was not honoured.', 'seed is not supported and was not honoured. It never was.', 'topics are fun.']
  const card = cardOf({ ...nothing, settings: { temperature: 0.2, seed: 7, stop: ['END'], topK: null }, provenance: { warnings } }, asked)
  assert.deepEqual(card.settings?.map(({ name, notHonoured }) => [name, notHonoured]), [['temperature', null], ['seed', warnings[1]], ['stop', warnings[0]]])
  assert.equal(card.seed, 7)
})

test('tokens per second count the whole time, and are unknown without tokens or time', () => {
  const cases: Array<[outputTokens: number | null, durationMs: number | null, perSecond: number | null]> = [[400, 2_000, 200], [0, 10, 0], [null, 10, null], [4, null, null], [4, 0, null]]
  for (const [outputTokens, durationMs, perSecond] of cases) assert.equal(cardOf({ ...nothing, outputTokens, durationMs }, asked).tokensPerSecond, perSecond)
})

test('the messages of a later turn hold what was said before it, and the wording that this model was given', () => {
  const second = cardOf(nothing, { ...asked, system: 'Be kind.', turn: 2, earlierAnswers: ['Hello!'] })
  assert.equal(second.system, 'Be kind.')
  assert.deepEqual(second.messages, [{ role: 'user', text: 'Say hello.' }, { role: 'assistant', text: 'Hello!' }, { role: 'user', text: 'And goodbye.' }])
  assert.deepEqual(cardOf(nothing, { ...asked, askedPrompt: 'Hi?' }).messages, [{ role: 'user', text: 'Hi?' }])
  assert.deepEqual(cardOf(nothing, { ...asked, turn: 3 }).messages.length, 2, 'a turn that the challenge does not have has no prompt')
})

test('settings are asked for again only where every one of them is one of ours', () => {
  assert.deepEqual(settingsToAskWith({ temperature: 0, seed: null, stop: ['a'], reasoning: 'low' }), { temperature: 0, stop: ['a'], reasoning: 'low' })
  assert.deepEqual(settingsToAskWith(null), {})
  for (const settings of [{ temperature: 'warm' }, { style: 'poetic' }, { stop: 'END' }, { reasoning: 'a lot' }]) assert.equal(settingsToAskWith(settings), undefined)
})
