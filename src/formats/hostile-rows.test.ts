import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImportedRecord, ImportedResponse, ImportedRow } from '../core/imports/records.ts'
import { verdicts } from '../core/votes/vote.ts'
import { jsonLines, memoryTree } from '../testing/source-files.ts'
import { arenaHard } from './arena-hard/arena-hard.ts'
import { fastchat } from './fastchat/fastchat.ts'
import type { Format } from './format.ts'
import { llmfao } from './llmfao/llmfao.ts'
import { lmarena } from './lmarena/lmarena.ts'

const said = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] }]
const state = {
  conv_id: 'c1', model_name: 'm-1', roles: ['user', 'assistant'], messages: [['user', 'Hi'], ['assistant', null]],
  offset: 0,
}

/** One sound row of each kind; the first row of a file stays sound, so that the file is known. */
const rows: Array<[format: Format, path: string, row: Record<string, unknown>]> = [
  [fastchat, 'question.jsonl', { question_id: 81, category: 'c', turns: ['a', 'b'], reference: ['x', 'y'] }],
  [fastchat, 'm-1.jsonl', {
    question_id: 81, answer_id: 'a', model_id: 'm-1', choices: [{ index: 0, turns: ['a'] }], tstamp: 1.5e9,
  }],
  [fastchat, 'pair.jsonl', {
    question_id: 81, model_1: 'a', model_2: 'b', g1_winner: 'tie', g2_winner: 'tie', judge: ['j', 'p'], turn: 1,
  }],
  [fastchat, 'review/r.jsonl', {
    review_id: 'r', question_id: 1, answer1_id: 'x', answer2_id: 'y', score: [1, 2], text: 't',
  }],
  [arenaHard, 'm.jsonl', {
    uid: 'u', model: 'm', baseline: 'b', judge: 'j', games: [{ score: 'A>B', judgment: 'x' }, { score: 'A=B' }],
  }],
  [arenaHard, 'a.jsonl', {
    uid: 'u', model: 'm', messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: { answer: 'a' } }],
  }],
  [arenaHard, 'battles.jsonl', { question_id: 0, model_a: 'a', model_b: 'b', winner: 'tie' }],
  [lmarena, 'battles.jsonl', {
    question_id: 'c', model_a: 'a', model_b: 'b', winner: 'tie', judge: 'arena_user_1',
    conversation_a: said, conversation_b: said, full_conversation: said, turn: 1, anony: true, language: 'en',
    tstamp: 1.5e9, openai_moderation: { flagged: true },
  }],
  [lmarena, 'log.jsonl', { tstamp: 1.5e9, type: 'tievote', models: ['', ''], states: [state, state], ip: 'x' }],
  [llmfao, 'prompts.jsonl', { id: 1, text: 't', type: 'y', slug: 's', stop: null, note: 'n' }],
  [llmfao, 'results.jsonl', {
    id: 1, model: 2, result: 'r', duration: 1, rate: 1, prompt: 1, api_id: 'i', name: 'n', api: 'a', slug: 's',
  }],
]

const hostileValues: unknown[] = [
  null, '', 0, -1, 1.5, 1e300, true, [], {}, [null], [[]], [{}], 'x', '__proto__', 'NaN', '\ud83d', '\0', '[', '[null]',
  '{"role":1}',
  { __proto__: null, constructor: 1 }, { role: 'user' }, [{ role: 'assistant', content: 'x' }], 'x'.repeat(10_000),
  JSON.parse('{"__proto__": {"winner": "tie"}, "toString": 1}'),
]

/** A small random generator with a seed (mulberry32), so that a failure can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** The value with one random spot of it, however deep, replaced by something hostile or taken away. */
function spoiled(value: unknown, roll: (sides: number) => number): unknown {
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (!isNested || roll(4) === 0) return hostileValues[roll(hostileValues.length)]
  const copy = structuredClone(value) as Record<string, unknown>
  const names = Object.keys(copy)
  const name = names[roll(names.length)]!
  if (roll(6) === 0) delete copy[name]
  else copy[name] = spoiled(copy[name], roll)
  return copy
}

function checkRow(row: ImportedRow): void {
  if ('rejected' in row) return assert.notEqual(row.rejected, '')
  for (const record of row.records) checkRecord(record)
  for (const field of row.lost ?? []) assert.equal(typeof field, 'string')
}

function checkRecord(record: ImportedRecord): void {
  if (record.kind === 'response') checkResponse(record)
  if (record.kind === 'challenge') {
    assert.notDeepEqual(record.turns, [])
    for (const turn of record.turns) assert.equal(typeof turn, 'string')
  }
  if (record.kind !== 'vote') return
  assert.ok(verdicts.includes(record.verdict))
  assert.ok(record.key !== '' && record.left.model !== '' && record.right.model !== '')
  for (const { response } of [record.left, record.right]) if (response) checkResponse(response)
}

function checkResponse({ model, body, turn = 1, sample = 1 }: ImportedResponse): void {
  assert.ok(typeof model === 'string' && model !== '' && typeof body === 'string')
  assert.ok(Number.isSafeInteger(turn) && turn >= 1 && Number.isSafeInteger(sample) && sample >= 1)
}

for (const [format, path, row] of rows) {
  test(`spoiled rows of ${format.name}'s ${path} are rejected or sound, and never stop the file`, async () => {
    const roll = dice(20260101)
    const hostile = Array.from({ length: 400 }, () => spoiled(row, roll))
    const tree = memoryTree({ [path]: jsonLines(row, ...hostile, row) })
    const [file] = tree.files
    assert.equal(format.detect(file!, tree), 'rows')
    const read = await Array.fromAsync(format.read(file!, tree))
    for (const one of read) checkRow(one)
    assert.deepEqual(read.at(-1)!.at, { line: 402 })
  })
}
