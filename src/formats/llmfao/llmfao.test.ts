import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  jsonLines, memoryTree, readLone, readTree, reasonsOf, recordsOf, tally, withData, withoutData,
} from '../../testing/source-files.ts'
import { llmfao } from './llmfao.ts'

const result = (id: number, model: number, name: string, text: string) => ({
  id, model, result: text, duration: 6837.0, rate: 11.55, prompt: 8, api_id: `maker/${name}`, name, api: 'openrouter',
  type: 'chat', org: 'Maker', slug: 'k8s',
})
const crowdHeader = 'id,prompt,model_x,model_y,worker,winner,left,right'
const gptHeader = 'id,prompt,model_x,model_y,winner,left,right'
const pair = { id: 0, prompt: 8, text: 'Argue.', model_x: 97, result_x: 'One', model_y: 98, result_y: '' }
const folder = {
  'prompts.jsonl': jsonLines(
    { id: 8, text: 'Argue.', type: 'reflexion', slug: 'k8s', stop: null, note: 'No answer is right.' },
  ),
  'models.jsonl': jsonLines(
    { id: 97, api_id: 'maker/one', name: 'One (7B)', api: 'openrouter', type: 'chat', org: 'LM Sys' },
  ),
  'results.jsonl': jsonLines(result(0, 97, 'One (7B)', '\nOne '), result(1, 98, 'Two', '')),
  'pairs-crowd.jsonl': jsonLines({ ...pair, slug: 'k8s' }),
  'pairs-crowd-training.jsonl': jsonLines({ ...pair, id: -1, golden: 'left', reason: 'better' }),
  'crowd-comparisons.csv': `${crowdHeader}\n0,8,97,98,58,tie,One (7B),Two\n0,8,97,98,83,left,One (7B),Two\n`,
  'gpt4-comparisons.csv': `${gptHeader}\n0,8,97,98,right,One (7B),Two\n1,8,98,97,left,Two,One (7B)\n`,
  'gpt4-crowd-comparisons.csv': `${gptHeader}\n0,8,97,98,right,One (7B),Two\n`,
  'README.md': '# LLMFAO', 'LICENSE.CC-BY': 'Attribution', 'gpt-instruction.txt': '$text',
  'expected-evalica-golden.csv': 'algorithm,item,score\n', 'notes.txt': 'mine',
}

test('each file is known for what it is; pairs, training pairs and texts hold no rows', () => {
  const tree = memoryTree(folder)
  assert.deepEqual(Object.fromEntries(tree.files.map((file) => [file.path, llmfao.detect(file, tree)])), {
    'prompts.jsonl': 'rows', 'models.jsonl': 'rows', 'results.jsonl': 'rows', 'crowd-comparisons.csv': 'rows',
    'gpt4-comparisons.csv': 'rows', 'gpt4-crowd-comparisons.csv': 'auxiliary', 'pairs-crowd.jsonl': 'auxiliary',
    'pairs-crowd-training.jsonl': 'auxiliary', 'README.md': 'auxiliary', 'LICENSE.CC-BY': 'auxiliary',
    'gpt-instruction.txt': 'auxiliary', 'expected-evalica-golden.csv': 'auxiliary', 'notes.txt': 'no',
  })
})

test('a README that lies elsewhere is not ours', () => {
  const tree = memoryTree({ 'llmfao/results.jsonl': folder['results.jsonl'], 'README.md': '# Mine' })
  assert.equal(llmfao.detect(tree.find('README.md')!, tree), 'no')
})

test('prompts are challenges under their numbers, and models go by the names that votes use', async () => {
  const rows = await readTree(llmfao, memoryTree(folder))
  assert.deepEqual(recordsOf(rows, 'challenge'), [{
    kind: 'challenge', key: 'llmfao:8', turns: ['Argue.'], slug: 'k8s', category: 'reflexion',
    reference: ['No answer is right.'],
  }])
  assert.deepEqual(recordsOf(rows, 'model'), [{
    kind: 'model', name: 'One (7B)',
    facts: { name: 'One (7B)', aliases: ['maker/one'], creator: { slug: 'lmsys', name: 'LMSYS' } },
  }])
})

test('results are responses byte for byte, empty ones too, with how long they took', async () => {
  const rows = await readTree(llmfao, memoryTree(folder))
  assert.deepEqual(recordsOf(rows, 'response').map(({ model, body, durationMs, sourceId, challenge }) =>
    [model, body, durationMs, sourceId, challenge]), [
    ['One (7B)', '\nOne ', 6837, '0', { key: 'llmfao:8' }], ['Two', '', 6837, '1', { key: 'llmfao:8' }],
  ])
})

test('several workers vote on one pair, each a vote of their own, tied to the results by name and prompt', async () => {
  const rows = await readTree(llmfao, memoryTree(folder))
  const votes = recordsOf(rows, 'vote').filter(({ judgeKind }) => judgeKind === 'human')
  assert.deepEqual(votes.map(({ key, judge, verdict }) => [key, judge, verdict]),
    [['crowd:0:58', 'worker-58', 'tie'], ['crowd:0:83', 'worker-83', 'left']])
  for (const { left, right } of votes) assert.deepEqual([left.response?.body, right.response?.body], ['\nOne ', ''])
  assert.ok(votes.every(({ blind, sidesKnown }) => blind === true && sidesKnown))
})

test('votes of a model are counted once although a part of them lies there again', async () => {
  const votes = recordsOf(await readTree(llmfao, memoryTree(folder)), 'vote').filter(
    ({ judgeKind }) => judgeKind === 'model',
  )
  assert.deepEqual(votes.map(({ key, judge, verdict }) => [key, judge, verdict]),
    [['gpt4:0', 'GPT-4', 'right'], ['gpt4:1', 'GPT-4', 'left']])
})

test('the part alone is read, under the keys it has in the whole', async () => {
  const part = { 'gpt4-crowd-comparisons.csv': folder['gpt4-crowd-comparisons.csv'] }
  const votes = recordsOf(await readTree(llmfao, memoryTree(part)), 'vote')
  assert.deepEqual(votes.map(({ key, left }) => [key, left]), [['gpt4:0', { model: 'One (7B)', response: undefined }]])
})

const unfit: Array<[line: string, reason: string]> = [
  ['0,8,97,98,58,draw,One,Two', 'winner: expected one of "left"|"right"|"tie", found "draw"'],
  ['0,x,97,98,58,left,One,Two', 'prompt: not a whole number, found "x"'],
  ['0,8,97,98,58,left,,Two', 'left is empty'],
  ['0,8,97', '3 fields where the header has 8'],
]
for (const [line, reason] of unfit) {
  test(`a comparison is rejected: ${reason}`, async () => {
    assert.deepEqual(reasonsOf(await readLone(llmfao, 'crowd-comparisons.csv', `${crowdHeader}\n${line}\n`)), [reason])
  })
}

const real = 'votes/llmfao'
test('the real folder holds 8,931 votes of 124 workers, and 3,236 of each GPT', { skip: withoutData(real) }, () =>
  withData(real, async (tree) => {
    // All figures were counted in the raw files with Python's json and csv modules; answers as bytes of UTF-8.
    const rows = await readTree(llmfao, tree)
    assert.deepEqual(reasonsOf(rows), [])
    assert.deepEqual([recordsOf(rows, 'challenge').length, recordsOf(rows, 'model').length], [19, 70])
    const bodies = recordsOf(rows, 'response').map(({ body }) => body as string)
    assert.deepEqual(
      [bodies.length, bodies.reduce((bytes, body) => bytes + Buffer.byteLength(body), 0)], [1133, 459_651],
    )
    // Of the 69 empty outputs, 44 hold white space.
    assert.equal(bodies.filter((body) => body === '').length, 25)
    assert.equal(bodies.filter((body) => body.trim() === '').length, 69)
    assert.equal(Math.max(...bodies.map((body) => body.length)), 1926)
    const votes = recordsOf(rows, 'vote')
    const people = votes.filter(({ judgeKind }) => judgeKind === 'human')
    assert.deepEqual(tally(people.map(({ verdict }) => verdict)), { left: 2911, right: 2549, tie: 3471 })
    assert.equal(new Set(people.map(({ judge }) => judge)).size, 124)
    assert.equal(new Set(people.map(({ key }) => key.split(':')[1])).size, 2139)
    assert.equal(new Set(people.map(({ challenge }) => challenge!.key)).size, 13)
    assert.equal(new Set(people.flatMap(({ left, right }) => [left.model, right.model])).size, 59)
    const byGpt = (name: string) => tally(votes.filter(({ judge }) => judge === name).map(({ verdict }) => verdict))
    assert.deepEqual(byGpt('GPT-3.5 Turbo Instruct'), { left: 1965, right: 958, tie: 313 })
    assert.deepEqual(byGpt('GPT-4'), { left: 1397, right: 1700, tie: 139 })
    assert.equal(new Set(votes.map(({ key }) => key)).size, votes.length)
    // The bytes of the results that the crowd preferred, joined in Python by display name and prompt.
    const preferred = people.flatMap(({ verdict, left, right }) =>
      (verdict === 'left' ? [left.response!] : verdict === 'right' ? [right.response!] : []))
    assert.equal(preferred.reduce((bytes, { body }) => bytes + Buffer.byteLength(body as string), 0), 3_797_917)
  }))
