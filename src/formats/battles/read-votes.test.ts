import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { outcomes, type Votes } from '../../core/ratings/votes.ts'
import { dataPath, jsonLines, tally, withData, withoutData } from '../../testing/source-files.ts'
import { readVotes, type ReadVotesOptions } from './read-votes.ts'
import { reasons } from './rejections.ts'

const wanted = { prompt: true, voter: true, category: true, style: false }
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diptych-votes-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}

function read(paths: string | string[], options: Partial<ReadVotesOptions> = {}) {
  return readVotes([paths].flat(), { wanted, ...options })
}

/** Votes as `left right outcome`, with how many of them a row stands for where that is more than one. */
function told(votes: Votes): string[] {
  return Array.from({ length: votes.length }, (_, row) =>
    `${votes.models[votes.left[row]!]} ${votes.models[votes.right[row]!]} ${outcomes[votes.outcome[row]!]}${votes.weight ? ` ${votes.weight[row]}` : ''}`)
}

/** What each model won against a baseline that is always on the left: shares of ties and of judges' probabilities included. */
function sharesAgainst(baseline: string, votes: Votes): Map<string, { games: number; won: number }> {
  const sums = new Map<string, { games: number; won: number }>()
  for (let row = 0; row < votes.length; row++) {
    if (votes.models[votes.left[row]!] !== baseline) continue
    const model = votes.models[votes.right[row]!]!
    const sum = sums.get(model) ?? { games: 0, won: 0 }
    const share = votes.share?.[row] ?? NaN
    sum.games++
    sum.won += Number.isNaN(share) ? [0, 1, 0.5][votes.outcome[row]!]! : 1 - share
    sums.set(model, sum)
  }
  return sums
}

const plain = [
  { model_a: 'm-1', model_b: 'm-2', winner: 'model_a', prompt: 'p', judge: 'v', category: 'c', tstamp: 1714000000 },
  { model_a: 'm-2', model_b: 'm-3', winner: 'tie (bothbad)', prompt: 'q', judge: 'v', category: 'c', tstamp: 1714000001 },
]
const toldPlain = ['m-1 m-2 left', 'm-2 m-3 both-bad']
const said = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }]
const mtBench = { question_id: 81, model_1: 'm-1', model_2: 'm-2', judge: ['gpt-4', 'pair-v2'], turn: 1, tstamp: 1690000000.1, g1_user_prompt: '', g1_judgment: '', g2_user_prompt: '', g2_judgment: '' }
const feedback = {
  id: 'f1', user_id: 'u1', version: 0, type: 'rating', data: { rating: 1, model_id: 'm-1', sibling_model_ids: ['m-2'] },
  meta: { chat_id: 'c1', message_id: 'x' }, created_at: 1730000000, updated_at: 1730000000,
}
const comparator = {
  metadata: {}, models: [{ name: 'A' }, { name: 'B' }],
  examples: [{ input_text: 'x', tags: [], output_text_a: '1', output_text_b: '2', score: 0.5 }, { input_text: 'y', tags: [], output_text_a: '1', output_text_b: '2', score: -1.5 }],
}
const annotation = { instruction: 'i', output_1: 'x', generator_1: 'base', output_2: 'y', generator_2: 'm-1', annotator: 'judge' }

const forms: Array<[what: string, file: string, content: string, votes: string[]]> = [
  ['plain JSON lines', 'v.jsonl', jsonLines(...plain), toldPlain],
  ['a JSON array', 'v.json', JSON.stringify(plain, null, 2), toldPlain],
  ['JSON lines that begin with a broken one', 'v.jsonl', `{"model_a":\n${jsonLines(...plain)}`, toldPlain],
  ['plain CSV', 'v.csv', 'model_a,model_b,winner\nm-1,m-2,model_a\nm-2,m-3,tie (bothbad)\n', toldPlain],
  ['CSV with left and right, as evalica has it', 'v.csv', 'left,right,winner\nm-1,m-2,left\nm-2,m-3,tie\n', ['m-1 m-2 left', 'm-2 m-3 tie']],
  ['tab-separated values', 'v.tsv', 'model_a\tmodel_b\twinner\nm-1\tm-2\tb\n', ['m-1 m-2 right']],
  ['pairs with totals', 'p.csv', 'model_a,model_b,a_wins,b_wins,draws,count\nm-1,m-2,3,1,2,6\n', ['m-1 m-2 left 3', 'm-1 m-2 right 1', 'm-1 m-2 tie 2']],
  ['pairs with totals of home and away', 'p.csv', 'home.team,away.team,home.wins,away.wins\nm-1,m-2,3,0\n', ['m-1 m-2 left 3']],
  ['Diptych’s own votes', 'own.jsonl', jsonLines({ kind: 'vote', key: 'k', left: { model: 'm-1' }, right: { model: 'm-2' }, verdict: 'right', blind: true, sidesKnown: true, judgeKind: 'human' }), ['m-1 m-2 right']],
  ['Diptych’s own CSV', 'own.csv', 'diptych,key,left_model,right_model,verdict,sides_known,judge_kind\nvote,k,m-1,m-2,both-bad,true,human\n', ['m-1 m-2 both-bad']],
  ['LMArena’s server log', 'log.json', jsonLines({ tstamp: 1714000000, type: 'bothbad_vote', models: ['', ''], states: ['m-1', 'm-2'].map((model_name) => ({ conv_id: model_name, model_name, roles: ['user', 'assistant'], messages: [['user', 'Hi'], ['assistant', 'Yo']], offset: 0 })) }), ['m-1 m-2 both-bad']],
  ['LMArena’s cleaned battles', 'clean.json', JSON.stringify([{ question_id: 'c', model_a: 'm-1', model_b: 'm-2', winner: 'model_b', judge: 'arena_user_1', conversation_a: said, conversation_b: said, turn: 1, anony: true, language: 'English', tstamp: 1714000000 }]), ['m-1 m-2 right']],
  ['LMArena’s 140k', '140k.jsonl', jsonLines({ id: 'x', evaluation_session_id: 's', evaluation_order: 1, model_a: 'm-1', model_b: 'm-2', winner: 'both_bad', conversation_a: said, conversation_b: said, full_conversation: [], language: 'en', timestamp: '2025-05-01T00:00:00Z' }), ['m-1 m-2 both-bad']],
  ['LMSYS’ 55k', '55k.csv', 'id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n1,m-1,m-2,"[""Hi""]","[""Yo""]","[""Hey""]",0,0,1\n', ['m-1 m-2 tie']],
  ['MT-bench’s judgments of both orders', 'pair.jsonl', jsonLines({ ...mtBench, g1_winner: 'model_1', g2_winner: 'model_1' }), ['m-1 m-2 left']],
  ['Arena-Hard’s judgments', 'm-2.jsonl', jsonLines({ question_id: 'q', model: 'm-2', baseline: 'm-1', judge: 'gpt-4', games: [{ score: 'A>>B' }, { score: 'B>A' }] }), ['m-1 m-2 left']],
  ['Arena-Hard’s battle lines, known by the name', 'arena_hard_battles.jsonl', jsonLines(...['model_a', 'model_a', 'model_a', 'model_a'].map((winner) => ({ question_id: 0, model_a: 'm-1', model_b: 'm-2', winner }))), ['m-1 m-2 left']],
  ['AlpacaEval’s annotations', 'annotations.json', JSON.stringify([{ ...annotation, preference: 1.75 }]), ['base m-1 right']],
  ['LLM Comparator', 'c.json', JSON.stringify(comparator), ['A B left', 'A B right']],
  ['Open WebUI', 'f.json', JSON.stringify([feedback]), ['m-1 m-2 left']],
  ['compar:IA', 'c.jsonl', jsonLines({ id: 1, timestamp: '2025-01-01 00:00:00', model_a_name: 'm-1', model_b_name: 'm-2', chosen_model_name: null, both_equal: true, conversation_a: said, conversation_b: said }), ['m-1 m-2 tie']],
  ['llmfao', 'crowd.csv', 'id,prompt,model_x,model_y,worker,winner,left,right\n0,8,97,98,58,right,M One,M Two\n', ['M One M Two right']],
  ['VibeCheck', 'v.csv', 'question,m-1,m-2,preference\nHi,Yo,Hey,m-2\n', ['m-1 m-2 right']],
]
for (const [what, file, content, votes] of forms) {
  test(`${what} are votes`, async () => {
    const found = await read(await write(file, content))
    assert.deepEqual(told(found.votes), votes)
    assert.equal(found.used, found.votes.weight?.reduce((sum, one) => sum + one, 0) ?? votes.length)
  })
}

test('question ids do not make Arena-Hard’s battles of plain votes', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => ({ question_id: index % 20, model_a: `m-${index % 4}`, model_b: 'm-9', winner: 'model_a' }))
  const { votes, sources } = await read(await write('plain.jsonl', jsonLines(...rows)))
  assert.equal(votes.length, 40)
  assert.equal(votes.promptCount, 20)
  assert.equal(sources[0]!.format, 'votes')
})

test('a judge’s probability is the left one’s share, turned round', async () => {
  const { votes } = await read(await write('annotations.json', JSON.stringify([{ ...annotation, preference: 1.75 }, { ...annotation, instruction: 'j', preference: 2 }])))
  assert.deepEqual(Array.from(votes.share!), [0.25, NaN])
})

test('a judge who contradicts itself between the two orders has no verdict', async () => {
  const { votes, read: count, rejected } = await read(await write('pair.jsonl', jsonLines({ ...mtBench, g1_winner: 'model_1', g2_winner: 'model_2' }, { ...mtBench, question_id: 82, g1_winner: 'model_1', g2_winner: 'tie' })))
  assert.deepEqual(told(votes), ['m-1 m-2 tie'])
  assert.equal(count, 2)
  assert.deepEqual(rejected.map(({ reason, count: one }) => [reason, one]), [[reasons.noVerdict, 1]])
})

test('formats’ own words for what is no vote are counted together', async () => {
  const battle = { question_id: 'c', model_a: 'm-1', model_b: 'm-2', winner: 'model_b', conversation_a: said, conversation_b: said }
  const rows = [battle, { ...battle, winner: 'draw' }, { ...battle, winner: 'win' }, { ...battle, winner: undefined }, { ...battle, model_a: '' }, { ...battle, model_b: ' \n' }, { ...battle, question_id: 'd', model_a: 'm-2' }, battle]
  const { rejected, read: count, used } = await read(await write('b.jsonl', jsonLines(...rows)))
  assert.deepEqual(Object.fromEntries(rejected.map(({ reason, count: one }) => [reason, one])), {
    [reasons.unknownWinner]: 2, [reasons.noWinner]: 1, [reasons.noName]: 2, [reasons.selfPlay]: 1, [reasons.duplicate]: 1,
  })
  assert.deepEqual([count, used], [8, 1])
})

describe('totals of pairs', () => {
  const cases: Array<[row: string, reason: string, count: number]> = [
    ['m-1,m-1,6,6,2,14', reasons.selfPlay, 14], ['m-1,m-2,3,1,2,7', reasons.wrongCounts, 1], ['m-1,m-2,-3,1,2,0', reasons.wrongCounts, 1],
    ['m-1,m-2,1.5,1,2,4.5', reasons.wrongCounts, 1], [',m-2,1,0,0,1', reasons.noName, 1], [' ,m-2,1,0,0,1', reasons.noName, 1],
  ]
  for (const [row, reason, count] of cases) {
    test(`${row} is rejected: ${reason}`, async () => {
      const { votes, rejected } = await read(await write('p.csv', `model_a,model_b,a_wins,b_wins,draws,count\n${row}\n`))
      assert.equal(votes.length, 0)
      assert.deepEqual(rejected.map((one) => [one.reason, one.count]), [[reason, count]])
    })
  }
})

describe('whose votes count', () => {
  const vote = (key: string, judgeKind: string, model: string) => ({ kind: 'vote', key, left: { model }, right: { model: 'm-2' }, verdict: 'left', blind: true, sidesKnown: true, judgeKind, judge: judgeKind })
  const mixed = jsonLines(vote('1', 'model', 'm-0'), vote('2', 'human', 'm-1'), vote('3', 'unknown', 'm-3'))
  const cases: Array<[voters: ReadVotesOptions['voters'], votes: string[]]> = [
    [undefined, ['m-1 m-2 left', 'm-3 m-2 left']], ['humans', ['m-1 m-2 left', 'm-3 m-2 left']],
    ['judges', ['m-0 m-2 left', 'm-3 m-2 left']], ['all', ['m-0 m-2 left', 'm-1 m-2 left', 'm-3 m-2 left']],
  ]
  for (const [voters, expected] of cases) {
    test(`with ${voters ?? 'nothing said'}: ${expected.length} votes, and the others are counted`, async () => {
      const { votes, read: count, used } = await read(await write('mixed.jsonl', mixed), { voters })
      assert.deepEqual(told(votes), expected)
      assert.deepEqual([...votes.models].sort(), [...new Set(expected.flatMap((one) => one.split(' ').slice(0, 2)))].sort())
      assert.equal(votes.voterCount, expected.length)
      assert.deepEqual([count, used], [3, expected.length])
    })
  }

  test('a judge’s verdicts alone are rated', async () => {
    assert.equal((await read(await write('judge.jsonl', jsonLines(vote('1', 'model', 'm-0'))))).used, 1)
  })
})

describe('plain files with the same bytes', () => {
  const vote = (winner: string, more = {}) => jsonLines({ model_a: 'm-1', model_b: 'm-2', winner, ...more })
  const cases: Array<[name: string, files: Array<[name: string, content: string | Uint8Array]>, used: number, repeated: number]> = [
    ['count once, packed or not', [['a.jsonl', vote('model_a')], ['b.jsonl', vote('model_a')], ['c.jsonl.zst', zstdCompressSync(vote('model_a'))]], 1, 2],
    ['count once as CSV', [['a.csv', 'model_a,model_b,winner\nm-1,m-2,tie\n'], ['b.csv', 'model_a,model_b,winner\nm-1,m-2,tie\n']], 1, 1],
    ['are no others of the same length', [['a.jsonl', vote('model_a')], ['b.jsonl', vote('model_b')]], 2, 0],
    ['are no others with the same beginning', [['a.jsonl', vote('model_a').repeat(3_000)], ['b.jsonl', vote('model_a').repeat(2_999) + vote('model_b')], ['c.jsonl', vote('model_a').repeat(3_001)]], 9_001, 0],
  ]
  for (const [name, files, used, repeated] of cases) {
    test(name, async () => {
      const folder = `same-bytes/${name.replaceAll(' ', '-')}`
      const paths = []
      for (const [file, content] of files) paths.push(await write(`${folder}/${file}`, content))
      const found = await read(paths)
      assert.deepEqual([found.used, found.rejected.map(({ reason, count }) => [reason, count])], [used, repeated ? [[reasons.sameFile, repeated]] : []])
      assert.equal((await read([dirname(paths[0]!)])).used, used, 'in one folder')
    })
  }
})

describe('totals of pairs in two files', () => {
  const [head, other] = ['model_a,model_b,a_wins,b_wins,draws\n', 'model_a,model_b,b_wins,a_wins,draws\n']
  const pairs = Array.from({ length: 8 }, (_, pair) => [`m${pair}`, `m${pair + 1}`, pair + 3, 2 * pair + 1, pair] as const)
  const lines = pairs.map((row) => `${row.join()}\n`)
  /** The same seen from the other side. */
  const turned = pairs.map(([a, b, winsA, winsB, ties]) => `${b},${a},${winsA},${winsB},${ties}\n`)
  const total = pairs.reduce((sum, [, , winsA, winsB, ties]) => sum + winsA + winsB + ties, 0)
  const readBoth = async (name: string, one: string, two: string) => read([await write(`${name}/one.csv`, one), await write(`${name}/two.csv`, two)])

  test('that are the same count once, whichever model stands left', async () => {
    const { used, rejected } = await readBoth('same', head + lines.join(''), other + turned.join(''))
    assert.deepEqual([used, rejected.map(({ reason, count }) => [reason, count])], [total, [[reasons.sameTotals, total]]])
  })

  test('of which one holds the other count once, in either order', async () => {
    const [all, some] = [head + lines.join(''), head + lines.slice(2, 5).join('')]
    assert.deepEqual([(await readBoth('subset', all, some)).used, (await readBoth('superset', some, all)).used], [total, total])
  })

  test('that are half the same are refused: nobody can tell which votes are in both', async () => {
    const grown = head + [...lines.slice(0, 6), 'm6,m7,90,1,0\n', 'm7,m8,80,1,0\n'].join('')
    await assert.rejects(readBoth('grown', head + lines.join(''), grown), /two\.csv: 6 of its 8 totals of pairs are those of .*one\.csv, .* Rate one of the two files/)
  })

  test('of other votes on the same pairs are all counted', async () => {
    const { used, rejected } = await readBoth('weeks', head + lines.join(''), head + pairs.map(([a, b]) => `${a},${b},1,0,0\n`).join(''))
    assert.deepEqual([used, rejected], [total + 8, []])
  })

  test('compar:IA’s folder holds its votes in several forms and of two days, and they count once', { skip: withoutData('votes/comparia') }, async () => {
    assert.equal((await read(dataPath('votes/comparia'))).used, 102_864)
  })
})

describe('where votes lie', () => {
  const text = jsonLines(...plain)
  const cases: Array<[what: string, make: () => Promise<string[]>, votes: string[]]> = [
    ['a file of gzip', async () => [await write('v.jsonl.gz', gzipSync(text))], toldPlain],
    ['a file of zstd', async () => [await write('v.jsonl.zst', zstdCompressSync(text))], toldPlain],
    ['a folder with other things in it', async () => {
      await write('all/README.md', '# Votes')
      await write('all/b/v.csv', 'model_a,model_b,winner\nm-5,m-6,a\n')
      await write('all/a.jsonl', text)
      return [join(folder, 'all')]
    }, [...toldPlain, 'm-5 m-6 left']],
    ['several files in the order of the command line', async () => [await write('2.csv', 'left,right,winner\nx,y,left\n'), await write('1.jsonl', text)], ['x y left', ...toldPlain]],
    ['an empty file', async () => [await write('empty.jsonl', '')], []],
  ]
  for (const [what, make, expected] of cases) {
    test(`${what} is read`, async () => assert.deepEqual(told((await read(await make())).votes), expected))
  }

  test('standard input is read', async () => {
    assert.deepEqual(told((await read('-', { stdin: Readable.from([text]) })).votes), toldPlain)
  })

  test('a file is read the same from the disk and as a stream', async () => {
    const large = jsonLines(...Array.from({ length: 30_000 }, (_, index) => ({ model_a: `m-${index % 7}`, model_b: `m-${7 + (index % 5)}`, winner: ['model_a', 'tie'][index % 2], prompt: `p-${index % 999}` })))
    const [fromDisk, fromStream] = [await read(await write('large.jsonl', `\ufeff${large}`)), await read(await write('large.jsonl.gz', gzipSync(`\ufeff${large}`)))]
    assert.equal(fromDisk.used, 30_000)
    assert.deepEqual(fromDisk.votes, fromStream.votes)
  })

  const failures: Array<[what: string, make: () => Promise<string>, message: RegExp]> = [
    ['that is not there', async () => join(folder, 'nowhere.jsonl'), /There is no file or folder .*nowhere\.jsonl/],
    ['without votes in it', async () => write('notes.txt', 'hello'), /notes\.txt: no votes are known in this form/],
    ['of answers alone', async () => write('answers.jsonl', jsonLines({ question_id: 81, answer_id: 'a', model_id: 'm', choices: [{ index: 0, turns: ['x'] }] })), /no votes are known in this form/],
    ['whose archive is broken', async () => write('broken.tar.gz', gzipSync(Buffer.concat([Buffer.from('x'.repeat(257)), Buffer.from('ustar'), Buffer.from('y'.repeat(3_000))]))), /broken/],
    ['that breaks off', async () => write('short.jsonl.gz', gzipSync(text.repeat(2_000)).subarray(0, 300)), /short\.jsonl\.gz/],
  ]
  for (const [what, make, message] of failures) {
    test(`a path ${what} is an error, although the others could be read`, async () => {
      const good = await write('good.jsonl', text)
      await assert.rejects(read([good, await make()]), (error: Error & { kind?: string }) => message.test(error.message) && error.name === 'DomainError' && error.kind !== 'invalid')
    })
  }
})

describe('real votes', () => {
  const counted: Array<[data: string, read: number, used: number, outcomes: Record<string, number>, more?: Partial<Record<'models' | 'prompts' | 'voters', number>>]> = [
    // Counted with Python's csv and json modules.
    ['votes/llmfao/crowd-comparisons.csv', 8_931, 8_931, { left: 2_911, right: 2_549, tie: 3_471 }, { models: 59, prompts: 13, voters: 124 }],
    ['votes/arena-human-votes', 1_135, 1_135, { left: 369, right: 406, tie: 106, 'both-bad': 254 }, { models: 29, voters: 732 }],
    ['votes/evalica/simple.csv', 16, 16, { left: 6, right: 1, tie: 9 }, { models: 5 }],
    ['votes/evalica/food.csv', 30, 30, { left: 13, right: 15, tie: 2 }, { models: 5 }],
    ['votes/comparia/pairs-2025-08-25.csv', 102_864, 102_864, { left: 34_820, right: 30_451, tie: 37_593 }, { models: 54 }],
    ['votes/comparia/pairs-2025-08-26.csv', 21_607, 21_607, { left: 7_529, right: 6_821, tie: 7_257 }, { models: 25 }],
    ['votes/comparia/vega-2025-08-25', 104_078, 102_864, { left: 32_664, right: 32_607, tie: 37_593 }, { models: 54 }],
    ['votes/comparia/self-pairs-2025-08-25.csv', 1_214, 0, {}, { models: 0 }],
    ['votes/arena-2024-03-29/decided-pairs-25models.csv', 154_279, 154_279, { left: 95_965, right: 58_314 }, { models: 25 }],
    ['votes/arena-hard-auto', 780, 675, { left: 77, right: 550, tie: 48 }],
  ]
  for (const [data, count, used, expected, more = {}] of counted) {
    test(`${data} holds ${count} votes, of which ${used} are used`, { skip: withoutData(data) }, async () => {
      const found = await read(dataPath(data))
      const { votes } = found
      assert.deepEqual([found.read, found.used], [count, used])
      const sums: Record<string, number> = {}
      for (let row = 0; row < votes.length; row++) {
        const outcome = outcomes[votes.outcome[row]!]!
        sums[outcome] = (sums[outcome] ?? 0) + (votes.weight?.[row] ?? 1)
      }
      assert.deepEqual(sums, expected)
      const found_ = { models: votes.models.length, prompts: votes.promptCount, voters: votes.voterCount }
      assert.deepEqual(Object.fromEntries(Object.keys(more).map((name) => [name, found_[name as keyof typeof found_]])), more)
    })
  }

  const llmfao = 'votes/llmfao'
  test('people’s votes of llmfao leave the judges’ out, and judges’ those of people', { skip: withoutData(llmfao) }, async () => {
    assert.deepEqual(tally(told((await read(dataPath(llmfao))).votes).map((vote) => vote.split(' ').at(-1)!)), { left: 2_911, right: 2_549, tie: 3_471 })
    assert.equal((await read(dataPath(llmfao), { voters: 'judges' })).used, 6_472)
    assert.equal((await read(dataPath(llmfao), { voters: 'all' })).used, 15_403)
  })

  const alpaca = 'medium/alpaca_eval-medium.tar.zst'
  test('AlpacaEval’s win rates come out of the columns as computed from an excerpt of 100 instructions', { skip: withoutData(alpaca) }, async () => {
    const { models } = JSON.parse(await readFile(dataPath('medium/expected-medium.json'), 'utf8')) as { models: Record<string, Record<string, { usable: number; win_rate_vs_baseline: number }>> }
    const { votes, sidesLost } = await read(dataPath(alpaca))
    assert.equal(sidesLost, votes.length)
    const baselines: Record<string, string> = { weighted_alpaca_eval_gpt4_turbo: 'gpt4_1106_preview', alpaca_eval_gpt4: 'text_davinci_003' }
    const sums = new Map(Object.values(baselines).map((one) => [one, sharesAgainst(one, votes)]))
    let compared = 0
    for (const [model, judges] of Object.entries(models)) {
      for (const [judge, { usable, win_rate_vs_baseline: rate }] of Object.entries(judges)) {
        const sum = sums.get(baselines[judge]!)!.get(model)
        // A baseline against itself is no vote, and one folder repeats another model's votes.
        if (baselines[judge] === model || model === 'falcon-7b-instruct' && judge === 'alpaca_eval_gpt4') continue
        assert.equal(sum?.games, usable, `${model} ${judge}`)
        assert.ok(Math.abs(sum.won / sum.games - rate) < 1e-9, `${model} ${judge}: ${sum.won / sum.games} is not ${rate}`)
        compared++
      }
    }
    assert.ok(compared >= 28, `${compared} win rates were compared`)
  })

  const annotations = 'large/alpaca_eval-annotations.tar.zst'
  const leaderboards = 'large/alpaca_eval-leaderboards+configs.tar.zst'
  // Of 45 and 47 models that are in both. A baseline against itself is no vote, and one folder of the second repeats another model's votes.
  for (const [leaderboard, judge, baseline, models] of [
    ['data_AlpacaEval_2', 'weighted_alpaca_eval_gpt4_turbo', 'gpt4_1106_preview', 44], ['data_AlpacaEval', 'alpaca_eval_gpt4', 'text_davinci_003', 45],
  ] as const) {
    test(`${leaderboard}: the win rates of all votes are the published ones`, { skip: withoutData(annotations) || withoutData(leaderboards) }, async () => {
      const published = await withData(leaderboards, async ({ files }) => {
        const file = files.find(({ path }) => path.endsWith(`src/alpaca_eval/leaderboards/${leaderboard}/${judge}_leaderboard.csv`))!
        const lines = Buffer.concat(await Array.fromAsync(file.open())).toString().trim().split('\n').map((line) => line.split(','))
        return new Map(lines.slice(1).map(([model, rate]) => [model!, Number(rate) / 100]))
      })
      const own = join(folder, judge)
      await withData(annotations, async ({ files }) => {
        for (const file of files) {
          const [, model] = new RegExp(`results/([^/]+)/${judge}/annotations\\.json$`).exec(file.path) ?? []
          if (model === undefined) continue
          await mkdir(join(own, 'results', model, judge), { recursive: true })
          await writeFile(join(own, 'results', model, judge, 'annotations.json'), Buffer.concat(await Array.fromAsync(file.open())))
        }
      })
      const { votes } = await read(own)
      let compared = 0
      for (const [model, { games, won }] of sharesAgainst(baseline, votes)) {
        if (!published.has(model)) continue
        compared++
        assert.ok(Math.abs(won / games - published.get(model)!) < 1e-6, `${model}: ${won / games} is not ${published.get(model)}`)
      }
      assert.equal(compared, models)
    })
  }
})
