import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { chainforge } from './chainforge.ts'

const flow = { nodes: [{ id: 'prompt-1', type: 'prompt' }, { id: 'llmeval-1', type: 'llmeval' }, { id: 'chat-1', type: 'chat' }], edges: [], viewport: {} }
const llm = {
  key: 'k', name: 'My GPT', emoji: '🙂', base_model: 'gpt-9', model: 'gpt-9', temp: 0.5,
  settings: { system_msg: 'Be brief.', top_p: 1, stop: [], api_key: 'sk-secret' },
}
const answer = {
  uid: 'r1', prompt: 'A colour?', vars: { q: 'colour' }, metavars: { LLM_0: 'My GPT' }, llm, responses: ['Teal'],
  tokens: { prompt_tokens: 3, completion_tokens: 1 },
}
const read = (cache: object) => readLone(chainforge, 'f.cforge', JSON.stringify({ flow, cache }))

test('a cached answer is an answer with its variables and the settings that shaped it, and no key', async () => {
  const rows = await read({ 'prompt-1_0.json': { 'A colour?': answer } })
  assert.deepEqual(rows, [{
    at: { index: 0 },
    records: [{
      kind: 'response', model: 'gpt-9', challenge: { kind: 'challenge', system: 'Be brief.', turns: ['A colour?'] }, body: 'Teal',
      outputType: 'text', sourceId: 'r1:1', settings: { temperature: 0.5, top_p: 1 }, inputTokens: 3, outputTokens: 1,
      provenance: { vars: { q: 'colour' } },
    }],
  }])
  assert.ok(!JSON.stringify(rows).includes('sk-secret'))
})

test('the same run in two places of the cache is read once, in old and new flows', async () => {
  const old = { prompt: 'A colour?', query: {}, info: {}, llm: 'gpt-9', responses: ['Teal'], raw_response: {} }
  for (const one of [answer, old]) {
    const cache = { 'prompt-1_0.json': { 'A colour?': [one] }, 'prompt-1.json': { cache_files: {}, responses_last_run: [one] } }
    assert.deepEqual(recordsOf(await read(cache), 'response').map(({ model, body }) => [model, body]), [['gpt-9', 'Teal']])
  }
})

test('texts that stand in the flow’s table are looked up there', async () => {
  const rows = await read({ __s: ['A colour?', 'Teal', 'colour'], 'prompt-1.json': [{ ...answer, prompt: 0, responses: [1], vars: { q: 2 } }] })
  const [response] = recordsOf(rows, 'response')
  assert.deepEqual([response!.body, response!.provenance], ['Teal', { vars: { q: 'colour' } }])
  assert.deepEqual('turns' in response!.challenge && response!.challenge.turns, ['A colour?'])
})

test('a place outside of the table is rejected, not guessed', async () => {
  assert.deepEqual(reasonsOf(await read({ __s: [], 'prompt-1.json': [{ ...answer, prompt: 7 }] })), [
    'prompt: stands at a place that the flow’s table of texts does not have',
  ])
  assert.deepEqual(reasonsOf(await read({ 'prompt-1.json': [{ ...answer, responses: [7] }] })), ['responses: holds no text'])
})

test('several samples are numbered, share no tokens, and pictures among them are lost', async () => {
  const rows = await read({ 'prompt-1.json': [{ ...answer, responses: ['Teal', { t: 'img', d: 'AA==' }, 'Blue'] }] })
  assert.deepEqual(recordsOf(rows, 'response').map(({ body, sample, inputTokens }) => [body, sample, inputTokens]), [
    ['Teal', 1, undefined], ['Blue', 3, undefined],
  ])
  assert.deepEqual('lost' in rows[0]! && rows[0].lost, ['responses.media'])
})

test('what a scorer’s model said of answers is no answer', async () => {
  assert.deepEqual(await read({ 'llmeval-1_0.json': { 'Is it polite?': answer }, 'gone-1.json': [answer] }), [])
})

test('a chat is asked turn by turn', async () => {
  const history = [{ role: 'user', content: 'Hello' }, { role: 'assistant', content: 'Hi' }]
  const [response] = recordsOf(await read({ 'chat-1.json': [{ ...answer, chat_history: history }] }), 'response')
  assert.equal(response!.turn, 2)
  assert.deepEqual('turns' in response!.challenge && response!.challenge.turns, ['Hello', 'A colour?'])
})

test('a flow without answers holds none, and another file with a cache is no flow', async () => {
  assert.deepEqual(await read({}), [])
  const tree = memoryTree({ 'x.json': JSON.stringify({ cache: {}, data: {} }) })
  assert.equal(chainforge.detect(tree.files[0]!, tree), 'no')
})
