import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createXai } from '@ai-sdk/xai'
import { randomOf } from '../core/ratings/random.ts'
import { chatWire } from '../testing/endpoint/chat.ts'
import { generateContentWire } from '../testing/endpoint/generate-content.ts'
import { messagesWire } from '../testing/endpoint/messages.ts'
import { type Plan, planAnswer } from '../testing/endpoint/plan.ts'
import { responsesWire } from '../testing/endpoint/responses.ts'
import type { Wire } from '../testing/endpoint/wire.ts'
import { EventCondenser } from './condense-events.ts'

const encode = (text: string) => Buffer.from(text)

function condensed(chunks: Buffer[]): Buffer[] {
  const condenser = new EventCondenser()
  return [...chunks.map((chunk) => condenser.push(chunk)), condenser.end()].filter(({ length }) => length > 0)
}

const through = (text: string) => Buffer.concat(condensed([encode(text)])).toString()
const chat = (delta: object, rest: object = {}, choice: object = {}) => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, ...choice }], ...rest })}\n\n`

test('consecutive pieces of text become one event of the same form', () => {
  assert.equal(through(chat({ content: 'one' }) + chat({ content: ' "two"' }) + chat({ content: ' \\' })), chat({ content: 'one "two" \\' }))
})

test('running numbers and padding do not keep pieces apart', () => {
  const piece = (delta: string, sequence_number: number, obfuscation: string) =>
    `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', sequence_number, item_id: 'm', output_index: 0, content_index: 0, delta, logprobs: [], obfuscation })}\n\n`
  assert.equal(through(piece('one', 4, 'abc') + piece(' two', 5, 'x')), piece('one two', 4, 'abc'))
  const padded = (text: string, padding: string) => `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}${padding}}\n\n`
  assert.equal(through(padded('one', '  ') + padded(' two', '     ')), padded('one two', '  '))
})

const untouched: Array<[what: string, events: string]> = [
  ['events that say more than text', chat({ content: 'a' }, {}, { finish_reason: 'stop' }) + chat({ content: 'b' }, {}, { finish_reason: 'stop' })],
  ['events with usage', chat({ content: 'a' }, { usage: { prompt_tokens: 1 } }) + chat({ content: 'b' }, { usage: { prompt_tokens: 1 } })],
  ['events with tool calls', chat({ content: 'a', tool_calls: [{ index: 0 }] }) + chat({ content: 'b', tool_calls: [{ index: 0 }] })],
  ['events with probabilities', chat({ content: 'a' }, {}, { logprobs: { content: [1] } }) + chat({ content: 'b' }, {}, { logprobs: { content: [1] } })],
  ['events with something unknown', chat({ content: 'a' }, { citations: ['x'] }) + chat({ content: 'b' }, { citations: ['x'] })],
  ['text and reasoning at once', chat({ content: 'a', reasoning: 'r' }) + chat({ content: 'b', reasoning: 'r' })],
  ['texts of two kinds', chat({ reasoning: 'r' }) + chat({ content: 'a' })],
  ['other choices', chat({ content: 'a' }, {}, { index: 1 }) + chat({ content: 'b' }, {}, { index: 1 })],
  ['other models', chat({ content: 'a' }, { model: 'm' }) + chat({ content: 'b' }, { model: 'n' })],
  ['comments between them', `${chat({ content: 'a' })}: still here\n\n${chat({ content: 'b' })}`],
  ['further lines', `id: 1\n${chat({ content: 'a' })}id: 2\n${chat({ content: 'b' })}`],
  ['a name that is not the type', `event: x\n${chat({ content: 'a' })}event: x\n${chat({ content: 'b' })}`],
  ['broken JSON', 'data: {"choices":[{"index":0,"delta":{"content":"a"}}\n\ndata: {"choices":[{"index":0,"delta":{"content":"b"}}\n\n'],
  ['lines that end with carriage returns', (chat({ content: 'a' }) + chat({ content: 'b' })).replaceAll('\n', '\r\n')],
  ['empty lines in excess', `${chat({ content: 'a' })}\n\n\n: x\n\n\n`],
  ['an event without its end', `${chat({ content: 'a' })}data: {"choices":[`],
  ['no event at all', 'nothing here'],
]
for (const [what, events] of untouched) test(`${what} pass as they are`, () => assert.equal(through(events), events))

test('an event is passed on as soon as its end has arrived, wherever the reads fall', () => {
  const condenser = new EventCondenser()
  const [event, next] = [chat({ content: 'é' }), chat({ content: 'b' })]
  for (const byte of encode(event).subarray(0, -1)) assert.equal(condenser.push(Buffer.of(byte)).length, 0)
  assert.equal(condenser.push(encode(`\n${next.slice(0, 9)}`)).toString(), event)
  assert.equal(condenser.push(encode(next.slice(9))).toString(), next)
})

test('bytes that are not UTF-8 are passed on as they are, and noticed', () => {
  for (const bytes of [[0xc3], [0xff], [0xe2, 0x82], [0xed, 0xa0, 0x80]]) {
    const condenser = new EventCondenser()
    const event = Buffer.concat([encode('data: {"choices":[{"index":0,"delta":{"content":"'), Buffer.from(bytes), encode('"}}]}\n\n')])
    assert.deepEqual(condenser.push(event), event)
    assert.ok(condenser.isDamaged)
  }
  const whole = new EventCondenser()
  for (const byte of encode(chat({ content: '日本 🎈 é' }))) whole.push(Buffer.of(byte))
  assert.ok(!whole.isDamaged)
})

const nasty = [
  '"', '\\', '\\"', '\n', '\r\n', '\t', '', ' ', '\u0000', '\u2028', '"content":"', '"text":"x"', 'data: [DONE]\n\n', '}}]}', '🎈', '\ud83c', '\udf88', 'é', '日本', '\\u0041', '…"}', '\\\\"',
]

const formats: Array<[name: string, wire: Wire, model: (fetch: typeof globalThis.fetch) => LanguageModelV4]> = [
  ['chat completions', chatWire, (fetch) => createOpenAICompatible({ name: 'x', baseURL: 'http://x', fetch }).chatModel('m')],
  ['OpenAI’s responses', responsesWire, (fetch) => createOpenAI({ baseURL: 'http://x', apiKey: 'k', fetch }).responses('m')],
  ['xAI’s responses', responsesWire, (fetch) => createXai({ baseURL: 'http://x', apiKey: 'k', fetch }).responses('m')],
  ['messages', messagesWire, (fetch) => createAnthropic({ baseURL: 'http://x', apiKey: 'k', fetch }).messages('m')],
  ['generateContent', generateContentWire, (fetch) => createGoogle({ baseURL: 'http://x', apiKey: 'k', fetch }).chat('m')],
]

/** What a package makes of these bytes: texts joined, as the pieces may be cut otherwise; everything else as it came. */
async function readBy(model: (fetch: typeof globalThis.fetch) => LanguageModelV4, chunks: Buffer[]): Promise<unknown> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const fetch: typeof globalThis.fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const { stream } = await model(fetch).doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] })
  const parts: Array<{ type: string; delta?: string }> = []
  for await (const part of stream as ReadableStream<{ type: string; delta?: string }> & AsyncIterable<{ type: string; delta?: string }>) {
    const last = parts.at(-1)
    if (part.type.endsWith('-delta') && last?.type === part.type) last.delta += part.delta!
    else parts.push({ ...part })
  }
  return parts
}

function cutAnywhere(bytes: Buffer, seed: number): Buffer[] {
  const random = randomOf(seed)
  const chunks: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + Math.floor(random() ** 3 * 4_000)
    chunks.push(bytes.subarray(start, end))
    start = end
  }
  return chunks
}

for (const [name, wire, model] of formats) {
  test(`${name}: the package reads the same with and without condensing, whatever the text and wherever the reads fall`, async () => {
    const random = randomOf(7)
    const texts = (count: number) => Array.from({ length: count }, () => nasty[Math.floor(random() * nasty.length)]! + (random() < 0.5 ? ' word' : ''))
    for (let round = 0; round < 12; round++) {
      const planned = planAnswer({ model: round % 2 ? 'm@reasoning' : 'm', prompt: 'x', seed: '', isStream: true, wantsUsage: true }, { tokens: 1, firstByteMs: 0, tokenIntervalMs: 0 })
      const plan: Plan = { ...planned, tokens: texts(60), reasoning: round % 2 ? texts(20) : [] }
      const { opening, pieces, closing, done } = wire.writeStream(plan)
      // A last round breaks off in the middle of an event.
      const bytes = encode([...opening, ...pieces, ...closing, done].join('')).subarray(0, round === 11 ? -120 : undefined)
      const chunks = cutAnywhere(bytes, round)
      const fewer = condensed(chunks)
      if (round === 0 && name !== 'generateContent') assert.ok(Buffer.concat(fewer).length < bytes.length * 0.8, 'something was condensed')
      assert.deepEqual(await readBy(model, fewer), await readBy(model, chunks))
    }
  })
}
