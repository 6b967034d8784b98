import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProviderError } from '../../core/providers/provider-error.ts'
import { Rests } from './rests.ts'

const asked = (problem: ProviderError['problem'], retryAfterMs?: number) => new ProviderError(problem, 'No.', { retryAfterMs })

test('a provider rests as long as it asks for, and another one does not', () => {
  const rests = new Rests(() => 0)
  rests.note('a', asked('overloaded', 3_000), 1_000)
  assert.deepEqual([rests.at(3_999), rests.at(4_000)], [['a'], []])
})

test('without a time each round of refusals rests longer, however many were under way, and an answer ends it', () => {
  const rests = new Rests(() => 1)
  for (let index = 0; index < 50; index++) rests.note('a', asked('rate-limited'), 0)
  assert.deepEqual([rests.at(999), rests.at(1_000)], [['a'], []])
  rests.note('a', asked('unreachable'), 1_000)
  assert.deepEqual([rests.at(2_999), rests.at(3_000)], [['a'], []])
  rests.note('a', undefined, 3_000)
  rests.note('a', asked('unreachable'), 3_000)
  assert.deepEqual([rests.at(3_999), rests.at(4_000)], [['a'], []])
})

test('what is wrong with one answer is no reason to rest, and a wait of days is one of two minutes for the others', () => {
  const rests = new Rests(() => 0)
  rests.note('a', asked('cut'), 0)
  rests.note('a', asked('overloaded'), 0)
  assert.deepEqual(rests.at(0), [])
  rests.note('a', asked('rate-limited', 86_400_000), 0)
  assert.deepEqual([rests.at(119_999), rests.at(120_000)], [['a'], []])
})
