import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, reasonsOf, recordsOf } from '../testing/source-files.ts'
import { vibecheck } from './vibecheck.ts'

const header = 'question,friendly,cold,preference,topic\n'
const read = (...lines: string[]) => readLone(vibecheck, 'sample.csv', header + lines.map((line) => `${line}\n`).join(''))
const detected = (content: string) => {
  const tree = memoryTree({ 'x.csv': content })
  return vibecheck.detect(tree.files[0]!, tree)
}

test('a preference is a vote between the models that the columns are called after', async () => {
  const rows = await read('Hello?,"Hi, friend!",Hello.,friendly,greeting')
  const [vote] = recordsOf(rows, 'vote')
  const challenge = { kind: 'challenge', turns: ['Hello?'] }
  assert.deepEqual({ ...vote, key: '' }, {
    kind: 'vote', key: '', challenge,
    left: { model: 'friendly', response: { kind: 'response', model: 'friendly', challenge, body: 'Hi, friend!', outputType: 'text' } },
    right: { model: 'cold', response: { kind: 'response', model: 'cold', challenge, body: 'Hello.', outputType: 'text' } },
    verdict: 'left', blind: null, sidesKnown: false, judgeKind: 'unknown',
  })
  assert.deepEqual('lost' in rows[0]! && rows[0].lost, ['topic'])
})

for (const [preference, verdict] of [['friendly', 'left'], ['cold', 'right'], ['tie', 'tie'], ['Tie', 'tie']]) {
  test(`the preference ${preference} says ${verdict}`, async () => {
    assert.equal(recordsOf(await read(`q,a,b,${preference},`), 'vote')[0]!.verdict, verdict)
  })
}

test('a question without a preference brings two answers and no vote', async () => {
  const rows = await read('q,a,b,,')
  assert.equal(recordsOf(rows, 'vote').length, 0)
  assert.deepEqual(recordsOf(rows, 'response').map(({ model, body }) => [model, body]), [['friendly', 'a'], ['cold', 'b']])
})

test('the name of a third, a missing question and a broken line are rejected with the reason', async () => {
  assert.deepEqual(reasonsOf(await read('q,a,b,warm,', ',a,b,cold,', 'q,a')), [
    'preference: warm is neither of the two models nor a tie', 'question is empty', '2 fields where the header has 5',
  ])
})

test('tables of questions with other columns are not taken for VibeCheck’s', () => {
  for (const content of ['question,answer,preference\n', 'question,a,b\n', 'id,question,a,b,preference\n', 'a,b,preference\n', '']) {
    assert.equal(detected(content), 'no')
  }
  assert.equal(detected(header), 'rows')
})
