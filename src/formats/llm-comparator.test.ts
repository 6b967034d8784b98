import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, reasonsOf, recordsOf } from '../testing/source-files.ts'
import { llmComparator } from './llm-comparator.ts'

const example = {
  input_text: 'Name a colour.', tags: ['Art'], output_text_a: 'Teal.', output_text_b: 'Blue.', score: 0.5,
  individual_rater_scores: [{ score: 0.5, rating_label: 'A is better', is_flipped: false, rationale: 'Rarer.' }],
  custom_fields: {},
}
const file = (examples: object[], models = [{ name: 'A 1' }, { name: 'B 1' }]) =>
  JSON.stringify({ metadata: { source_path: 'x', custom_fields_schema: [] }, models, examples })
const voteIn = async (change: object) => recordsOf(await readLone(llmComparator, 'run.json', file([{ ...example, ...change }])), 'vote')[0]!

test('an example is one vote between the exact answers of both models', async () => {
  const vote = await voteIn({})
  const challenge = { kind: 'challenge', turns: ['Name a colour.'], tags: ['Art'] }
  assert.deepEqual({ ...vote, key: '' }, {
    kind: 'vote', key: '', challenge,
    left: { model: 'A 1', response: { kind: 'response', model: 'A 1', challenge, body: 'Teal.', outputType: 'text' } },
    right: { model: 'B 1', response: { kind: 'response', model: 'B 1', challenge, body: 'Blue.', outputType: 'text' } },
    verdict: 'left', blind: null, sidesKnown: true, judgeKind: 'unknown', reasons: ['Rarer.'],
    provenance: { score: 0.5, ratings: example.individual_rater_scores },
  })
})

for (const [score, verdict] of [[1.5, 'left'], [0.1, 'left'], [0, 'tie'], [-0.5, 'right'], [null, 'abstain'], [undefined, 'abstain']]) {
  test(`a score of ${score} says ${verdict}: positive is for A, none is no verdict`, async () => {
    assert.equal((await voteIn({ score })).verdict, verdict)
  })
}

test('judges who saw flipped answers, or do not say, leave the sides unknown', async () => {
  for (const ratings of [[], [{ is_flipped: false }, { is_flipped: true }], [{ is_flipped: null }]]) {
    assert.equal((await voteIn({ individual_rater_scores: ratings })).sidesKnown, false)
  }
})

for (const [what, content, reason] of [
  ['a score outside of the scale', file([{ ...example, score: 4 }]), /^score: /],
  ['a picture in the prompt', file([{ ...example, input_text: [{ type: 'image_byte', data: 'AA==' }] }]), /picture/],
  ['a third model', file([example], [{ name: 'A' }, { name: 'B' }, { name: 'C' }]), /exactly two/],
  ['one model twice', file([example], [{ name: 'A' }, { name: 'A' }]), /self-play/],
  ['a missing answer', file([{ ...example, output_text_b: undefined }]), /^output_text_b is missing$/],
] as const) {
  test(`${what} is rejected with the reason`, async () => {
    assert.match(reasonsOf(await readLone(llmComparator, 'run.json', content))[0]!, reason)
  })
}

test('text in chunks is one text, and what rationales are like is named as lost', async () => {
  const rows = await readLone(llmComparator, 'run.json', file([{
    ...example, output_text_a: [{ type: 'text', data: 'Te' }, { type: 'text', data: 'al.' }],
    rationale_list: [{ rationale: 'It is rare.', similarities: [0.4] }],
  }]))
  const [vote] = recordsOf(rows, 'vote')
  assert.equal(vote!.left.response!.body, 'Teal.')
  assert.deepEqual(vote!.reasons, ['It is rare.'])
  assert.deepEqual('lost' in rows[0]! && rows[0].lost, ['rationale_list.similarities'])
})

test('the same comparison has the same key wherever it stands in its file', async () => {
  const rows = await readLone(llmComparator, 'run.json', file([{ ...example, index: 0 }, { ...example, index: 7 }]))
  const [first, second] = recordsOf(rows, 'vote')
  assert.equal(first!.key, second!.key)
})

test('another file with models and examples is not taken for one', () => {
  const tree = memoryTree({ 'x.json': JSON.stringify({ models: [], examples: [{ text: 'a' }] }) })
  assert.equal(llmComparator.detect(tree.files[0]!, tree), 'no')
})
