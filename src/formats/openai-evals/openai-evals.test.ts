import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, memoryTree, readLone, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { openaiEvals } from './openai-evals.ts'

const sample = { input: [{ role: 'system', content: 'One word.' }, { role: 'user', content: 'Capital of Peru?' }], ideal: 'Lima' }
const spec = { spec: { completion_fns: ['gpt-quill-9'], eval_name: 'capitals.dev.v0', base_eval: 'capitals', run_id: 'run1', created_at: '' } }
const sampling = {
  run_id: 'run1', event_id: 0, sample_id: 'capitals.dev.0', type: 'sampling', created_by: '', created_at: '2026-01-02 03:04:05.000000+00:00',
  data: { prompt: sample.input, sampled: ['Lima'], usage: { prompt_tokens: 12, completion_tokens: 2 } },
}
const match = {
  run_id: 'run1', event_id: 1, sample_id: 'capitals.dev.0', type: 'match', created_by: '', created_at: '',
  data: { correct: true, expected: 'Lima', picked: 'Lima', sampled: 'Lima' },
}
const readLog = (...events: object[]) => readLone(openaiEvals, 'run.jsonl', jsonLines(spec, ...events))

test('a sample is a challenge with its ideal answer', async () => {
  assert.deepEqual(await readLone(openaiEvals, 'capitals/samples.jsonl', jsonLines(sample)), [{
    at: { line: 1 }, records: [{ kind: 'challenge', system: 'One word.', turns: ['Capital of Peru?'], reference: ['Lima'] }],
  }])
})

test('a sample may be plain text, with several ideals of which the others are lost', async () => {
  assert.deepEqual(await readLone(openaiEvals, 's.jsonl', jsonLines({ input: 'Capital of Peru?', ideal: ['Lima', 'lima'] })), [{
    at: { line: 1 }, records: [{ kind: 'challenge', turns: ['Capital of Peru?'], reference: ['Lima'] }], lost: ['ideal.others'],
  }])
})

test('a prompt that shows examples stays whole', async () => {
  const input = [{ role: 'system', name: 'example_user', content: 'Capital of Chile?' }, ...sample.input]
  const [challenge] = recordsOf(await readLone(openaiEvals, 's.jsonl', jsonLines({ input, ideal: 'Lima' })), 'challenge')
  assert.deepEqual(JSON.parse(challenge!.turns[0]!), input)
})

test('a sampling is an answer of the run’s model, and its match a fact about it', async () => {
  const rows = await readLog(sampling, match, { final_report: { accuracy: 1 } })
  assert.deepEqual(recordsOf(rows, 'response'), [{
    kind: 'response', model: 'gpt-quill-9', challenge: { kind: 'challenge', system: 'One word.', turns: ['Capital of Peru?'] },
    body: 'Lima', outputType: 'text', sourceId: 'run1:0', answeredAt: '2026-01-02T03:04:05.000Z', inputTokens: 12, outputTokens: 2,
    provenance: { sampleId: 'capitals.dev.0', match: { correct: true, expected: 'Lima', picked: 'Lima' } },
  }])
  assert.equal(recordsOf(rows, 'vote').length, 0)
  assert.deepEqual(rows.flatMap((row) => ('lost' in row ? row.lost : [])), ['spec', 'final_report'])
})

test('several samples of one prompt are told apart', async () => {
  const rows = await readLog({ ...sampling, data: { prompt: 'Hi', sampled: ['a', 'b'] } })
  assert.deepEqual(recordsOf(rows, 'response').map(({ body, sample: number }) => [body, number]), [['a', 1], ['b', 2]])
})

test('a log without its first line, and a sampling without a prompt, are rejected with the reason', async () => {
  const tree = memoryTree({ 'run.jsonl': jsonLines({ spec: { ...spec.spec, completion_fns: [] } }, sampling, { ...sampling, data: {} }) })
  const rows = await Array.fromAsync(openaiEvals.read(tree.files[0]!, tree))
  assert.deepEqual(reasonsOf(rows), ['spec: the log does not say which model was asked', 'data: no prompt with sampled answers'])
})

test('samples of other kinds are not taken for evals', () => {
  for (const row of [{ input: 'a', output: 'b' }, { input: [1], ideal: 'a' }, { spec: { name: 'x' } }]) {
    const tree = memoryTree({ 'x.jsonl': jsonLines(row) })
    assert.equal(openaiEvals.detect(tree.files[0]!, tree), 'no')
  }
})
