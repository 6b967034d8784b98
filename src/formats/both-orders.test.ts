import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../core/votes/vote.ts'
import { verdictOfBothOrders } from './both-orders.ts'

const cases: Array<[first: Verdict, second: Verdict, together: Verdict]> = [
  ['left', 'left', 'left'],
  ['right', 'right', 'right'],
  ['tie', 'tie', 'tie'],
  ['left', 'right', 'abstain'],
  ['right', 'left', 'abstain'],
  ['left', 'tie', 'tie'],
  ['tie', 'right', 'tie'],
  ['left', 'abstain', 'abstain'],
  ['abstain', 'left', 'abstain'],
  ['abstain', 'abstain', 'abstain'],
]
for (const [first, second, together] of cases) {
  test(`games that say ${first} and ${second} are one vote for ${together}`, () => {
    assert.equal(verdictOfBothOrders(first, second), together)
  })
}
