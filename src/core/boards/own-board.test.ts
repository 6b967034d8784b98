import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Votes } from '../ratings/votes.ts'
import { crowdFor, kendallTau, ownBoardOf } from './own-board.ts'

const models = ['owl', 'mole', 'newt']

function votesOf(...rows: Array<[left: number, right: number, outcome: 0 | 1 | 2 | 3]>): Votes {
  return {
    length: rows.length, models, left: Int32Array.from(rows, ([left]) => left), right: Int32Array.from(rows, ([, right]) => right),
    outcome: Uint8Array.from(rows, ([, , outcome]) => outcome),
  }
}

const crowd = new Map([['owl', 1100], ['mole', 1000], ['newt', 900]])

// By SciPy 1.11: stats.kendalltau.
const taus: Array<[name: string, pairs: Array<[number, number]>, tau: number | null]> = [
  ['the same order', [[1, 10], [2, 20], [3, 30]], 1],
  ['the reverse', [[1, 30], [2, 20], [3, 10]], -1],
  ['one pair of six turned', [[1, 1], [2, 2], [3, 4], [4, 3]], 4 / 6],
  ['SciPy’s example with ties', [[12, 1], [2, 4], [1, 7], [12, 1], [2, 0]], -0.47140452079103173],
  ['a single model', [[1, 1]], null],
  ['all equal on one side', [[1, 1], [1, 2]], null],
]

for (const [name, pairs, tau] of taus) {
  test(`Kendall's tau: ${name}`, () => {
    const found = kendallTau(pairs)
    assert.ok(tau === null ? found === null : Math.abs(found! - tau) < 1e-12, String(found))
  })
}

test('two wins are no preference yet: the interval holds the crowd’s rating', () => {
  const { models: own } = ownBoardOf(votesOf([2, 1, 0], [2, 1, 0]), crowd)
  const newt = own.find(({ model }) => model === 'newt')!
  assert.ok(newt.lo < newt.crowd! && newt.crowd! < newt.hi && !newt.isDifferent)
  assert.deepEqual([newt.games, newt.wins], [2, 2])
})

test('a reader who always prefers what the crowd likes least is told so', () => {
  const rows = Array.from({ length: 60 }, (_, index): [number, number, 0 | 1] => (index % 2 ? [2, 0, 0] : [0, 2, 1]))
  const { models: own, tau, agreement, expectedAgreement } = ownBoardOf(votesOf(...rows), crowd)
  assert.deepEqual(own.map(({ model, isDifferent }) => [model, isDifferent]), [['newt', true], ['owl', true]])
  assert.equal(tau, -1)
  assert.deepEqual([agreement.votes, agreement.share], [60, 0])
  assert.ok(Math.abs(expectedAgreement! - 1 / (1 + 10 ** -0.5)) < 1e-12)
})

test('of few votes neither order nor agreement is told', () => {
  const board = (count: number) => ownBoardOf(votesOf(...Array.from({ length: count }, (): [number, number, 0] => [0, 1, 0])), crowd)
  const [few, enough] = [board(9), board(10)]
  assert.deepEqual([few.tau, few.agreement, few.expectedAgreement, few.models.length], [null, { share: null, lo: null, hi: null, votes: 9 }, null, 2])
  assert.ok(enough.tau !== null && enough.agreement.share !== null && enough.expectedAgreement !== null)
})

test('ties say nothing of agreement, and without votes there is nothing', () => {
  assert.deepEqual(ownBoardOf(votesOf([0, 1, 2], [0, 1, 3]), crowd).agreement, { share: null, lo: null, hi: null, votes: 0 })
  const nothing = ownBoardOf(votesOf(), crowd)
  assert.deepEqual([nothing.models, nothing.tau, nothing.expectedAgreement], [[], null, null])
})

test('ratings are moved to where the crowd has the same models, and a model the crowd does not know stands beside', () => {
  const { models: own } = ownBoardOf(votesOf([0, 1, 0], [1, 0, 0], [0, 2, 0], [2, 1, 0]), new Map([['owl', 1300], ['mole', 1200]]))
  const [owl, mole, newt] = models.map((name) => own.find(({ model }) => model === name)!)
  assert.ok(Math.abs((owl!.rating + mole!.rating) / 2 - 1250) < 1e-9)
  assert.deepEqual([newt!.crowd, newt!.isDifferent], [null, false])
})

test('a reader is laid beside one part of a crowd in parts: the one that most of their votes are on', () => {
  const components = [['owl', 'crane'], ['newt', 'mole', 'toad']]
  const rated = components.flat().map((model, index) => ({ model, rating: 1000 + index }))
  const report = { components, models: [...rated, { model: 'lone', rating: null }] }
  assert.deepEqual([...crowdFor(votesOf([0, 1, 0], [1, 2, 0], [2, 1, 0]), report)], [['newt', 1002], ['mole', 1003], ['toad', 1004]])
  assert.deepEqual([...crowdFor(votesOf(), report).keys()], ['owl', 'crane'])
  assert.equal(crowdFor(votesOf([0, 1, 0]), { components: [], models: [] }).size, 0)
})
