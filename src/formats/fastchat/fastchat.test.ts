import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jsonLines, memoryTree, readLone, readTree, reasonsOf, recordsOf } from '../../testing/source-files.ts'
import { fastchat } from './fastchat.ts'

const question = { question_id: 81, category: 'writing', turns: ['Write.', 'Again.'], reference: ['Like this.', ''] }
const answer = {
  question_id: 81, answer_id: 'a9', model_id: 'm-1', choices: [{ index: 0, turns: [' One\n', ''] }],
  tstamp: 1690000000.1,
}
const pair = {
  question_id: 81, model_1: 'm-1', model_2: 'm-2', g1_winner: 'model_1', g2_winner: 'model_1',
  judge: ['gpt-4', 'pair-v2'],
  g1_user_prompt: 'p', g1_judgment: 'first', g2_user_prompt: 'p', g2_judgment: 'second', turn: 2, tstamp: 1690000000.1,
}
const bench = 'data/mt_bench'

describe('MT-bench', () => {
  test('a question is a challenge of all its turns, with reference answers, under the benchmark’s key', async () => {
    const rows = await readTree(fastchat, memoryTree({ [`${bench}/question.jsonl`]: jsonLines(question) }))
    assert.deepEqual(rows, [{
      at: { line: 1 },
      records: [{
        kind: 'challenge', key: 'mt-bench:81', turns: question.turns, category: 'writing',
        reference: question.reference,
      }],
    }])
  })

  test('an answer to two turns is two responses, byte for byte, and an empty answer is an answer', async () => {
    const rows = await readTree(fastchat, memoryTree({ [`${bench}/model_answer/m-1.jsonl`]: jsonLines(answer) }))
    const responses = recordsOf(rows, 'response')
    assert.deepEqual(responses.map(({ body, turn, sample }) => [body, turn, sample]), [[' One\n', 1, 1], ['', 2, 1]])
    for (const { model, challenge, sourceId, answeredAt } of responses) {
      assert.deepEqual([model, challenge, sourceId, answeredAt],
        ['m-1', { key: 'mt-bench:81' }, 'a9', '2023-07-22T04:26:40.100Z'])
    }
  })

  test('further choices are further samples', async () => {
    const choices = [{ index: 0, turns: ['a'] }, { index: 1, turns: ['b'], log_probability: -3 }]
    const rows = await readLone(fastchat, 'm-1.jsonl', jsonLines({ ...answer, choices }))
    assert.deepEqual(recordsOf(rows, 'response').map(({ body, sample }) => [body, sample]), [['a', 1], ['b', 2]])
    assert.deepEqual('lost' in rows[0]! && rows[0].lost, ['choices.log_probability'])
  })

  test('a failed request is no answer', async () => {
    const failed = (turns: Array<string | null>) => ({ ...answer, choices: [{ index: 0, turns }] })
    const rows = await readLone(fastchat, 'm-1.jsonl', jsonLines(failed(['One', '$ERROR$']), failed(['$ERROR$', null])))
    assert.deepEqual(recordsOf(rows, 'response').map(({ body }) => body), ['One'])
    assert.deepEqual(reasonsOf(rows), ['choices: no answer, $ERROR$ is a request that failed'])
  })

  test('reference answers are marked, and kept in a collection of their own', async () => {
    const tree = memoryTree({ [`${bench}/reference_answer/gpt-4.jsonl`]: jsonLines(answer) })
    const [first] = recordsOf(await readTree(fastchat, tree), 'response')
    assert.deepEqual(first?.provenance, { reference: true })
    assert.deepEqual(
      fastchat.collection(tree.files[0]!, tree), { slug: 'mt-bench-reference', name: 'MT-bench: reference answers' },
    )
  })

  const games: Array<[g1: string, g2: string, verdict: string]> = [
    ['model_1', 'model_1', 'left'], ['model_2', 'model_2', 'right'], ['tie', 'tie', 'tie'],
    ['model_1', 'model_2', 'abstain'], ['model_1', 'tie', 'tie'], ['tie', 'model_2', 'tie'],
    ['error', 'model_1', 'abstain'], ['model_1', 'error', 'abstain'],
  ]
  for (const [g1_winner, g2_winner, verdict] of games) {
    test(`both orders are one vote: ${g1_winner} and ${g2_winner} is ${verdict}`, async () => {
      const rows = await readLone(fastchat, 'gpt-4_pair.jsonl', jsonLines({ ...pair, g1_winner, g2_winner }))
      assert.deepEqual(recordsOf(rows, 'vote').map((vote) => vote.verdict), [verdict])
    })
  }

  test('a pairwise judgment is tied to the answers it compared, and keeps its games', async () => {
    const tree = memoryTree({
      [`${bench}/model_answer/m-1.jsonl`]: jsonLines(answer),
      [`${bench}/model_answer/m-2.jsonl`]: jsonLines(
        { ...answer, model_id: 'm-2', choices: [{ index: 0, turns: ['x', 'y'] }] },
      ),
      [`${bench}/model_judgment/gpt-4_pair.jsonl`]: jsonLines(pair),
    })
    const rows = await readTree(fastchat, tree)
    const [vote] = recordsOf(rows, 'vote')
    const { left, right, ...rest } = vote!
    assert.deepEqual([left.model, left.response?.body, left.response?.turn], ['m-1', '', 2])
    assert.deepEqual([right.model, right.response?.body, right.response?.turn], ['m-2', 'y', 2])
    assert.deepEqual(rest, {
      kind: 'vote', key: '[81,"m-1","m-2","gpt-4","pair-v2",2,1690000000.1]', challenge: { key: 'mt-bench:81' },
      turn: 2,
      verdict: 'left', blind: true, sidesKnown: false, judgeKind: 'model', judge: 'gpt-4',
      votedAt: '2023-07-22T04:26:40.100Z',
      provenance: {
        prompt: 'pair-v2', scores: undefined,
        games: [
          { first: 'left', verdict: 'left', judgment: 'first' },
          { first: 'right', verdict: 'left', judgment: 'second' },
        ],
      },
    })
    assert.deepEqual(rows.at(-1)!, { ...rows.at(-1)!, lost: ['g1_user_prompt', 'g2_user_prompt'] })
  })

  test('a vote whose answers are not there stands without them', async () => {
    const [vote] = recordsOf(await readLone(fastchat, 'gpt-4_pair.jsonl', jsonLines(pair)), 'vote')
    assert.deepEqual(
      [vote?.left, vote?.right], [{ model: 'm-1', response: undefined }, { model: 'm-2', response: undefined }],
    )
  })

  test('a winner made of scores is none where one of the scores was not parsed', async () => {
    const scored = { ...pair, g1_winner: 'model_2', g2_winner: 'model_2', m1_score: -1, m2_score: 8 }
    const rows = await readLone(fastchat, 'gpt-4_pair.jsonl', jsonLines(scored, { ...scored, m1_score: 3 }))
    assert.deepEqual(recordsOf(rows, 'vote').map((vote) => vote.verdict), ['abstain', 'right'])
  })

  test('the score of a single answer becomes no vote, and an unparsed one is not taken for a low score', async () => {
    const single = {
      question_id: 81, model: 'm-1', judge: ['gpt-4', 'single-v1'], judgment: '[[8]]', score: 8, turn: 1,
    }
    const rows = await readLone(fastchat, 'gpt-4_single.jsonl', jsonLines(single, { ...single, score: -1 }))
    assert.deepEqual(reasonsOf(rows), [
      'score: a score of one answer compares nothing, and has no place here',
      'score: the judge’s text could not be read when it was written, so this row says nothing',
    ])
  })

  test('an unknown winner is rejected with its name', async () => {
    const [reason] = reasonsOf(
      await readLone(fastchat, 'gpt-4_pair.jsonl', jsonLines({ ...pair, g2_winner: 'inconsistent' })),
    )
    assert.equal(reason, 'g2_winner: expected one of "model_1"|"model_2"|"tie"|"error", found "inconsistent"')
  })
})

describe('the benchmark’s name', () => {
  const names: Array<[path: string, id: number | string, key: string]> = [
    ['fastchat/llm_judge/data/mt_bench/question.jsonl', 81, 'mt-bench:81'],
    ['data/japanese_mt_bench/question.jsonl', 81, 'japanese-mt-bench:81'],
    ['data/vicuna_bench/question.jsonl', 1, 'vicuna-bench:1'],
    ['question.jsonl', 160, 'mt-bench:160'],
    ['question.jsonl', 161, 'fastchat:161'],
    ['question.jsonl', 'e377', 'fastchat:e377'],
  ]
  for (const [path, question_id, key] of names) {
    test(`question ${question_id} of ${path} is ${key}`, async () => {
      const rows = await readTree(fastchat, memoryTree({ [path]: jsonLines({ ...question, question_id }) }))
      assert.equal(recordsOf(rows, 'challenge')[0]?.key, key)
    })
  }
})

const old = 'fastchat/eval/table'
const oldAnswer = (answer_id: string, model_id: string, text: string) =>
  ({ answer_id, model_id, question_id: 1, text, metadata: {} })
const review = {
  review_id: 'r1', question_id: 1, answer1_id: 'a1', answer2_id: 'a2', text: '9 8.5\nBoth', score: [9, 8.5],
  reviewer_id: 2, metadata: {},
}
const table = {
  [`${old}/question.jsonl`]: jsonLines({ question_id: 1, text: 'How?', category: 'generic' }),
  [`${old}/model.jsonl`]: jsonLines(
    { model_id: 'bard:20230327', model_name: 'bard', model_version: '20230327', model_metadata: 'Bard' },
  ),
  [`${old}/prompt.jsonl`]: jsonLines(
    { prompt_id: 1, system_prompt: 's', prompt_template: 't', defaults: {}, description: 'd' },
  ),
  [`${old}/reviewer.jsonl`]: jsonLines(...['default', 'coding'].map((part, index) =>
    ({ reviewer_id: `gpt-4-${part}`, prompt_id: index + 1, metadata: {}, description: part, category: part }))),
  [`${old}/answer/answer_bard.jsonl`]: jsonLines(oldAnswer('a1', 'bard:20230327', 'So.')),
  [`${old}/answer/answer_vicuna.jsonl`]: jsonLines(oldAnswer('a2', 'vicuna-13b:new', 'Thus.'),
    { ...oldAnswer('a3', 'vicuna-13b:new', 'Elsewhere.'), question_id: 2, metadata: { temperature: 0.7 } }),
}
const readReviews = async (reviews: unknown[], path = 'review/deep/down/review_bard_vicuna.jsonl') =>
  readTree(fastchat, memoryTree({ ...table, [`${old}/${path}`]: jsonLines(...reviews) }))

describe('the layout of Vicuna', () => {
  test('reviews find their models by the answers’ ids alone, colons and all', async () => {
    const rows = await readReviews([review])
    const [vote] = recordsOf(rows, 'vote')
    assert.deepEqual([vote?.left.model, vote?.left.response?.body], ['bard:20230327', 'So.'])
    assert.deepEqual([vote?.right.model, vote?.right.response?.body], ['vicuna-13b:new', 'Thus.'])
    assert.deepEqual([vote?.key, vote?.challenge, vote?.comment], ['r1', { key: 'vicuna:1' }, '9 8.5\nBoth'])
    assert.deepEqual([vote?.blind, vote?.sidesKnown, vote?.judgeKind], [true, true, 'model'])
    assert.deepEqual(recordsOf(rows, 'model').map(({ name }) => name), ['bard:20230327'])
    assert.deepEqual(
      recordsOf(rows, 'response').map(({ settings }) => settings), [undefined, undefined, { temperature: 0.7 }],
    )
  })

  const scores: Array<[score: unknown, verdict: string]> = [
    [[9, 8.5], 'left'], [[7, 8], 'right'], [[8, 8], 'tie'], [[0, 0], 'tie'], [[-1, -1], 'abstain'],
    [[9, -1], 'abstain'],
  ]
  for (const [score, verdict] of scores) {
    test(`the scores ${JSON.stringify(score)} are ${verdict}`, async () => {
      assert.deepEqual(
        recordsOf(await readReviews([{ ...review, score }]), 'vote').map((vote) => vote.verdict), [verdict],
      )
    })
  }

  const unfit: Array<[change: object, reason: string]> = [
    [{ answer2_id: 'a9' }, 'answer2_id: no answer beside this review has the id a9'],
    [{ answer1_id: 'a3' }, 'question_id: the reviewed answers are not to question 1'],
    [{ score: [9] }, 'score: Too small: expected array to have >=2 items, found a list'],
    [{ score: '9 8' }, 'score: expected tuple, found "9 8"'],
  ]
  for (const [change, reason] of unfit) {
    test(`a review is rejected: ${reason}`, async () => {
      assert.deepEqual(reasonsOf(await readReviews([{ ...review, ...change }])), [reason])
    })
  }

  test('the judge is named by the file, or by the reviewer’s id, or by the reviewer’s place in the list', async () => {
    const judgesOf = async (reviewer_id: unknown, path?: string) =>
      recordsOf(await readReviews([{ ...review, reviewer_id }], path), 'vote').map(({ judge }) => judge)
    assert.deepEqual(await judgesOf(2, 'review/gpt-3.5-turbo_review_bard_vicuna.jsonl'), ['gpt-3.5-turbo'])
    assert.deepEqual(await judgesOf('gpt-4-0328-generic'), ['gpt-4-0328-generic'])
    assert.deepEqual(await judgesOf(2), ['gpt-4-coding'])
    assert.deepEqual(await judgesOf(7), [undefined])
  })

  test('a model compared with itself stays a vote between equal names', async () => {
    const [vote] = recordsOf(await readReviews([{ ...review, answer1_id: 'a2' }]), 'vote')
    assert.deepEqual([vote?.left.model, vote?.right.model], ['vicuna-13b:new', 'vicuna-13b:new'])
  })

  test('a listing that only looks like a review by its name is not ours, and helpers hold no rows', () => {
    const tree = memoryTree({ ...table, [`${old}/review/vicuna:new.jsonl`]: '100644 blob b61d\treview_a.jsonl\n' })
    const detected = Object.fromEntries(
      tree.files.map((file) => [file.path.slice(old.length + 1), fastchat.detect(file, tree)]),
    )
    assert.deepEqual(detected, {
      'answer/answer_bard.jsonl': 'rows', 'answer/answer_vicuna.jsonl': 'rows', 'model.jsonl': 'rows',
      'prompt.jsonl': 'auxiliary', 'question.jsonl': 'rows', 'review/vicuna:new.jsonl': 'no',
      'reviewer.jsonl': 'auxiliary',
    })
  })
})

const notOurs: Array<[what: string, content: string]> = [
  ['an array of questions', JSON.stringify([question])],
  ['human votes', jsonLines({ ...question, model_a: 'a', model_b: 'b', winner: 'tie' })],
  ['a question of Arena-Hard', jsonLines({ question_id: 'x', turns: [{ content: 'Hi' }] })],
  ['an answer of Arena-Hard', jsonLines({ ...answer, choices: [{ index: 0, turns: [{ content: 'Hi' }] }] })],
  ['a README', '# question_id turns'],
  ['nothing', ''],
]
for (const [what, content] of notOurs) {
  test(`${what} is not FastChat’s`, () => {
    const tree = memoryTree({ 'question.jsonl': content })
    assert.equal(fastchat.detect(tree.files[0]!, tree), 'no')
  })
}

test('a broken line is rejected with its number and the others are read', async () => {
  const content = `${jsonLines(question)}{"question_id": 82,\n\n${jsonLines({ ...question, question_id: 83 })}`
  const rows = await readLone(fastchat, 'question.jsonl', content)
  assert.deepEqual(rows.map(({ at }) => at), [{ line: 1 }, { line: 2 }, { line: 4 }])
  assert.deepEqual(rows.map((row) => 'rejected' in row), [false, true, false])
})

test('a file given under this format’s name that is none of its files cannot be read', async () => {
  await assert.rejects(
    readLone(fastchat, 'notes.txt', 'hello'), { message: 'This is none of the files of a FastChat benchmark.' },
  )
})
