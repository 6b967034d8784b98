import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  readTree, reasonsOf, recordsOf, tally, withData, withoutData, type RecordOf,
} from '../../testing/source-files.ts'
import type { SourceTree } from '../format.ts'
import { fastchat } from './fastchat.ts'

// All figures were counted in the archives' own files with Python's json module, answers as bytes of UTF-8.

const vicuna = 'medium/fastchat-vicuna80.tar.zst'
const mtBench = 'medium/fastchat-mtbench-2turn.tar.zst'
const arenaHard1k = 'medium/fastchat-arena_hard_1k-6models.tar.zst'
const steering = 'large/fastchat-mtbench-steering.tar.zst'

test('the Vicuna archive holds 80 questions, 7 models’ answers and 1,440 verdicts', {
  skip: withoutData(vicuna),
}, inArchive(vicuna, async (tree) => {
  const rows = await readTree(fastchat, tree)
  assert.deepEqual(reasonsOf(rows), [])
  assert.equal(recordsOf(rows, 'challenge').length, 80)
  const responses = recordsOf(rows, 'response')
  assert.deepEqual(Object.values(tally(responses.map(({ model }) => model))), Array(7).fill(80))
  assert.equal(bytesOf(responses), 641_835)
  const votes = recordsOf(rows, 'vote')
  // The 171 rows with equal scores include two of [-1, -1], whose scores could not be read.
  assert.deepEqual(tally(votes.map(({ verdict }) => verdict)), { left: 303, right: 966, tie: 169, abstain: 2 })
  assert.equal(new Set(votes.map(({ key }) => key)).size, 1440)
  assert.deepEqual(tally(votes.map(({ judge }) => judge ?? 'unknown')), {
    'gpt-3.5-turbo': 400, 'gpt-4-0328-default': 630, 'gpt-4-0328-generic': 280, 'gpt-4-0328-coding': 91,
    'gpt-4-0328-math': 39,
  })
  const ofItself = votes.filter(({ left, right }) => left.model === right.model)
  assert.deepEqual(tally(ofItself.map(({ verdict }) => verdict)), { tie: 67, right: 11, left: 1, abstain: 1 })
  assert.ok(votes.every(({ left, right }) => left.response && right.response))
}))

test('the Vicuna archive’s misnamed file is not read', {
  skip: withoutData(vicuna),
}, inArchive(vicuna, async (tree) => {
  const unread = tree.files.filter((file) => fastchat.detect(file, tree) === 'no')
  assert.deepEqual(unread.map(({ path }) => path), ['fastchat/eval/table/review/vicuna-13b:20230322-new-hp-fp16.jsonl'])
}))

test('the MT-bench archive holds 80 two-turn questions, 6 models and 7 sets of reference answers', {
  skip: withoutData(mtBench),
}, inArchive(mtBench, async (tree) => {
  const rows = await readTree(fastchat, tree)
  assert.deepEqual(reasonsOf(rows), [])
  const challenges = recordsOf(rows, 'challenge')
  assert.deepEqual(tally(challenges.map(({ turns }) => String(turns.length))), { 2: 80 })
  assert.deepEqual([challenges.at(0)?.key, challenges.at(-1)?.key], ['mt-bench:81', 'mt-bench:160'])
  assert.equal(challenges.filter(({ reference }) => reference).length, 39)
  const [references, answers] = partition(
    recordsOf(rows, 'response'), ({ provenance }) => provenance?.reference === true,
  )
  assert.deepEqual(tally(answers.map(({ model, turn }) => `${model} ${turn}`)), Object.fromEntries(
    ['gpt-4o', 'large_scale_concept_4000', 'llama-2-chat13b', 'llama-2-chat7b', 'no_steer', 'persuasion_0.5']
      .flatMap((model) => [[`${model} 1`, 80], [`${model} 2`, 80]]),
  ))
  assert.equal(bytesOf(answers), 1_169_148)
  assert.deepEqual([references.length, bytesOf(references)], [620, 828_970])
}))

test('the Arena-Hard 1k archive holds 478 answers of 6 models, and references', {
  skip: withoutData(arenaHard1k),
}, inArchive(arenaHard1k, async (tree) => {
  const rows = await readTree(fastchat, tree)
  assert.deepEqual(reasonsOf(rows), [])
  const [references, answers] = partition(
    recordsOf(rows, 'response'), ({ provenance }) => provenance?.reference === true,
  )
  assert.deepEqual(tally(answers.map(({ model }) => model)), {
    'claude-2': 478, 'claude-v1': 478, 'gpt-3.5-turbo': 478, 'gpt-4': 478, 'palm-2-chat-bison-001': 478,
    'vicuna-13b-v1.5': 478,
  })
  assert.equal(bytesOf(answers), 4_737_374)
  assert.deepEqual([references.length, bytesOf(references)], [478, 837_876])
  assert.ok(answers.every(({ challenge }) => challenge.key?.startsWith('arena-hard-1k:')))
}))

test('the steering archive holds 19,712 two-turn answers', {
  skip: withoutData(steering),
}, inArchive(steering, async (tree) => {
  let responses = 0
  let bytes = 0
  for (const file of tree.files.filter(({ path }) => path.includes('/model_answer/'))) {
    for await (const row of fastchat.read(file, tree)) {
      const read = recordsOf([row], 'response')
      responses += read.length
      bytes += bytesOf(read)
    }
  }
  assert.deepEqual([responses, bytes], [2 * 19_712, 50_677_818])
}))

function inArchive(name: string, use: (tree: SourceTree) => Promise<void>): () => Promise<void> {
  return () => withData(name, use)
}

function bytesOf(responses: RecordOf<'response'>[]): number {
  return responses.reduce((total, { body }) => total + Buffer.byteLength(body as string), 0)
}

function partition<T>(values: T[], isFirst: (value: T) => boolean): [T[], T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))]
}
