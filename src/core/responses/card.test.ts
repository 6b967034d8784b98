import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardOf, filesOf, settingsToAskWith, wholeText, type AnswerFacts, type AskedFacts } from './card.ts'
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

test('settings are those that were sent: what nobody asked for is told and marked, whatever a service calls it', () => {
  const sentAs = (body: Record<string, unknown>, settings: Record<string, unknown> = {}) =>
    cardOf({ ...nothing, settings, provenance: { sent: { to: 'https://models.example/v1', body } } }, asked).settings!.map(({ name, value, asked: wasAsked }) => [name, value, wasAsked])
  const messages = { model: 'claude', max_tokens: 64_000, system: [{ type: 'text', text: 'Be kind.' }], messages: [], stream: true }
  assert.deepEqual(sentAs(messages), [['maxOutputTokens', 64_000, false]])
  assert.deepEqual(sentAs({ ...messages, max_tokens: 4_000, thinking: { type: 'enabled', budget_tokens: 3_000 } }, { maxOutputTokens: 4_000, reasoning: 'high' }), [['maxOutputTokens', 4_000, true], ['reasoning', 'high', true]])
  assert.deepEqual(sentAs({ ...messages, max_tokens: undefined, thinking: { type: 'enabled' } }), [['thinking', { type: 'enabled' }, false]])
  assert.deepEqual(sentAs({ model: 'tts', input: 'Hello.', voice: 'alloy', response_format: 'mp3' }), [['voice', 'alloy', false], ['response_format', 'mp3', false]])
  assert.deepEqual(sentAs({ contents: [], generationConfig: { topP: 0.5, seed: 3, responseModalities: ['AUDIO'], topK: null } }, { seed: 3 }), [['seed', 3, true], ['topP', 0.5, false], ['responseModalities', ['AUDIO'], false]])
  assert.deepEqual(sentAs({ model: 'm', input: [], max_output_tokens: 5, reasoning: { effort: 'low', summary: 'detailed' }, include: ['x'], store: false, stream: true }, { reasoning: 'low' }), [['reasoning', 'low', true], ['maxOutputTokens', 5, false]])
})

test('of a body that was not kept, or kept for another’s settings, nothing is guessed', () => {
  assert.deepEqual(cardOf({ ...nothing, settings: {} }, asked).settings, [])
  assert.equal(cardOf({ ...nothing, provenance: { sent: { to: 'https://models.example/v1', body: { max_tokens: 5 } } } }, asked).settings, null)
  assert.deepEqual(cardOf({ ...nothing, settings: { max_tokens: 5 }, provenance: { sent: { to: 'https://models.example/v1', body: { max_tokens: 5 } } } }, asked).settings!.map(({ name }) => name), ['max_tokens'])
  const attachment = { messages: [{ $leftOut: 200_000 }], max_tokens: 5 }
  const { sent, settings } = cardOf({ ...nothing, settings: {}, provenance: { sent: { to: 'https://models.example/v1', body: attachment } } }, asked)
  assert.deepEqual([sent, settings!.map(({ name }) => name)], [null, ['maxOutputTokens']], 'a body without its attachment still tells its settings')
})

test('what the package sent by itself is not asked for again', () => {
  const provenance = { software: '@ai-sdk/anthropic 4.0.105', route: 'https://api.anthropic.com/v1', requestedModel: 'claude', sent: { to: 'https://api.anthropic.com/v1/messages', body: { max_tokens: 64_000 } } }
  assert.doesNotMatch(sdkCodeOf(cardOf({ ...nothing, settings: {}, provenance }, asked))!, /64000/)
})

const picture = { name: '../notes/a.png', mediaType: 'image/png', size: 16, sha256: 'ab'.repeat(32) }
const table = { name: 'b.csv', mediaType: 'text/plain', size: 7, sha256: 'cd'.repeat(32) }

test('messages name the files that went with them, each with the turn that it went with', () => {
  const { messages } = cardOf(nothing, {
    ...asked, turn: 2, earlierAnswers: ['Hello!'], attached: [[{ type: 'file', file: picture }, { type: 'text', text: '\n\nb.csv:\n\na,b\n1,2', file: table }], []],
  })
  assert.deepEqual(messages.map(filesOf), [[{ ...picture, inText: false }, { ...table, inText: true }], [], []])
  assert.deepEqual(messages.map(wholeText), ['Say hello.\n\nb.csv:\n\na,b\n1,2', 'Hello!', 'And goodbye.'])
})

test('a program reads files by names that lead into no other folder, and says which have to be there', () => {
  const others = ['..', 'a.png', 'b\n.png'].map((name, index) => ({ ...picture, name, sha256: `${index}f`.repeat(32) }))
  const card = cardOf({ ...nothing, provenance: { software: '@ai-sdk/openai 4.0.118', route: 'https://api.openai.com/v1', requestedModel: 'm' } }, {
    ...asked, turns: ['See.'], attached: [[picture, picture, ...others].map((file) => ({ type: 'file', file }))],
  })
  const code = sdkCodeOf(card)!
  const needed = code.split('\n').filter((line) => line.startsWith('// "'))
  assert.deepEqual(needed.map((line) => /^\/\/ ("[^"]*"): "image\/png", 16 bytes, SHA-256 /.exec(line)?.[1]), ['"a.png"', '"0f0f0f0f0f0f.png"', '"1f1f1f1f1f1f.png"', '"b\\n.png"'])
  assert.equal(code.match(/data: await fileSent\("a\.png", "abab/g)!.length, 2)
  assert.doesNotMatch(code, /\.\.\/|"\.\."/)
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
