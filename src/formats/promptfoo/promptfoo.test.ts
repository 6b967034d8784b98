import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, memoryTree, readLone, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { promptfoo } from './promptfoo.ts'

const result = {
  id: 'r1', promptIdx: 0, testIdx: 0, promptId: 'p', provider: { id: 'openai:chat:gpt-quill-9', label: '' },
  prompt: { raw: 'Say hi', label: 'Say {{x}}' }, vars: { x: 'hi' },
  testCase: { description: 'Greets', vars: { x: 'hi' }, assert: [{ type: 'javascript', value: 'process.exit(1)' }] },
  response: { output: 'hi', tokenUsage: { total: 10, prompt: 4, completion: 6 }, cost: 0.0001, cached: false },
  error: null, failureReason: 0, success: true, score: 1, latencyMs: 900,
  gradingResult: { pass: true, score: 1, reason: 'All passed', componentResults: [] }, namedScores: {}, metadata: {},
}
const version3 = (...results: object[]) => JSON.stringify({
  evalId: 'eval-abc-2026-01-02T03:04:05', results: { version: 3, prompts: [], results }, config: {}, shareableUrl: null,
})
const read = (...results: object[]) => readLone(promptfoo, 'out.json', version3(...results))

test('a result is an answer with its prompt, tokens, cost and latency, and never a vote', async () => {
  const rows = await read(result)
  assert.deepEqual(rows, [{
    at: { index: 0 },
    records: [
      { kind: 'model', name: 'openai:chat:gpt-quill-9', facts: { name: 'gpt-quill-9', aliases: ['gpt-quill-9'] } },
      {
        kind: 'response', model: 'openai:chat:gpt-quill-9',
        challenge: { kind: 'challenge', turns: ['Say hi'], title: 'Greets' }, body: 'hi', outputType: 'text', sample: 1,
        sourceId: 'r1', answeredAt: '2026-01-02T03:04:05Z', inputTokens: 4, outputTokens: 6, durationMs: 900, costUsd: 0.0001,
        provenance: { vars: { x: 'hi' }, template: 'Say {{x}}', success: true, score: 1, reason: 'All passed' },
      },
    ],
    lost: ['testCase.assert'],
  }])
})

for (const [what, change, reason] of [
  ['an error of the provider', { failureReason: 2, error: 'API error: 504', response: { error: 'API error: 504' } }, 'no answer: API error: 504'],
  ['an error with an empty output', { failureReason: 2, error: '504', response: { output: '' } }, 'no answer: 504'],
  ['a result without output', { response: null }, 'no answer: the result has no output'],
] as const) {
  test(`${what} is no answer`, async () => {
    assert.deepEqual(reasonsOf(await read({ ...result, ...change })), [reason])
  })
}

test('an answer that failed an assertion is an answer, and its failure a fact about it', async () => {
  const [response] = recordsOf(await read({ ...result, failureReason: 1, success: false, score: 0, error: 'Expected "bye"' }), 'response')
  assert.equal(response!.body, 'hi')
  assert.equal(response!.provenance!.success, false)
})

test('an empty answer is an answer', async () => {
  assert.equal(recordsOf(await read({ ...result, response: { output: '' } }), 'response')[0]!.body, '')
})

test('an answer that promptfoo parsed is kept as JSON and said to be transformed', async () => {
  const [response] = recordsOf(await read({ ...result, response: { output: { colour: 'teal', n: 1 } } }), 'response')
  assert.deepEqual([response!.body, response!.outputType, response!.transformed], ['{"colour":"teal","n":1}', 'json', true])
})

test('an answer out of the cache has neither latency nor cost of its own', async () => {
  const [response] = recordsOf(await read({ ...result, response: { ...result.response, cached: true } }), 'response')
  assert.deepEqual([response!.durationMs, response!.costUsd, response!.inputTokens], [undefined, undefined, undefined])
  assert.equal(response!.provenance!.cached, true)
})

test('the same prompt asked again of the same model is another sample', async () => {
  const again = recordsOf(await read(result, { ...result, id: 'r2', testIdx: 1 }, { ...result, provider: { id: 'other' } }), 'response')
  assert.deepEqual(again.map(({ model, sample }) => [model, sample]), [
    ['openai:chat:gpt-quill-9', 1], ['openai:chat:gpt-quill-9', 2], ['other', 1],
  ])
})

for (const [provider, name, aliases] of [
  [{ id: 'openai:gpt-quill-9', label: 'gpt-quill-9 terse' }, 'gpt-quill-9 terse', undefined],
  [{ id: 'openrouter:meta-llama/llama-9' }, 'openrouter:meta-llama/llama-9', ['meta-llama/llama-9']],
  [{ id: 'file://provider.js' }, 'file://provider.js', undefined],
  ['azureopenai:my-deployment', 'azureopenai:my-deployment', undefined],
] as const) {
  test(`the provider ${JSON.stringify(provider)} is the model ${name}`, async () => {
    const [model] = recordsOf(await read({ ...result, provider }), 'model')
    assert.deepEqual([model!.name, model!.facts.aliases], [name, aliases])
  })
}

test('a chat prompt is a system message and what the person says; one that holds answers stays one text', async () => {
  const chat = JSON.stringify([{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi' }])
  const shots = JSON.stringify([{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, { role: 'user', content: 'c' }])
  const rows = await read({ ...result, prompt: { raw: chat } }, { ...result, prompt: { raw: shots } })
  assert.deepEqual(recordsOf(rows, 'response').map(({ challenge }) => challenge), [
    { kind: 'challenge', system: 'Be brief.', turns: ['Hi'], title: 'Greets' }, { kind: 'challenge', turns: [shots], title: 'Greets' },
  ])
})

test('a thumb of a person in the viewer is a fact about the answer', async () => {
  const gradingResult = { pass: false, componentResults: [{ pass: false, assertion: { type: 'human' } }] }
  const rows = await read({ ...result, gradingResult })
  assert.equal(recordsOf(rows, 'response')[0]!.provenance!.thumb, 'down')
  assert.equal(recordsOf(rows, 'vote').length, 0)
})

const table = {
  head: { prompts: [{ provider: 'openai:gpt-quill-9', raw: 'Say {{x}}', label: 'Say {{x}}' }, { provider: 'p2', raw: 'Say {{x}}' }], vars: ['x'] },
  body: [{ vars: ['hi'], test: {}, outputs: [
    { text: 'hi', prompt: 'Say hi', pass: true, score: 1, latencyMs: 5, cost: 0 },
    { text: 'Expected bye\n---\nhi', prompt: 'Say hi', pass: false, score: 0 },
  ] }],
}

test('version 2 with an empty list of results is read from its table, except where the reason is mixed into the answer', async () => {
  const rows = await readLone(promptfoo, 'v2.json', JSON.stringify({ results: { version: 2, results: [], table, stats: {} } }))
  assert.deepEqual(recordsOf(rows, 'response').map(({ model, body }) => [model, body]), [['openai:gpt-quill-9', 'hi']])
  assert.deepEqual(reasonsOf(rows), ['text: the reason of the failure and the answer are one text'])
})

test('version 2 with results is read from them', async () => {
  const rows = await readLone(promptfoo, 'v2.json', JSON.stringify({ results: { version: 2, results: [result], table } }))
  assert.equal(recordsOf(rows, 'response').length, 1)
})

test('JSON lines are read line by line, and a broken line spoils no other', async () => {
  const rows = await readLone(promptfoo, 'out.jsonl', `${jsonLines(result)}{"promptIdx":\n${jsonLines({ ...result, id: 'r3' })}`)
  assert.deepEqual(rows.map(({ at }) => at), [{ line: 1 }, { line: 2 }, { line: 3 }])
  assert.equal(reasonsOf(rows).length, 1)
})

test('results of other tools are not taken for promptfoo’s', () => {
  for (const content of ['{"results":{"hellaswag":{"acc":0.5}},"config":{}}', '{"results":[]}', '[]', 'results']) {
    const tree = memoryTree({ 'x.json': content })
    assert.equal(promptfoo.detect(tree.files[0]!, tree), 'no')
  }
})
