import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeOfEpoch } from './source-time.ts'

// Expected times from GNU date: `date -u -d @1718302375.15 +%FT%T.%3NZ`.
const times: Array<[epoch: number | null | undefined, time: string | undefined]> = [
  [1718302375.15, '2024-06-13T18:12:55.150Z'],
  [1682354167, '2023-04-24T16:36:07.000Z'],
  [1682354167285, '2023-04-24T16:36:07.285Z'],
  [0, undefined],
  [-1, undefined],
  [1e300, undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [undefined, undefined],
]
for (const [epoch, time] of times) {
  test(`the Unix time ${epoch} is ${time ?? 'unknown'}`, () => {
    assert.equal(timeOfEpoch(epoch), time)
  })
}
