import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  jsonLines, memoryTree, readLone, readTree, reasonsOf, recordsOf, tally, withData, withoutData,
} from '../../testing/source-files.ts'
import { arenaHard } from './arena-hard.ts'

const v01 = 'data/arena-hard-v0.1'
const question = { question_id: 'q1', category: 'arena-hard-v0.1', cluster: 'Keyboards', turns: [{ content: 'How?' }] }
const answer = (model_id: string, content: string | null) => ({
  question_id: 'q1', answer_id: `${model_id}-1`, model_id,
  choices: [{ index: 0, turns: [{ content, token_len: 312 }] }],
  tstamp: 1711397284.101236, conv_metadata: { token_len: 312 },
})
const game = (score: string | null, judgment = 'because') => ({ user_prompt: 'p', judgment, score })
const judgment = (first: unknown, second: unknown) => ({
  question_id: 'q1', model: 'm-1', judge: 'gpt-4-1106-preview', games: [first, second],
})
const votesOn = async (row: unknown, path = `${v01}/model_judgment/gpt-4-1106-preview/m-1.jsonl`) =>
  recordsOf(await readTree(arenaHard, memoryTree({ [path]: jsonLines(row) })), 'vote')

describe('version 0.1', () => {
  test('a question is a challenge whose cluster is a tag', async () => {
    const rows = await readTree(arenaHard, memoryTree({ [`${v01}/question.jsonl`]: jsonLines(question) }))
    assert.deepEqual(recordsOf(rows, 'challenge'), [{
      kind: 'challenge', key: 'arena-hard-v0.1:q1', turns: ['How?'], category: undefined, tags: ['Keyboards'],
    }])
  })

  test('an answer is a response; counts by a tokenizer that is not the model’s are lost', async () => {
    const rows = await readTree(
      arenaHard, memoryTree({ [`${v01}/model_answer/m-1.jsonl`]: jsonLines(answer('m-1', 'So.')) }),
    )
    assert.deepEqual(rows, [{
      at: { line: 1 },
      records: [{
        kind: 'response', model: 'm-1', challenge: { key: 'arena-hard-v0.1:q1' }, body: 'So.', outputType: 'text',
        turn: 1,
        sample: 1, sourceId: 'm-1-1', answeredAt: '2024-03-25T20:08:04.101Z',
      }],
      lost: ['conv_metadata', 'choices.turns.token_len'],
    }])
  })

  test('a failed request is no answer', async () => {
    const rows = await readLone(arenaHard, 'm-1.jsonl', jsonLines(answer('m-1', '$ERROR$'), answer('m-1', null)))
    assert.deepEqual(reasonsOf(rows), ['choices: no answer', 'choices: no answer'])
  })

  // In the first game the judge's A is the baseline, which is our left; in the second one A is the model.
  const games: Array<[first: string | null, second: string | null, verdict: string]> = [
    ['A>B', 'B>A', 'left'], ['A>>B', 'B>A', 'left'], ['B>A', 'A>>B', 'right'], ['A=B', 'A=B', 'tie'],
    ['A>B', 'A>B', 'abstain'], ['B>>A', 'A=B', 'tie'], [null, 'A>B', 'abstain'], ['A>B', null, 'abstain'],
    ['A<B', 'B<<A', 'right'], ['B=A', 'A=B', 'tie'],
  ]
  for (const [first, second, verdict] of games) {
    test(`game 2 has the sides swapped: ${first} and ${second} is ${verdict}`, async () => {
      assert.deepEqual((await votesOn(judgment(game(first), game(second)))).map((vote) => vote.verdict), [verdict])
    })
  }

  test('a judgment is one vote against the baseline, tied to both answers; a clear win is kept as a fact', async () => {
    const rows = await readTree(arenaHard, memoryTree({
      [`${v01}/model_answer/gpt-4-0314.jsonl`]: jsonLines(answer('gpt-4-0314', 'Base.')),
      [`${v01}/model_answer/m-1.jsonl`]: jsonLines(answer('m-1', 'So.')),
      [`${v01}/model_judgment/gpt-4-1106-preview/m-1.jsonl`]: jsonLines(judgment(game('B>>A'), game('A>B', 'again'))),
    }))
    const { left, right, ...vote } = recordsOf(rows, 'vote')[0]!
    assert.deepEqual(
      [left.model, left.response?.body, right.model, right.response?.body], ['gpt-4-0314', 'Base.', 'm-1', 'So.'],
    )
    assert.deepEqual(vote, {
      kind: 'vote', key: '["q1","gpt-4-1106-preview","m-1","gpt-4-0314"]', challenge: { key: 'arena-hard-v0.1:q1' },
      verdict: 'right', blind: true, sidesKnown: false, judgeKind: 'model', judge: 'gpt-4-1106-preview',
      category: undefined,
      provenance: {
        games: [
          { first: 'left', verdict: 'right', score: 'B>>A', judgment: 'because' },
          { first: 'right', verdict: 'right', score: 'A>B', judgment: 'again' },
        ],
        baseline: 'as the benchmark lays down',
      },
    })
  })

  test('one game alone says who was shown first', async () => {
    const [vote] = await votesOn({ ...judgment(null, null), games: [game('A>B')] })
    assert.deepEqual([vote?.verdict, vote?.sidesKnown], ['left', true])
  })

  test('a game that was never judged is no verdict', async () => {
    assert.deepEqual((await votesOn(judgment(null, game('A>B')))).map((vote) => vote.verdict), ['abstain'])
  })

  test('where no baseline is known, the judgment is rejected', async () => {
    const rows = await readTree(
      arenaHard, memoryTree({ 'data/mine/model_judgment/m-1.jsonl': jsonLines(judgment(game('A>B'), game('A>B'))) }),
    )
    assert.deepEqual(reasonsOf(rows), ['baseline is missing: the row does not say what the model was compared with'])
  })

  test('an unknown score is rejected with its text', async () => {
    const rows = await readLone(arenaHard, 'm-1.jsonl', jsonLines(judgment(game('A>B'), game('A>>>B'))))
    assert.match(reasonsOf(rows)[0]!, /^games\.1\.score: expected one of .*, found "A>>>B"$/)
  })
})

describe('version 2.0', () => {
  const v2 = 'data/arena-hard-v2.0'
  const answerV2 = {
    uid: 'u1', ans_id: 'k1', model: 'm-1', tstamp: 1745605748.4299996, metadata: { token_len: 621 },
    messages: [{ role: 'user', content: 'How?' }, { role: 'assistant', content: { answer: 'So.', thinking: 'hm' } }],
  }

  test('questions, answers and judgments are read with their own names', async () => {
    const rows = await readTree(arenaHard, memoryTree({
      [`${v2}/question.jsonl`]: jsonLines(
        { uid: 'u1', category: 'creative_writing', subcategory: 'poem', prompt: 'How?' },
      ),
      [`${v2}/model_answer/m-1.jsonl`]: jsonLines(answerV2),
      [`${v2}/model_judgment/gpt-4.1/m-1.jsonl`]: jsonLines({
        uid: 'u1', category: 'creative_writing', judge: 'gpt-4.1', model: 'm-1', baseline: 'gemini-2.0-flash-001',
        games: [
          { score: 'B>A', judgment: { answer: 'why' }, prompt: [] },
          { score: 'A>>B', judgment: { answer: 'so' }, prompt: [] },
        ],
      }),
    }))
    assert.deepEqual(reasonsOf(rows), [])
    assert.deepEqual(recordsOf(rows, 'challenge').map(({ key, turns, category }) => [key, turns, category]),
      [['arena-hard-v2.0:u1', ['How?'], 'creative_writing']])
    assert.deepEqual(recordsOf(rows, 'response').map(({ body, sourceId }) => [body, sourceId]), [['So.', 'k1']])
    const [vote] = recordsOf(rows, 'vote')
    assert.deepEqual([vote?.left.model, vote?.right.model, vote?.right.response?.body, vote?.verdict, vote?.category],
      ['gemini-2.0-flash-001', 'm-1', 'So.', 'right', 'creative_writing'])
    assert.deepEqual(rows.map((row) => ('lost' in row ? row.lost : [])), [
      ['subcategory'], ['metadata', 'messages.content.thinking'], [],
    ])
  })

  test('a row without its baseline is read with the one of its category', async () => {
    const row = {
      uid: 'u1', category: 'hard_prompt', judge: 'gpt-4.1', model: 'm-1', games: [game('A=B'), game('A=B')],
    }
    const [vote] = await votesOn(row, `${v2}/model_judgment/gpt-4.1/m-1.jsonl`)
    assert.equal(vote?.left.model, 'o3-mini-2025-01-31')
  })
})

describe('battle lines', () => {
  const lines = (...winners: string[]) => winners.map(
    (winner) => ({ question_id: 4, model_a: 'm-1', model_b: 'm-2', winner }),
  )
  const a = 'model_a'
  const b = 'model_b'
  const groups: Array<[lines: string[], verdict: string, weights: number[]]> = [
    [[b, b, b, b, b, b], 'right', [3, 3]],
    [[a, a], 'left', [1, 1]],
    [[a, b], 'abstain', [1, 1]],
    [['tie', 'tie'], 'tie', [1, 1]],
    [[b, b, b, a], 'abstain', [3, 1]],
    [[a, b, b, b], 'abstain', [1, 3]],
    [['tie', b, b, b], 'tie', [1, 3]],
    [[b, b, b, a, a, a], 'abstain', [3, 3]],
    [[b, b, b], 'abstain', [3]],
    [[a], 'abstain', [1]],
  ]
  for (const [winners, verdict, weights] of groups) {
    test(`${winners.join(' ')} is one vote: ${verdict}`, async () => {
      const votes = recordsOf(
        await readLone(arenaHard, 'arena_hard_battles.jsonl', jsonLines(...lines(...winners))), 'vote',
      )
      assert.deepEqual(votes.map((vote) => vote.verdict), [verdict])
      assert.deepEqual((votes[0]!.provenance!.games as Array<{ weight: number }>).map(({ weight }) => weight), weights)
    })
  }

  const broken: Array<[winners: string[], reason: string]> = [
    [['tie', 'tie', 'tie'], 'winner: 3 lines that are not two games of one or three lines'],
    [[a, a, a, a, a], 'winner: 5 lines that are not two games of one or three lines'],
    [[a, b, a, b], 'winner: 4 lines that are not two games of one or three lines'],
  ]
  for (const [winners, reason] of broken) {
    test(`${winners.join(' ')} is rejected`, async () => {
      assert.deepEqual(
        reasonsOf(await readLone(arenaHard, 'arena_hard_battles.jsonl', jsonLines(...lines(...winners)))), [reason],
      )
    })
  }

  test('a vote stands at the first line of its battle, and a broken line stands for itself', async () => {
    const others = lines(b, b).map((line) => ({ ...line, question_id: 6 }))
    const content = jsonLines(...lines(a, a), { ...lines(b)[0], question_id: 5, winner: 'draw' }, ...others)
    const rows = await readLone(arenaHard, 'arena_hard_battles.jsonl', content)
    const places = rows.map(({ at }) => ('line' in at ? at.line : at.index))
    assert.deepEqual(places.toSorted(), [1, 3, 4])
    assert.deepEqual(reasonsOf(rows), ['winner: expected one of "model_a"|"model_b"|"tie", found "draw"'])
  })

  test('lines of one battle that do not stand together are rejected, not counted twice', async () => {
    const other = lines(a, a).map((line) => ({ ...line, question_id: 5 }))
    const rows = await readLone(
      arenaHard, 'arena_hard_battles.jsonl', jsonLines(...lines(a, a), ...other, ...lines(b, b)),
    )
    assert.deepEqual(reasonsOf(rows), ['question_id: the lines of battle [4,"m-1","m-2"] do not stand together'])
    assert.equal(recordsOf(rows, 'vote').length, 2)
  })
})

describe('questions that carry the human vote', () => {
  const voted = {
    question_id: 'e377', model_a: 'm-1', model_b: 'm-2', winner: 'tie (bothbad)', judge: 'arena_user_7', turn: 1,
    anony: true, language: 'English', tstamp: 1685130188.9117, turns: ['I need code.'], category: 'arena_hard_1k',
    'claude-2': [{ index: 0, turns: ['[[9]]'] }],
  }
  const path = 'data/arena_hard_1k/question.jsonl'

  test('are a challenge and a vote on it, in the collection of those votes', async () => {
    const tree = memoryTree({ [path]: jsonLines(voted) })
    const [row] = await readTree(arenaHard, tree)
    assert.deepEqual(
      recordsOf([row!], 'challenge').map(({ key, turns }) => [key, turns]), [['arena-hard-1k:e377', ['I need code.']]],
    )
    const [vote] = recordsOf([row!], 'vote')
    assert.deepEqual([vote?.challenge, vote?.verdict, vote?.blind, vote?.judge, vote?.judgeKind, vote?.turn],
      [{ key: 'arena-hard-1k:e377' }, 'both-bad', true, 'arena_user_7', 'human', 1])
    assert.deepEqual('lost' in row! && row.lost, ['claude-2'])
    assert.equal(arenaHard.collection(tree.files[0]!, tree).slug, 'chatbot-arena-votes')
  })

  test('a vote on a conversation that went on is a vote on no challenge we know', async () => {
    const [vote] = recordsOf(
      await readTree(arenaHard, memoryTree({ [path]: jsonLines({ ...voted, turn: 3 }) })), 'vote',
    )
    assert.deepEqual([vote?.challenge, vote?.turn], [undefined, 3])
  })
})

const arenaHard1k = 'medium/fastchat-arena_hard_1k-6models.tar.zst'
const humanVotes = 'votes/arena-human-votes'
test('the archive’s 478 votes are among the 1,135 published ones, under the same keys', {
  skip: withoutData(arenaHard1k) || withoutData(humanVotes),
}, async () => {
  const { lmarena } = await import('../lmarena/lmarena.ts')
  const rows = await withData(arenaHard1k, (tree) => readTree(arenaHard, tree))
  const votes = recordsOf(rows, 'vote')
  // Counted with Python's json module; 48 of the rows have turn > 1.
  assert.deepEqual(tally(votes.map(({ verdict }) => verdict)), { left: 160, right: 177, tie: 42, 'both-bad': 99 })
  assert.equal(votes.filter(({ challenge }) => challenge === undefined).length, 48)
  assert.equal(recordsOf(rows, 'challenge').length, 478)
  const published = await withData(humanVotes, (tree) => readTree(lmarena, tree))
  const keys = new Set(recordsOf(published, 'vote').map(({ key }) => key))
  assert.equal(votes.filter(({ key }) => keys.has(key)).length, 478)
})

const battles = 'votes/arena-hard-auto'
test('1,348 and 2,136 battle lines are 300 and 480 votes', {
  skip: withoutData(battles),
}, () => withData(battles, async (tree) => {
  // Counted with Python: a battle is won by a side that all of its lines name; lines of both sides are no verdict. No game of these files went unread.
  const expected = {
    'arena-hard-battles-1': { left: 22, right: 223, tie: 21, abstain: 34 },
    'arena-hard-battles-2': { left: 55, right: 327, tie: 27, abstain: 71 },
  }
  for (const file of tree.files.filter((one) => arenaHard.detect(one, tree) === 'rows')) {
    const votes = recordsOf(await Array.fromAsync(arenaHard.read(file, tree)), 'vote')
    const { slug } = arenaHard.collection(file, tree)
    assert.deepEqual(tally(votes.map(({ verdict }) => verdict)), expected[slug as keyof typeof expected])
  }
}))
