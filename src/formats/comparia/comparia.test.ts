import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, memoryTree, readLone, reasonsOf, recordsOf, withData, withoutData } from '../../testing/source-files.ts'
import { comparia } from './comparia.ts'

const conversation = (answer: string) => [{ role: 'user', content: 'Une couleur ?' }, { role: 'assistant', content: answer }]
const row = {
  id: 7, timestamp: '2025-03-04 05:06:07', model_a_name: 'm-a', model_b_name: 'm-b', model_pair_name: ['m-a', 'm-b'],
  chosen_model_name: 'm-b', both_equal: false, opening_msg: 'Une couleur ?', conversation_a: conversation('Sarcelle'),
  conversation_b: conversation('Bleu'), conv_turns: 1, selected_category: 'ideas', session_hash: 's', visitor_id: 'v1',
  conv_useful_a: true, conv_incorrect_b: true, conv_creative_b: false, conv_comments_b: 'Banal',
}
const read = (change: object) => readLone(comparia, 'votes.jsonl', jsonLines({ ...row, ...change }))

test('a vote has both conversations, the voter’s words for each side, and was blind', async () => {
  const rows = await read({})
  const challenge = { kind: 'challenge', key: undefined, system: undefined, turns: ['Une couleur ?'] }
  const response = (model: string, body: string) => ({
    kind: 'response', model, challenge, body, outputType: 'text', turn: 1, sourceId: undefined, settings: undefined, provenance: undefined,
  })
  assert.deepEqual(rows, [{
    at: { line: 1 },
    records: [{
      kind: 'vote', key: '7', verdict: 'right', blind: true, sidesKnown: true, judgeKind: 'human', judge: 'v1',
      votedAt: '2025-03-04T05:06:07.000Z', category: 'ideas', turn: 1, challenge,
      criteria: { left: { ticked: ['useful'] }, right: { ticked: ['incorrect'], comment: 'Banal' } },
      left: { model: 'm-a', response: response('m-a', 'Sarcelle') }, right: { model: 'm-b', response: response('m-b', 'Bleu') },
    }],
    lost: ['conv_turns', 'session_hash'],
  }])
})

for (const [change, verdict] of [
  [{ chosen_model_name: 'm-a' }, 'left'], [{ chosen_model_name: 'm-b' }, 'right'],
  [{ chosen_model_name: null, both_equal: true }, 'tie'], [{ chosen_model_name: '', both_equal: 't' }, 'tie'],
] as const) {
  test(`${JSON.stringify(change)} says ${verdict}`, async () => {
    assert.equal(recordsOf(await read(change), 'vote')[0]!.verdict, verdict)
  })
}

for (const [what, change, reason] of [
  ['no choice', { chosen_model_name: null }, 'chosen_model_name: no choice, and not both equal'],
  ['a choice and equality at once', { both_equal: true }, 'both_equal and chosen_model_name: m-b contradict each other'],
  ['the choice of a third', { chosen_model_name: 'm-c' }, 'chosen_model_name: m-c is neither of the two models'],
  ['personal data', { contains_pii: true }, 'contains_pii: marked as holding personal data'],
  ['one model against itself', { model_b_name: 'm-a' }, 'self-play: m-a was compared with itself'],
  ['a flag of another kind', { both_equal: 'perhaps' }, 'both_equal: expected boolean, found "perhaps"'],
] as const) {
  test(`${what} is rejected with the reason`, async () => {
    assert.deepEqual(reasonsOf(await read(change)), [reason])
  })
}

test('a conversation that is not JSON is rejected, not guessed', async () => {
  assert.match(reasonsOf(await read({ conversation_a: "[{'role': 'user', 'content': 'x'}]" }))[0]!, /^conversation_a/)
})

const columns = ['id', 'model_a_name', 'model_b_name', 'chosen_model_name', 'both_equal', 'conversation_a', 'conversation_b']
for (const [ending, delimiter] of [['csv', ','], ['tsv', '\t']]) {
  test(`conversations are read as JSON inside of ${ending}, with truths as Python writes them`, async () => {
    const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
    const line = ['9', 'm-a', 'm-b', '', 'True', quoted(row.conversation_a), quoted(row.conversation_b)].join(delimiter)
    const rows = await readLone(comparia, `votes.${ending}`, `${columns.join(delimiter)}\n${line}\n`)
    const [vote] = recordsOf(rows, 'vote')
    assert.deepEqual([vote!.key, vote!.verdict, vote!.right.response!.body], ['9', 'tie', 'Bleu'])
  })
}

test('different system prompts make different challenges, so the vote has none', async () => {
  const [vote] = recordsOf(await read({ system_prompt_a: 'Sois bref.' }), 'vote')
  assert.equal(vote!.challenge, undefined)
  assert.deepEqual(vote!.left.response!.challenge, { kind: 'challenge', key: undefined, system: 'Sois bref.', turns: ['Une couleur ?'] })
})

const reaction = {
  id: 3, timestamp: '2025-03-04 05:06:07', model_a_name: 'm-a', model_b_name: 'm-b', refers_to_model: 'm-b', model_pos: 'b',
  conversation_a: conversation('Sarcelle'),
  conversation_b: [{ role: 'system', content: 'Sois bref.' }, ...conversation('Bleu'), { role: 'user', content: 'Et ?' }, { role: 'assistant', content: 'Gris' }],
  question_content: 'Et ?', response_content: 'Gris', liked: true, disliked: false, useful: true, comment: 'Oui', msg_rank: 1,
}
const readReactions = (change: object) => readLone(comparia, 'reactions.jsonl', jsonLines({ ...reaction, ...change }))

test('a reaction is a fact about the answer it was given to, and no vote', async () => {
  const rows = await readReactions({})
  assert.deepEqual(recordsOf(rows, 'response'), [{
    kind: 'response', model: 'm-b', challenge: { kind: 'challenge', system: 'Sois bref.', turns: ['Une couleur ?', 'Et ?'] },
    body: 'Gris', outputType: 'text', turn: 2, provenance: { reaction: 'liked', ticked: ['useful'], comment: 'Oui' },
  }])
  assert.equal(recordsOf(rows, 'vote').length, 0)
})

test('a reaction to an answer that its conversation does not have stands with its own question', async () => {
  const [response] = recordsOf(await readReactions({ response_content: 'Noir' }), 'response')
  assert.deepEqual([response!.challenge, response!.turn], [{ kind: 'challenge', turns: ['Et ?'] }, undefined])
})

test('a reaction without content, or with personal data, is rejected with the reason', async () => {
  assert.deepEqual(reasonsOf(await readReactions({ response_content: null })), ['response_content: expected string, found null'])
  assert.deepEqual(reasonsOf(await readReactions({ contains_pii: 't' })), ['contains_pii: marked as holding personal data'])
})

test('totals of pairs are no votes', () => {
  const tree = memoryTree({ 'pairs.csv': 'model_a,model_b,a_wins,b_wins,draws,count,a_win_ratio\nx,y,3,1,2,6,0.75\n' })
  assert.equal(comparia.detect(tree.files[0]!, tree), 'no')
})

const data = 'votes/comparia'
test('none of the published totals of compar:IA is taken for votes', { skip: withoutData(data) }, async () => {
  await withData(data, async (tree) => {
    assert.ok(tree.files.length > 0)
    assert.deepEqual(tree.files.filter((file) => comparia.detect(file, tree) !== 'no').map(({ path }) => path), [])
  })
})
