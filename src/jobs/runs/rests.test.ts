import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProviderError } from '../../core/providers/provider-error.ts'
import { Rests } from './rests.ts'

const asked = (problem: ProviderError['problem'], retryAfterMs?: number) => new ProviderError(problem, 'No.', { retryAfterMs })

const restingAt = (rests: Rests, now: number) => rests.at(now).map(({ provider }) => provider)

test('a provider rests as long as it asks for, and another one does not', () => {
  const rests = new Rests(() => 0)
  rests.note('a', asked('overloaded', 3_000), 1_000)
  assert.deepEqual([restingAt(rests, 3_999), restingAt(rests, 4_000)], [['a'], []])
})

test('without a time each round of refusals rests longer, however many were under way, and an answer ends it', () => {
  const rests = new Rests(() => 1)
  for (let index = 0; index < 50; index++) rests.note('a', asked('rate-limited'), 0)
  assert.deepEqual([restingAt(rests, 999), restingAt(rests, 1_000)], [['a'], []])
  rests.note('a', asked('unreachable'), 1_000)
  assert.deepEqual([restingAt(rests, 2_999), restingAt(rests, 3_000)], [['a'], []])
  rests.note('a', undefined, 3_000)
  rests.note('a', asked('unreachable'), 3_000)
  assert.deepEqual([restingAt(rests, 3_999), restingAt(rests, 4_000)], [['a'], []])
})

test('what is wrong with one answer is no reason to rest, and a wait of days is one of two minutes for the others', () => {
  const rests = new Rests(() => 0)
  rests.note('a', asked('cut'), 0)
  rests.note('a', asked('overloaded'), 0)
  assert.deepEqual(restingAt(rests, 0), [])
  rests.note('a', asked('rate-limited', 86_400_000), 0)
  assert.deepEqual([restingAt(rests, 119_999), restingAt(rests, 120_000)], [['a'], []])
})

test('a rest that is ended is over, and the next one is as short as the first', () => {
  const rests = new Rests(() => 1)
  rests.note('a', asked('unreachable'), 0)
  rests.note('a', asked('unreachable'), 1_000)
  assert.deepEqual(rests.at(1_000).map(({ provider, since }) => [provider, since]), [['a', '1970-01-01T00:00:01.000Z']])
  rests.at(1_000)[0]!.end()
  assert.deepEqual(restingAt(rests, 1_000), [])
  rests.note('a', asked('unreachable'), 1_000)
  assert.deepEqual([restingAt(rests, 1_999), restingAt(rests, 2_000)], [['a'], []])
})
