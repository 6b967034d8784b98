import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree, readLone, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { openWebui } from './open-webui.ts'

const messages = {
  q1: { id: 'q1', parentId: null, childrenIds: ['a1'], role: 'user', content: 'Hello' },
  a1: { id: 'a1', parentId: 'q1', childrenIds: ['q2'], role: 'assistant', content: 'Hi', model: 'm-b', done: true },
  q2: { id: 'q2', parentId: 'a1', childrenIds: ['x', 'y'], role: 'user', content: 'A colour?' },
  x: { id: 'x', parentId: 'q2', childrenIds: [], role: 'assistant', content: 'Teal', model: 'm-b', done: true },
  y: { id: 'y', parentId: 'q2', childrenIds: [], role: 'assistant', content: 'Blue', model: 'm-a', done: true },
}
const snapshot = { chat: { id: 'c1', title: 'T', chat: { models: ['m-a', 'm-b'], history: { messages, currentId: 'x' } } } }
const thumb = {
  id: 'f1', user_id: 'u1', version: 0, type: 'rating',
  data: { rating: 1, model_id: 'm-b', sibling_model_ids: ['m-a'], reason: 'accurate_information', comment: 'Nice', tags: ['art'], details: { rating: 8 } },
  meta: { arena: false, model_id: 'm-b', chat_id: 'c1', message_id: 'x', message_index: 3, tags: ['art'] },
  snapshot, created_at: 1_730_000_000, updated_at: 1_730_000_100,
}
const other = (rating: unknown) => ({
  ...thumb, id: 'f2', data: { rating, model_id: 'm-a', sibling_model_ids: ['m-b'] }, meta: { ...thumb.meta, message_id: 'y' },
})
const read = (...feedback: object[]) => readLone(openWebui, 'feedback.json', JSON.stringify(feedback))

test('a thumb up beats the answer beside it, with both answers, the whole chat before them, and names in sight', async () => {
  const rows = await read(thumb)
  const challenge = { kind: 'challenge', turns: ['Hello', 'A colour?'] }
  assert.deepEqual(rows, [{
    at: { index: 0 },
    records: [{
      kind: 'vote', key: '["u1","c1","q2","m-a","m-b"]', challenge,
      left: { model: 'm-a', response: { kind: 'response', model: 'm-a', challenge, body: 'Blue', outputType: 'text', turn: 2, sourceId: 'y' } },
      right: { model: 'm-b', response: { kind: 'response', model: 'm-b', challenge, body: 'Teal', outputType: 'text', turn: 2, sourceId: 'x' } },
      verdict: 'right', blind: false, sidesKnown: false, judgeKind: 'human', judge: 'u1', turn: 2,
      votedAt: '2024-10-27T03:35:00.000Z', reasons: ['accurate_information'], comment: 'Nice',
      provenance: { weak: true, rated: 'm-b', thumb: 'up', rating: 8, tags: ['art'], arena: false },
    }],
    lost: ['version', 'snapshot.chat'],
  }])
})

for (const [first, second, verdict] of [
  [1, 1, 'tie'], [1, -1, 'right'], [-1, 1, 'left'], [-1, -1, 'both-bad'], ['1', '-1', 'right'],
] as const) {
  test(`thumbs ${first} and ${second} on two answers side by side are one vote: ${verdict}`, async () => {
    const votes = recordsOf(await read({ ...thumb, data: { ...thumb.data, rating: first } }, other(second)), 'vote')
    assert.deepEqual(votes.map((vote) => vote.verdict), [verdict, verdict])
    assert.equal(votes[0]!.key, votes[1]!.key)
  })
}

test('a thumb down alone loses to the answer beside it', async () => {
  const [vote] = recordsOf(await read({ ...thumb, data: { ...thumb.data, rating: -1 } }), 'vote')
  assert.deepEqual([vote!.left.model, vote!.verdict], ['m-a', 'left'])
})

test('a thumb beats each of several neighbours once', async () => {
  const siblings = ['m-a', 'm-c', 'm-a', 'm-b']
  const votes = recordsOf(await read({ ...thumb, data: { ...thumb.data, sibling_model_ids: siblings } }), 'vote')
  assert.deepEqual(votes.map(({ left, right, verdict }) => [left.model, right.model, verdict]), [['m-a', 'm-b', 'right'], ['m-b', 'm-c', 'left']])
})

test('thumbs of two people on one pair are two votes', async () => {
  const votes = recordsOf(await read(thumb, { ...thumb, id: 'f9', user_id: 'u2' }), 'vote')
  assert.notEqual(votes[0]!.key, votes[1]!.key)
})

for (const [what, change, reason] of [
  ['a thumb on a single answer', { data: { ...thumb.data, sibling_model_ids: null } }, 'a thumb on a single answer compares nothing'],
  ['an unknown rating', { data: { ...thumb.data, rating: 3 } }, /^data\.rating/],
  ['a taken-back rating', { data: { ...thumb.data, rating: null } }, /^data\.rating/],
  ['feedback of another type', { type: 'survey' }, /^type/],
] as const) {
  test(`${what} is rejected with the reason`, async () => {
    const [found] = reasonsOf(await read({ ...thumb, ...change }))
    if (typeof reason === 'string') assert.equal(found, reason)
    else assert.match(found!, reason)
  })
}

test('an arena’s vote may have been blind, so nobody knows', async () => {
  const [vote] = recordsOf(await read({ ...thumb, meta: { ...thumb.meta, arena: true } }), 'vote')
  assert.equal(vote!.blind, null)
})

test('a vote without a readable chat keeps its models, and an answer that broke off is none', async () => {
  const broken = structuredClone(snapshot)
  broken.chat.chat.history.messages.y.done = false
  const circle = { chat: { chat: { history: { messages: { x: { id: 'x', parentId: 'x', role: 'user', content: 'a' } } } } } }
  const rows = await read({ ...thumb, snapshot: null }, { ...thumb, snapshot: { chat: 'gone' } }, { ...thumb, snapshot: broken }, { ...thumb, snapshot: circle })
  const votes = recordsOf(rows, 'vote')
  assert.deepEqual(votes.map(({ left }) => left.response), [undefined, undefined, undefined, undefined])
  assert.deepEqual(votes.map(({ right }) => right.response?.body), [undefined, undefined, 'Teal', undefined])
})

test('another list of rated things is not taken for feedback', () => {
  const tree = memoryTree({ 'x.json': JSON.stringify([{ id: 1, data: { rating: 5 }, type: 'rating' }]) })
  assert.equal(openWebui.detect(tree.files[0]!, tree), 'no')
})
