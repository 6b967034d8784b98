import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellAttempts, type AttemptFacts } from './attempts.ts'
import { spreadOf, tellSameness, type Sample } from './spread.ts'

const sample = (id: string, sha256: string | null, facts: Partial<Sample> = {}): Sample => ({
  id, sha256, words: null, size: null, outputTokens: null, durationMs: null, costUsd: null, ...facts,
})

const sameness: Array<[hashes: Array<string | null>, sentence: string]> = [
  [['x'], 'One sample.'],
  [['x', 'x'], 'Both samples are the same.'],
  [['x', 'x', 'x'], 'All 3 samples are the same.'],
  [['x', 'y'], 'The two samples are different.'],
  [['x', 'y', 'z'], 'All 3 samples are different.'],
  [['x', 'y', 'x', 'z', 'x'], '3 of 5 samples are the same.'],
  [['x', 'x', 'y', 'y', 'y', 'z'], '3 of 6 samples are the same, 3 different answers in all.'],
  [['x', null, 'x'], '2 of 3 samples are the same (1 not held here).'],
  [['x', null], '2 samples, those held here all different (1 not held here).'],
  [[null, null], '2 samples, none of them held here.'],
]

for (const [hashes, sentence] of sameness) {
  test(`samples ${hashes.join(' ')}: ${sentence}`, () => {
    assert.equal(tellSameness(spreadOf(hashes.map((hash, index) => sample(String(index), hash)))), sentence)
  })
}

test('a spread is of what is known: unknown costs make no range of zero', () => {
  const spread = spreadOf([sample('a', 'x', { costUsd: 0.02, words: 10 }), sample('b', 'y', { words: 30 }), sample('c', 'x', { costUsd: 0.01, words: 20 })])
  assert.deepEqual(spread.costUsd, { least: 0.01, most: 0.02, known: 2 })
  assert.deepEqual(spread.words, { least: 10, most: 30, known: 3 })
  assert.equal(spread.durationMs, null)
  assert.deepEqual(spread.same, [['a', 'c']])
})

const attempt = (state: AttemptFacts['state'], problem: AttemptFacts['problem'] = null, status: number | null = null): AttemptFacts => ({ state, problem, status })

const attempts: Array<[AttemptFacts[], string]> = [
  [[], ''],
  [[attempt('complete')], 'Asked once: answered.'],
  [[attempt('failed', 'rate-limited', 429), attempt('complete')], 'Asked twice: too many requests (429), then answered.'],
  [
    [attempt('failed', 'overloaded', 503), attempt('partial', 'cut'), attempt('lost'), attempt('partial'), attempt('asked')],
    'Asked 5 times: the provider was overloaded (503), then broke off: the connection ended, then the process that asked ended before anything came, then broke off as the process that asked ended, then under way.',
  ],
]

for (const [facts, sentence] of attempts) {
  test(`attempts are told one after the other: ${sentence || 'none'}`, () => assert.equal(tellAttempts(facts), sentence))
}
