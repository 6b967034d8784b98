import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenIn, sliceFrom } from './board-pages.ts'

const cases: Array<[query: string, slice: Record<string, unknown>, chosen: Record<string, string>]> = [
  ['', {}, {}],
  ['style=&category=&creator=', {}, {}],
  ['openWeights=true', { openWeights: true }, { openWeights: 'yes' }],
  ['openWeights=no', { openWeights: false }, { openWeights: 'no' }],
  ['style=1&blindOnly=on', { style: true, blindOnly: true }, { style: 'yes', blindOnly: 'yes' }],
  // The operation refuses these, as it does where a program asks.
  ['openWeights=x&blindOnly=maybe', { openWeights: 'x', blindOnly: 'maybe' }, { openWeights: 'no', blindOnly: 'no' }],
  ['creator=zoo', { creators: ['zoo'] }, { creator: 'zoo' }],
  ['creator=zoo&creator=farm', { creators: ['zoo', 'farm'] }, { creators: 'zoo,farm' }],
  ['creators=zoo,farm&judges=all', { creators: ['zoo', 'farm'], judges: 'all' }, { creators: 'zoo,farm', judges: 'all' }],
]

for (const [query, slice, chosen] of cases) {
  test(`the switches of "?${query}" are read as the API reads them`, () => {
    assert.deepEqual(sliceFrom(new URLSearchParams(query)), slice)
    assert.deepEqual(chosenIn(new URLSearchParams(query)), chosen)
  })
}
