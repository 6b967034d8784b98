import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes } from '../../testing/simulated-votes.ts'
import { votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { bothClusters, clusterMeatOf, dispersionOf, meatOf, modelCovariance, rowSlopesOf, sandwichOf, uncertaintyOf } from './covariance.ts'
import { fitDavidson } from './davidson.ts'
import type { Fit } from './fit.ts'
import type { Votes } from './votes.ts'

/** 22 decisive games and six ties, on five prompts and by four voters. */
const games: VoteRow[] = [
  ...['AB', 'AB', 'BA', 'BA', 'BA', 'AD', 'DA', 'DA', 'DA', 'DA', 'BC', 'BC', 'BC', 'BC', 'BC', 'CB', 'CB', 'CB', 'CD', 'DC', 'DC', 'DC'].map((pair) => ({ pair, isTie: false })),
  ...['AC', 'BD', 'AB', 'CD', 'AC', 'BD'].map((pair) => ({ pair, isTie: true })),
].map(({ pair, isTie }, row) => ({ left: pair[0]!, right: pair[1]!, outcome: isTie ? 'tie' : 'left', prompt: row % 5, voter: (row * row) % 7 }))

function fitOf(votes: Votes): Fit {
  const fit = fitBradleyTerry(cellsOf(votes), 0)
  assert.ok(fit)
  return fit
}

function rowsOf(votes: Votes) {
  return { votes, place: Int32Array.from(votes.models.keys()), ties: 'half' as const }
}

/** Standard errors of A, B, C, D, and of the difference of A and B. */
function errorsOf(votes: Votes, covariance: Float64Array): number[] {
  const { se, difference } = uncertaintyOf([covariance], 4, 4)
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((model) => votes.models.indexOf(model))
  return [se[a!]!, se[b!]!, se[c!]!, se[d!]!, difference[a! * 4 + b!]!]
}

const votes = votesOf(games)
const fit = fitOf(votes)
const covariance = modelCovariance(fit)

// statsmodels 0.15: GLM(Binomial) of the games; cov_type HC0, and cluster with use_correction=False times G / (G - 1).
const published: Array<{ name: string; matrix: () => Float64Array; errors: number[] }> = [
  { name: 'the inverse information', matrix: () => covariance, errors: [0.4484376067858093, 0.4011804745953986, 0.42027535359124063, 0.48155292411320544, 0.6725352997072239] },
  { name: 'the sandwich HC0', matrix: () => sandwichOf(covariance, meatOf(fit, cellsOf(votes)), 4), errors: [0.37050517976541214, 0.3486773738798301, 0.3556977037119593, 0.38878263084584125, 0.5771465078302306] },
  { name: 'five prompts', matrix: () => clustered(votes.prompt!, 5), errors: [0.4857064501005201, 0.38528408196048014, 0.23753204677458933, 0.39977883364975797, 0.8222638817735713] },
  { name: 'four voters', matrix: () => clustered(votes.voter!, 4), errors: [0.22979928119172938, 0.366188978950148, 0.35646271444611555, 0.4963856063280304, 0.5595841580128379] },
  { name: 'prompts and voters together', matrix: () => clustered(bothClusters(votes.prompt!, votes.voter!), 18), errors: [0.33331542751242715, 0.3929221785702127, 0.33080736416841194, 0.4304295154476798, 0.592573987006832] },
]

function clustered(clusters: Int32Array, count: number): Float64Array {
  const found = clusterMeatOf(fit, rowSlopesOf(fit, rowsOf(votes)), clusters)
  assert.equal(found.clusters, count)
  return sandwichOf(covariance, found.meat, 4, count / (count - 1))
}

for (const { name, matrix, errors } of published) {
  test(`errors by ${name} are those of statsmodels`, () => {
    for (const [at, error] of errorsOf(votes, matrix()).entries()) assert.ok(Math.abs(error - errors[at]!) < 1e-8, `${error} is not ${errors[at]}`)
  })
}

test('the dispersion is that of statsmodels, and at least a quarter, or 1 with no more votes than models', () => {
  assert.ok(Math.abs(dispersionOf(fit, cellsOf(votes)) - 0.7608612265013194) < 1e-9)
  const ties = votesOf(Array.from({ length: 8 }, (_, row) => ({ left: 'AB'[row % 2]!, right: 'BA'[row % 2]!, outcome: 'tie' })))
  assert.equal(dispersionOf(fitOf(ties), cellsOf(ties)), 0.25)
  const few = votesOf([{ left: 'A', right: 'B', outcome: 'tie' }, { left: 'A', right: 'C', outcome: 'tie' }])
  assert.equal(dispersionOf(fitOf(few), cellsOf(few)), 1)
})

test('a prompt and a voter together are one number, and unknown where either is', () => {
  const both = bothClusters(Int32Array.of(2, 0, 2, 0, -1, 2, 5, 0), Int32Array.of(1, 1, 1, 3, 1, -1, 1, 1))
  assert.deepEqual([...both], [2, 0, 2, 1, -1, -1, 3, 0])
})

test('clusters of one vote each, or all unknown, are no clusters', () => {
  const plain = meatOf(fit, cellsOf(votes))
  for (const clusters of [Int32Array.from(games.keys()), new Int32Array(games.length).fill(-1)]) {
    const { meat, clusters: count } = clusterMeatOf(fit, rowSlopesOf(fit, rowsOf(votes)), clusters)
    assert.equal(count, games.length)
    for (const [at, value] of plain.entries()) assert.ok(Math.abs(meat[at]! - value) < 1e-12)
  }
})

test('a weight of three is three votes, in a known cluster and in unknown ones', () => {
  const [once, thrice] = [votesOf(games.map((game) => ({ ...game, weight: 3 }))), votesOf(games.flatMap((game) => [game, game, game]))]
  for (const method of [fitBradleyTerry, fitDavidson]) {
    const fits = [once, thrice].map((some) => method(cellsOf(some), 0)!)
    for (const clusters of [(some: Votes) => some.prompt!, (some: Votes) => new Int32Array(some.length).fill(-1)]) {
      const [one, three] = [once, thrice].map((some, index) => clusterMeatOf(fits[index]!, rowSlopesOf(fits[index]!, rowsOf(some)), clusters(some)))
      assert.equal(one!.clusters, three!.clusters)
      for (const [at, value] of three!.meat.entries()) assert.ok(Math.abs(one!.meat[at]! - value) < 1e-9)
    }
  }
})

test('clusters that touch few of many models, or most of them, sum the same', () => {
  const { votes: many } = simulateVotes({ models: 30, votes: 3000, seed: 3, prompts: { count: 40, sd: 0.5 }, ties: { kind: 'davidson', amount: 0.4 } })
  for (const method of [fitBradleyTerry, fitDavidson]) {
    const some = method(cellsOf(many), 0.5)!
    for (const clusters of [many.prompt!, Int32Array.from({ length: many.length }, (_, row) => row >> 1)]) {
      const { meat } = clusterMeatOf(some, rowSlopesOf(some, rowsOf(many)), clusters)
      const expected = slowMeat(some, many, clusters)
      for (const [at, value] of expected.entries()) assert.ok(Math.abs(meat[at]! - value) < 1e-9, `at ${at}: ${meat[at]} is not ${value}`)
    }
  }
})

/** Σ S S' over clusters, as it is written: S a whole vector, from one vote after the other alone. */
function slowMeat({ theta, size, slopesAt }: Fit, { length, left, right, outcome, models }: Votes, clusters: Int32Array): Float64Array {
  const sums = new Map<number, Float64Array>()
  for (let row = 0; row < length; row++) {
    const at = { expected: 0, variance: 0, win: 0, loss: 0, tie: 0, winOfTie: 0, lossOfTie: 0, tieOfTie: 0 }
    slopesAt(theta[left[row]!]! - theta[right[row]!]!, at)
    const sum = sums.get(clusters[row]!) ?? new Float64Array(size)
    sums.set(clusters[row]!, sum)
    const slope = [at.win, at.loss, at.tie, at.tie][outcome[row]!]!
    sum[left[row]!]! += slope
    sum[right[row]!]! -= slope
    if (size > models.length) sum[size - 1]! += [at.winOfTie, at.lossOfTie, at.tieOfTie, at.tieOfTie][outcome[row]!]!
  }
  const meat = new Float64Array(size * size)
  for (const sum of sums.values()) for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) meat[i * size + j]! += sum[i]! * sum[j]!
  return meat
}

test('of several covariances the largest counts, for each error and each difference by itself', () => {
  const [one, other] = [Float64Array.of(4, 3, 3, 4), Float64Array.of(1, -1, -1, 9)]
  const { se, difference } = uncertaintyOf([one, other], 2, 2)
  assert.deepEqual([...se], [2, 3])
  assert.deepEqual([...difference], [0, Math.sqrt(12), Math.sqrt(12), 0])
})
