import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scoreOf, tied } from '../core/ratings/votes.ts'
import { simulateVotes, type SimulationOptions } from './simulated-votes.ts'

/** Mean of something over the rows that are asked for. */
function mean(length: number, of: (row: number) => number, isAsked: (row: number) => boolean = () => true): number {
  let [sum, count] = [0, 0]
  for (let row = 0; row < length; row++) {
    if (!isAsked(row)) continue
    sum += of(row)
    count++
  }
  return sum / count
}

const twoModels: SimulationOptions = { models: 2, votes: 40_000, seed: 3, strengths: [0.5, -0.5] }

for (const [name, ties, score, tieShare] of [
  ['no ties', undefined, 1 / (1 + Math.exp(-1)), 0],
  ['ties that leave the score logistic', { kind: 'logistic-score', amount: 0.4 }, 1 / (1 + Math.exp(-1)), 0.4 * 4 * 0.7310586 * 0.2689414],
  ['Davidson\'s ties', { kind: 'davidson', amount: 1 }, (Math.exp(0.5) + 0.5) / (1 + 2 * Math.cosh(0.5)), 1 / (1 + 2 * Math.cosh(0.5))],
] as const) {
  test(`${name}: scores and ties come as often as the formula says`, () => {
    const { votes } = simulateVotes({ ...twoModels, ...(ties && { ties }) })
    assert.ok(Math.abs(mean(votes.length, (row) => (votes.left[row] === 0 ? scoreOf(votes, row) : 1 - scoreOf(votes, row))) - score) < 0.01)
    assert.ok(Math.abs(mean(votes.length, (row) => Number(votes.outcome[row] === tied)) - tieShare) < 0.01)
  })
}

test('nobody meets itself, whoever meets whom', () => {
  for (const pairing of ['uniform', 'near', 'weak-opponents'] as const) {
    const { votes } = simulateVotes({ models: 7, votes: 5_000, seed: 1, pairing, voters: { votesEach: 100, groups: [{ kind: 'one-model', count: 10 }] } })
    assert.ok(votes.left.every((model, row) => model !== votes.right[row]))
  }
})

test('a one-model voter meets its model in a third of the duels and always votes for it', () => {
  const { votes } = simulateVotes({ models: 10, votes: 30_000, seed: 2, voters: { votesEach: 30_000, groups: [{ kind: 'one-model', count: 1 }] } })
  const hasModel = (row: number) => votes.left[row] === 0 || votes.right[row] === 0
  assert.ok(Math.abs(mean(votes.length, (row) => Number(hasModel(row))) - 1 / 3) < 0.01)
  assert.equal(mean(votes.length, (row) => Number((votes.left[row] === 0) === (scoreOf(votes, row) === 1)), hasModel), 1)
})

test('a newcomer has exactly the votes it is given, and the first model the side', () => {
  const { votes } = simulateVotes({ models: 10, votes: 20_000, seed: 2, newcomerVotes: 7, side: { gamma: 0, leftShareOfFirst: 0.8 } })
  const has = (model: number) => (row: number) => votes.left[row] === model || votes.right[row] === model
  assert.equal(mean(votes.length, (row) => Number(has(9)(row))) * votes.length, 7)
  assert.ok(Math.abs(mean(votes.length, (row) => Number(votes.left[row] === 0), has(0)) - 0.8) < 0.02)
})

test('the same options give the same votes, another seed others', () => {
  const options: SimulationOptions = { models: 5, votes: 1_000, seed: 9, prompts: { count: 20, sd: 0.7 }, style: { features: ['tokens'], beta: [0.3] } }
  assert.deepEqual(simulateVotes(options), simulateVotes(options))
  assert.notDeepEqual(simulateVotes(options).votes.outcome, simulateVotes({ ...options, seed: 10 }).votes.outcome)
})
