import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ImportedRow } from '../../core/imports/records.ts'
import {
  jsonLines, memoryTree, readLone, reasonsOf, recordsOf, tally, readTree, withData, withoutData,
} from '../../testing/source-files.ts'
import { lmarena } from './lmarena.ts'

const said = (...texts: Array<string | null>) =>
  texts.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }))
const battle = {
  question_id: 'c1', model_a: 'm-1', model_b: 'm-2', winner: 'model_a', judge: 'arena_user_Xy3',
  conversation_a: said('Hi', ' Hello\n'), conversation_b: said('Hi', 'Hey'),
  turn: 1, anony: true, language: 'English', tstamp: 1714000000.1234,
}
const read = (...rows: unknown[]) => readLone(lmarena, 'battles.json', JSON.stringify(rows))
const voteOf = (rows: ImportedRow[]) => recordsOf(rows, 'vote')[0]!
const lostOf = (rows: ImportedRow[]) => rows.flatMap((row) => ('lost' in row ? row.lost! : []))
const collectionOf = (content: string) => {
  const tree = memoryTree({ 'some.file': content })
  return lmarena.collection(tree.files[0]!, tree)
}

describe('cleaned battles', () => {
  test('a battle is a vote tied to both answers under one challenge, with a on the left', async () => {
    const rows = await read(battle)
    const { left, right, challenge, ...vote } = voteOf(rows)
    assert.deepEqual(vote, {
      kind: 'vote', key: '["c1","m-1","m-2","arena_user_Xy3",1,1714000000.1234]', verdict: 'left', blind: true,
      sidesKnown: true, judgeKind: 'human', judge: 'arena_user_Xy3', turn: 1, language: 'English',
      votedAt: '2024-04-24T23:06:40.123Z', provenance: undefined,
    })
    assert.deepEqual(challenge, { kind: 'challenge', key: undefined, system: undefined, turns: ['Hi'] })
    assert.deepEqual([left.model, left.response?.body, left.response?.turn], ['m-1', ' Hello\n', 1])
    assert.deepEqual([right.model, right.response?.body, right.response?.turn], ['m-2', 'Hey', 1])
    assert.equal(left.response?.challenge, challenge)
    assert.equal(right.response?.challenge, challenge)
  })

  const winners: Array<[winner: string, verdict: string]> = [
    ['model_a', 'left'], ['model_b', 'right'], ['tie', 'tie'], ['tie (bothbad)', 'both-bad'], ['both_bad', 'both-bad'],
  ]
  for (const [winner, verdict] of winners) {
    test(`the winner "${winner}" is ${verdict}`, async () => {
      assert.equal(voteOf(await read({ ...battle, winner })).verdict, verdict)
    })
  }

  for (const winner of ['draw', 'tie(bothbad)', 'Model_A', '', null, undefined]) {
    test(`the unknown winner ${JSON.stringify(winner)} is rejected and never a tie`, async () => {
      const rows = await read({ ...battle, winner })
      assert.match(reasonsOf(rows)[0]!, /^winner(:| is missing)/)
      assert.deepEqual(recordsOf(rows, 'vote'), [])
    })
  }

  test('blind is yes, no, or unknown', async () => {
    const rows = await read(battle, { ...battle, anony: false }, { ...battle, anony: undefined })
    assert.deepEqual(recordsOf(rows, 'vote').map(({ blind }) => blind), [true, false, null])
  })

  test('all turns of the person are the challenge, and answers are responses turn by turn', async () => {
    const rows = await read({
      ...battle, turn: 2,
      conversation_a: said('Hi', 'a1', 'And?', 'a2'), conversation_b: said('Hi', 'b1', 'And?', 'b2'),
    })
    const vote = voteOf(rows)
    assert.deepEqual([vote.turn, vote.left.response?.body, vote.right.response?.body], [2, 'a2', 'b2'])
    assert.deepEqual(vote.challenge, { kind: 'challenge', key: undefined, system: undefined, turns: ['Hi', 'And?'] })
    const earlier = recordsOf(rows, 'response')
    assert.deepEqual(earlier.map(({ model, body, turn }) => [model, body, turn]), [['m-1', 'a1', 1], ['m-2', 'b1', 1]])
    for (const { challenge } of earlier) assert.equal(challenge, vote.challenge)
  })

  test('a missing answer is no answer, and the vote stands', async () => {
    const rows = await read({ ...battle, conversation_a: said('Hi', null), conversation_b: said('Hi') })
    const vote = voteOf(rows)
    assert.deepEqual([vote.verdict, vote.left.response, vote.right.response], ['left', undefined, undefined])
    assert.deepEqual(recordsOf(rows, 'response'), [])
  })

  test('where the prompts differ, each answer keeps its own and the vote has none', async () => {
    const vote = voteOf(await read({ ...battle, conversation_b: said('Hi!', 'Hey') }))
    assert.equal(vote.challenge, undefined)
    assert.deepEqual([vote.left, vote.right].map(({ response }) => response?.challenge), ['Hi', 'Hi!'].map((turn) =>
      ({ kind: 'challenge', key: undefined, system: undefined, turns: [turn] })))
  })

  test('a prompt that is not known makes no challenge, and its answers are lost by name', async () => {
    const rows = await read({ ...battle, conversation_a: said(null, 'Hello'), conversation_b: said(null, 'Hey') })
    assert.deepEqual([voteOf(rows).challenge, voteOf(rows).left.response], [undefined, undefined])
    assert.deepEqual(lostOf(rows), ['conversation_a', 'conversation_b'])
  })

  test('half a character leaves the answer’s bytes unknown: it is lost by name, and the vote stands', async () => {
    const content = JSON.stringify([battle]).replace('Hey', 'Hey \\ud83d')
    const rows = await readLone(lmarena, 'battles.json', content)
    assert.deepEqual([voteOf(rows).verdict, voteOf(rows).right.response], ['left', undefined])
    assert.deepEqual(lostOf(rows), ['conversation_b.content'])
  })

  test('a system message that both sides had is part of the challenge', async () => {
    const system = { role: 'system', content: 'Be brief.' }
    const both = { conversation_a: [system, ...said('Hi', 'Hello')], conversation_b: [system, ...said('Hi', 'Hey')] }
    assert.deepEqual(voteOf(await read({ ...battle, ...both })).challenge,
      { kind: 'challenge', key: undefined, system: 'Be brief.', turns: ['Hi'] })
    assert.equal(voteOf(await read({ ...battle, conversation_a: both.conversation_a })).challenge, undefined)
  })

  const unfit: Array<[change: object, reason: string]> = [
    [{ conversation_a: said('Hi', 'Hello').slice(1) }, 'conversation_a.0: an answer that follows no prompt'],
    [{ conversation_b: [...said('Hi', 'Hey'), ...said('', 'x').slice(1)] },
      'conversation_b.2: an answer that follows no prompt'],
    [{ conversation_a: [{ role: 'tool', content: 'x' }] },
      'conversation_a.0.role: expected one of "system"|"user"|"assistant", found "tool"'],
    [{ conversation_a: 'not JSON' }, 'conversation_a: expected array, found "not JSON"'],
    [{ model_b: '' }, 'model_b is empty'],
    [{ turn: 0 }, 'turn: Too small: expected number to be >=1, found 0'],
  ]
  for (const [change, reason] of unfit) {
    test(`a row is rejected: ${reason}`, async () => {
      assert.deepEqual(reasonsOf(await read({ ...battle, ...change })), [reason])
    })
  }

  test('battles without their conversations are votes between names', async () => {
    const { question_id: _, conversation_a: _a, conversation_b: _b, ...simple } = battle
    const vote = voteOf(await readLone(lmarena, 'clean_battle_20240424.json', JSON.stringify([simple])))
    assert.deepEqual([vote.challenge, vote.left, vote.right, vote.key], [
      undefined, { model: 'm-1', response: undefined }, { model: 'm-2', response: undefined },
      '[null,"m-1","m-2","arena_user_Xy3",1,1714000000.1234]',
    ])
  })

  for (const address of ['arena_user_203.0.113.9', 'arena_user_2001:db8::7']) {
    test(`the address in ${address} is kept nowhere`, async () => {
      const rows = await read({ ...battle, judge: address })
      assert.ok(!JSON.stringify(rows).includes(address.slice('arena_user_'.length)))
      assert.deepEqual([voteOf(rows).judge, voteOf(rows).judgeKind, lostOf(rows)], [undefined, 'human', ['judge']])
    })
  }
})

describe('published data sets', () => {
  test('33k: moderation is kept as far as it says yes or no', async () => {
    const row = {
      ...battle, openai_moderation: { categories: { hate: false }, category_scores: { hate: 0.1 }, flagged: true },
      toxic_chat_tag: { 't5-large': { flagged: false, score: 0.1 } },
    }
    const rows = await read(row)
    assert.deepEqual(
      voteOf(rows).provenance, { toxic_chat_tag: row.toxic_chat_tag, openai_moderation: { flagged: true } },
    )
    assert.deepEqual(lostOf(rows), ['openai_moderation.categories', 'openai_moderation.category_scores'])
    assert.equal(collectionOf(jsonLines(row)).slug, 'chatbot-arena-33k')
  })

  test('100k: the voter is known by a hash, tags are kept, counts are lost', async () => {
    const { judge: _, ...rest } = battle
    const row = {
      ...rest, judge_hash: 'f00', is_code: false, is_refusal: false, dedup_tag: { high_freq: false, sampled: true },
      category_tag: { 'math_v0.1': { math: true } }, conv_metadata: { turns: 1 },
      conversation_a: battle.conversation_a.map((message) => ({ ...message, num_tokens: 1 })),
    }
    const rows = await readLone(lmarena, '100k.jsonl', jsonLines(row))
    assert.deepEqual([voteOf(rows).judge, voteOf(rows).judgeKind], ['f00', 'human'])
    assert.deepEqual(voteOf(rows).provenance, {
      is_code: false, is_refusal: false, dedup_tag: row.dedup_tag, category_tag: row.category_tag,
    })
    assert.deepEqual(lostOf(rows), ['conv_metadata', 'conversation_a.num_tokens'])
    assert.equal(collectionOf(jsonLines(row)).slug, 'arena-human-preference-100k')
  })

  const parts = (text: string) => [{ type: 'text', text, image: null, mimeType: null }]
  const row140k = {
    id: 'v2', evaluation_session_id: 's1', evaluation_order: 2, model_a: 'm-3', model_b: 'm-4', winner: 'both_bad',
    conversation_a: [{ role: 'user', content: parts('Shorter.') }, { role: 'assistant', content: parts('a') }],
    conversation_b: [{ role: 'user', content: parts('Shorter.') }, { role: 'assistant', content: parts('b') }],
    full_conversation: ['Write.', 'Shorter.'].map((text) => ({
      user: { role: 'user', content: parts(text) },
      model_side_a: { role: 'assistant', content: parts('x') },
      model_side_b: { role: 'assistant', content: parts('y') },
    })),
    conv_metadata: { turns: 1 }, category_tag: {}, language: 'en', is_code: false, timestamp: '2025-05-01T10:00:00.5',
  }

  test('140k: a row is one vote on its own turn; what was said before is part of the challenge', async () => {
    const rows = await read(row140k)
    const vote = voteOf(rows)
    assert.deepEqual([vote.key, vote.verdict, vote.turn, vote.votedAt, vote.language, vote.blind],
      ['v2', 'both-bad', 2, '2025-05-01T10:00:00.5', 'en', null])
    assert.deepEqual(
      vote.challenge, { kind: 'challenge', key: undefined, system: undefined, turns: ['Write.', 'Shorter.'] },
    )
    assert.deepEqual([vote.left.response?.body, vote.left.response?.turn, vote.right.response?.body], ['a', 2, 'b'])
    assert.deepEqual(vote.left.response?.provenance, { evaluation_order: 2 })
    assert.deepEqual(
      vote.provenance, { is_code: false, evaluation_session_id: 's1', evaluation_order: 2, category_tag: {} },
    )
    assert.deepEqual(recordsOf(rows, 'response'), [])
    assert.deepEqual(lostOf(rows), ['conv_metadata', 'full_conversation.answers'])
    assert.equal(collectionOf(JSON.stringify([row140k])).slug, 'arena-human-preference-140k')
  })

  const whole = said('Write.', 'x', 'Shorter.', 'y')
  const contexts: Array<[what: string, full: unknown, turns: string[], lost: string[]]> = [
    ['a flat list of messages', whole, ['Write.', 'Shorter.'], ['full_conversation.answers']],
    ['only this row’s own turn', said('Shorter.', 'y'), ['Shorter.'], []],
    ['nothing', [], ['Shorter.'], []],
    ['another conversation', said('Write.', 'x'), ['Shorter.'], ['full_conversation']],
    ['a text with JSON', JSON.stringify(whole), ['Write.', 'Shorter.'], ['full_conversation.answers']],
    ['something else', 7, ['Shorter.'], []],
  ]
  for (const [what, full_conversation, turns, lost] of contexts) {
    test(`140k: the whole conversation may be ${what}`, async () => {
      const rows = await read({ ...row140k, full_conversation })
      const { challenge } = voteOf(rows)
      assert.deepEqual(challenge && 'turns' in challenge && challenge.turns, turns)
      assert.deepEqual(lostOf(rows), ['conv_metadata', ...lost])
    })
  }

  test('140k: a picture in a message is lost by name', async () => {
    const content = [...parts('Shorter.'), { type: 'image', image: 'data', mimeType: 'image/png' }]
    const rows = await read({ ...row140k, conversation_a: [{ role: 'user', content }, row140k.conversation_a[1]] })
    assert.ok(lostOf(rows).includes('conversation_a.content.image'))
    assert.equal(voteOf(rows).left.response?.body, 'a')
  })

  test('expert 5k: conversations may be JSON inside a text, and occupations are kept', async () => {
    const { evaluation_session_id: _, conv_metadata: _m, category_tag: _t, ...rest } = row140k
    const row = {
      ...rest, occupational_tags: { mathematical: true }, conversation_a: JSON.stringify(rest.conversation_a),
      conversation_b: JSON.stringify(rest.conversation_b), full_conversation: JSON.stringify(rest.full_conversation),
    }
    const vote = voteOf(await read(row))
    assert.deepEqual([vote.left.response?.body, vote.provenance?.occupational_tags], ['a', { mathematical: true }])
    assert.equal(collectionOf(JSON.stringify([row])).slug, 'arena-expert-5k')
  })

  const human = {
    question_id: 81, model_a: 'm-1', model_b: 'm-2', winner: 'model_b', judge: 'expert_12', turn: 1,
    conversation_a: said('Write.', 'a1', 'Again.', 'a2'), conversation_b: said('Write.', 'b1', 'Again.', 'b2'),
  }

  test('MT-bench: a vote on turn 1 is tied to the answers of turn 1, under the question’s own key', async () => {
    const vote = voteOf(await read(human))
    assert.deepEqual(
      [vote.turn, vote.left.response?.body, vote.right.response?.body, vote.verdict], [1, 'a1', 'b1', 'right'],
    )
    assert.equal(vote.challenge?.key, 'mt-bench:81')
    assert.deepEqual([vote.judge, vote.judgeKind, vote.blind, vote.sidesKnown], ['expert_12', 'human', null, true])
    assert.equal(collectionOf(JSON.stringify([human])).slug, 'mt-bench-human')
  })

  test('MT-bench: GPT-4’s votes are a model’s, who saw both orders; who else judged is unknown', async () => {
    const rows = await read({ ...human, judge: 'gpt4_pair' }, { ...human, judge: 'someone' })
    assert.deepEqual(recordsOf(rows, 'vote').map(({ judgeKind, sidesKnown }) => [judgeKind, sidesKnown]),
      [['model', false], ['unknown', true]])
  })

  test('MT-bench: half a question is not taken for the whole', async () => {
    const vote = voteOf(
      await read({ ...human, conversation_a: said('Write.', 'a1'), conversation_b: said('Write.', 'b1') }),
    )
    assert.equal(vote.challenge?.key, undefined)
  })

  test('votes with prompts alone have a challenge and no answers', async () => {
    const { conversation_a: _a, conversation_b: _b, ...rest } = battle
    const row = { ...rest, turns: ['Hi', 'And?'], turn: 2, 'claude-2': [{ index: 0, turns: ['[[9]]'] }] }
    const rows = await readLone(lmarena, 'votes.jsonl', jsonLines(row))
    const vote = voteOf(rows)
    assert.deepEqual([vote.turn, vote.left.response], [2, undefined])
    assert.deepEqual(vote.challenge, { kind: 'challenge', key: undefined, system: undefined, turns: ['Hi', 'And?'] })
    assert.deepEqual(lostOf(rows), ['claude-2'])
    assert.equal(collectionOf(jsonLines(row)).slug, 'chatbot-arena-votes')
  })
})

describe('55k CSV', () => {
  const header = 'id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie'
  const field = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
  const line = (prompt: unknown, a: unknown, b: unknown, flags = '1,0,0') =>
    `30192,gpt-4-1106-preview,gpt-4-0613,${field(prompt)},${field(a)},${field(b)},${flags}`
  const readCsv = (...lines: string[]) => readLone(lmarena, 'train.csv', `${header}\n${lines.join('\n')}\n`)

  test('turns are JSON arrays inside of fields, with line ends and quotes of their own', async () => {
    const rows = await readCsv(line(['Say "hi"\nplease', 'And?'], ['a1', 'a2'], ['b1', 'b2\n"quoted"']))
    const vote = voteOf(rows)
    assert.deepEqual([vote.key, vote.verdict, vote.turn, vote.blind, vote.sidesKnown], ['30192', 'left', 2, null, true])
    assert.deepEqual(vote.challenge && 'turns' in vote.challenge && vote.challenge.turns, ['Say "hi"\nplease', 'And?'])
    assert.deepEqual([vote.left.response?.body, vote.right.response?.body], ['a2', 'b2\n"quoted"'])
    assert.deepEqual(recordsOf(rows, 'response').map(({ body }) => body), ['a1', 'b1'])
  })

  test('a tie may have been both bad, which is said', async () => {
    const rows = await readCsv(line(['Hi'], ['a'], ['b'], '0,0,1'), line(['Hi'], ['a'], ['b'], '0,1,0'))
    assert.deepEqual(recordsOf(rows, 'vote').map(({ verdict }) => verdict), ['tie', 'right'])
    assert.deepEqual(rows.map((row) => ('lost' in row ? row.lost : [])), [['winner_tie.both_bad'], []])
  })

  test('null turns are unknown: no answer, or no challenge', async () => {
    const answers = await readCsv(line(['Hi', 'And?'], ['a', null], [null, 'b']))
    assert.deepEqual([voteOf(answers).left.response, voteOf(answers).right.response?.body], [undefined, 'b'])
    const prompts = await readCsv(line(['Hi', null], ['a', 'b'], ['c', 'd']))
    assert.deepEqual([voteOf(prompts).verdict, voteOf(prompts).challenge], ['left', undefined])
    assert.deepEqual(lostOf(prompts), ['response_a', 'response_b'])
  })

  test('a lone surrogate makes a text unknown, and its pair does not', async () => {
    const rows = await readCsv(line(['Hi'], ['SURROGATE'], ['PAIR'])
      .replace('SURROGATE', '\\ud83d').replace('PAIR', '\\ud83d\\ude00'))
    assert.deepEqual([voteOf(rows).left.response, voteOf(rows).right.response?.body], [undefined, '😀'])
    assert.deepEqual(lostOf(rows), ['response_a'])
    const prompt = await readCsv(line(['SURROGATE'], ['a'], ['b']).replace('SURROGATE', '\\udc00'))
    assert.deepEqual([voteOf(prompt).challenge, lostOf(prompt)], [undefined, ['prompt', 'response_a', 'response_b']])
  })

  const unfit: Array<[line: string, reason: string]> = [
    [line(['Hi'], ['a'], ['b'], '1,1,0'), 'winner_model_a, winner_model_b, winner_tie: not exactly one of them is 1'],
    [line(['Hi'], ['a'], ['b'], '0,0,0'), 'winner_model_a, winner_model_b, winner_tie: not exactly one of them is 1'],
    [line(['Hi'], ['a'], ['b'], '1,0,yes'), 'winner_tie: expected one of "0"|"1", found "yes"'],
    [line(['Hi'], ['a', 'a2'], ['b']), 'response_a: 2 answers to 1 prompts'],
    [line('Hi', ['a'], ['b']), 'prompt: not a JSON array of turns'],
    [line(['Hi'], [5], ['b']), 'response_a: not a JSON array of turns'],
    ['30192,m-1,m-2', '3 fields where the header has 9'],
  ]
  for (const [row, reason] of unfit) {
    test(`a row is rejected: ${reason}`, async () => {
      assert.deepEqual(reasonsOf(await readCsv(row)), [reason])
    })
  }

  test('its collection and licence are known by its header', () => {
    assert.deepEqual([collectionOf(header).slug, collectionOf(header).licence], ['lmsys-55k', 'Apache-2.0'])
  })
})

describe('server logs', () => {
  const state = (conv_id: string, model_name: string | null, ...texts: Array<string | null>) => ({
    conv_id, model_name, template_name: 'vicuna', system_message: '', roles: ['USER', 'ASSISTANT'], offset: 2,
    messages: ['example?', 'example!', ...texts].map((text, index) => [index % 2 === 0 ? 'USER' : 'ASSISTANT', text]),
  })
  const event = {
    tstamp: 1714000000.1234, type: 'leftvote', models: ['', ''], ip: '203.0.113.9',
    states: [state('c1', 'm-1', 'Hi', 'Hello'), state('c2', 'm-2', 'Hi', null)],
  }
  const readLog = (...events: unknown[]) => readLone(lmarena, '2024-04-24-conv.json', jsonLines(...events))

  test('a vote starts behind the template’s examples, and a missing answer is null', async () => {
    const rows = await readLog(event)
    const vote = voteOf(rows)
    assert.deepEqual(vote.challenge && 'turns' in vote.challenge && vote.challenge.turns, ['Hi'])
    assert.deepEqual([vote.left.response?.body, vote.left.response?.sourceId, vote.right], [
      'Hello', 'c1', { model: 'm-2', response: undefined },
    ])
    assert.deepEqual(
      [vote.key, vote.blind, vote.votedAt], ['["c1","c2",1714000000.1234]', true, '2024-04-24T23:06:40.123Z'],
    )
  })

  test('addresses are not kept', async () => {
    const rows = await readLog(event)
    assert.ok(!JSON.stringify(rows).includes('203.0.113.9'))
    assert.deepEqual(lostOf(rows), ['ip'])
  })

  const types: Array<[type: string, verdict: string]> = [
    ['leftvote', 'left'], ['rightvote', 'right'], ['tievote', 'tie'], ['bothbad_vote', 'both-bad'],
  ]
  for (const [type, verdict] of types) {
    test(`${type} is ${verdict}`, async () => assert.equal(voteOf(await readLog({ ...event, type })).verdict, verdict))
  }

  test('events that compare nothing are no rows, and an unknown event is rejected', async () => {
    const rows = await readLog(
      ...['share', 'chat', 'flag', 'upvote', 'downvote', 'midvote'].map((type) => ({ ...event, type })),
    )
    assert.deepEqual(rows.map(({ at }) => at), [{ line: 6 }])
    assert.match(reasonsOf(rows)[0]!, /^type: expected one of "leftvote".*, found "midvote"$/)
  })

  const shown: Array<[models: [string, string], blind: boolean]> = [
    [['', ''], true], [['Model A', 'Model B'], true], [['m-1', 'm-2'], false],
    [['### Model A: m-1', '### Model B: m-2'], false], [['<h3>Model A: m-1</h3>\n', '<h3>Model B: m-2</h3>\n'], false],
  ]
  for (const [models, blind] of shown) {
    test(`${JSON.stringify(models)} is ${blind ? 'blind' : 'not blind'}`, async () => {
      const vote = voteOf(await readLog({ ...event, models }))
      assert.deepEqual([vote.blind, vote.left.model, vote.right.model], [blind, 'm-1', 'm-2'])
    })
  }

  test('an old log names its models on the page alone', async () => {
    const states = [state('c1', null, 'Hi', 'Hello'), state('c2', null, 'Hi', 'Hey')]
    assert.equal(voteOf(await readLog({ ...event, states, models: ['m-1', 'm-2'] })).left.model, 'm-1')
    assert.deepEqual(reasonsOf(await readLog({ ...event, states })),
      ['states.0.model_name: neither the log nor the page named the model'])
  })

  const unfit: Array<[change: object, reason: string]> = [
    [{ models: ['', 'm-2'] }, 'models: one side is named and the other is not'],
    [{ models: ['m-9', 'm-2'] }, 'models.0: shown as m-9, but m-1 answered'],
    [{ states: [event.states[0]] }, 'states: Too small: expected array to have >=2 items, found a list'],
    [{ states: [{ ...event.states[0], roles: ['A', 'B'] }, event.states[1]] },
      'states.0.messages.2: unknown role USER'],
  ]
  for (const [change, reason] of unfit) {
    test(`a vote is rejected: ${reason}`, async () => {
      assert.deepEqual(reasonsOf(await readLog({ ...event, ...change })), [reason])
    })
  }

  test('the system prompt and template of a model are its own settings', async () => {
    const states = [{ ...event.states[0], system_message: 'A chat.' }, event.states[1]]
    const { left } = voteOf(await readLog({ ...event, states }))
    assert.deepEqual([left.response?.settings, left.response?.provenance], [
      { system_message: 'A chat.' }, { template_name: 'vicuna' },
    ])
  })

  test('a log is known by its first event, even one that is no vote', () => {
    const content = jsonLines({ tstamp: 1, type: 'chat', model: 'm-1', state: {} })
    assert.equal(collectionOf(content).slug, 'arena-log')
  })
})

const notOurs: Array<[what: string, content: string]> = [
  ['battle lines of Arena-Hard', jsonLines({ question_id: 0, model_a: 'a', model_b: 'b', winner: 'tie' })],
  ['questions of Arena-Hard', jsonLines({ ...battle, turns: ['Hi'], category: 'arena_hard_1k' })],
  ['a table of other columns', 'id,model_a,model_b,winner\n1,a,b,a\n'],
  ['the test half of the 55k data set', 'id,prompt,response_a,response_b\n'],
  ['a README', '# Arena\n'],
  ['nothing', ''],
]
for (const [what, content] of notOurs) {
  test(`${what} are not read as battles`, () => {
    const tree = memoryTree({ 'file.json': content })
    assert.equal(lmarena.detect(tree.files[0]!, tree), 'no')
  })
}

test('a first row longer than the head of the file is still known', () => {
  const long = { ...battle, conversation_a: said('Hi', 'x'.repeat(100_000)) }
  const tree = memoryTree({ 'file.json': JSON.stringify([long]) })
  assert.equal(lmarena.detect(tree.files[0]!, tree), 'rows')
})

const humanVotes = 'votes/arena-human-votes'
test('the 1,135 published votes are read, with 29 models and 732 voters', { skip: withoutData(humanVotes) }, () =>
  withData(humanVotes, async (tree) => {
    // Counted with Python's json module; the sum is that of the prompts' bytes in UTF-8.
    const rows = await readTree(lmarena, tree)
    assert.deepEqual(reasonsOf(rows), [])
    const votes = recordsOf(rows, 'vote')
    assert.deepEqual(tally(votes.map(({ verdict }) => verdict)), { left: 369, right: 406, tie: 106, 'both-bad': 254 })
    assert.equal(new Set(votes.map(({ key }) => key)).size, 1135)
    assert.equal(new Set(votes.flatMap(({ left, right }) => [left.model, right.model])).size, 29)
    assert.equal(new Set(votes.map(({ judge }) => judge)).size, 732)
    const turns = votes.map(({ challenge }) => (challenge && 'turns' in challenge ? challenge.turns : []))
    assert.equal(turns.flat().reduce((bytes, turn) => bytes + Buffer.byteLength(turn), 0), 520_392)
    assert.deepEqual(tally(turns.map((list) => String(list.length))), { 1: 1030, 2: 69, 3: 28, 4: 5, 5: 2, 7: 1 })
    assert.ok(votes.every((vote, index) => vote.blind === true && vote.turn === turns[index]!.length))
    const won = votes.flatMap(({ verdict, left, right }) =>
      (verdict === 'left' ? [left.model] : verdict === 'right' ? [right.model] : []))
    const wins = tally(won)
    assert.deepEqual([wins['gpt-4'], wins['gpt-3.5-turbo'], wins['claude-1']], [108, 84, 76])
  }))
