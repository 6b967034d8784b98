import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId, voteKey } from './random-id.ts'

test('ids are 32 hexadecimal digits, none twice', () => {
  const ids = Array.from({ length: 1_000 }, randomId)
  assert.deepEqual(ids.filter((id) => !/^[\da-f]{32}$/.test(id)), [])
  assert.equal(new Set(ids).size, ids.length)
})

test('keys of votes are ordered by their times as texts, and those of one moment differ', () => {
  const times = ['1970-01-01T00:00:00.001Z', '2001-09-09T01:46:40.000Z', '2026-12-01T06:00:00.000Z', '2026-12-01T06:00:00.001Z', '9999-12-31T23:59:59.999Z']
  const keys = times.map((time) => voteKey(time))
  assert.deepEqual(keys.toSorted(), keys)
  assert.deepEqual(keys.map((key) => key.length), times.map(() => 32))
  assert.notEqual(voteKey(times[0]!), voteKey(times[0]!))
})
