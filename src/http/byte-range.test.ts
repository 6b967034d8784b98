import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readByteRange } from './byte-range.ts'

// Of 10,000 bytes, as in the examples of RFC 9110, 14.1.2.
const cases: Array<[string | undefined, ReturnType<typeof readByteRange>]> = [
  ['bytes=0-499', { start: 0, end: 499 }],
  ['bytes=500-999', { start: 500, end: 999 }],
  ['bytes=-500', { start: 9500, end: 9999 }],
  ['bytes=9500-', { start: 9500, end: 9999 }],
  ['bytes=9000-20000', { start: 9000, end: 9999 }],
  ['bytes=-20000', { start: 0, end: 9999 }],
  ['Bytes=0-0', { start: 0, end: 0 }],
  ['bytes=10000-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', undefined],
  ['bytes=0-0,-1', undefined],
  ['bytes=-', undefined],
  ['bytes=a-b', undefined],
  ['items=0-5', undefined],
  ['', undefined],
  [undefined, undefined],
]

for (const [header, expected] of cases) {
  test(`a range of 10,000 bytes by ${header}`, () => {
    assert.deepEqual(readByteRange(header, 10_000), expected)
  })
}

test('of nothing, no part can be sent', () => {
  assert.equal(readByteRange('bytes=0-', 0), 'unsatisfiable')
  assert.equal(readByteRange('bytes=-5', 0), 'unsatisfiable')
})
