import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { dataPath, withoutData } from '../../testing/source-files.ts'
import { springall } from '../../testing/springall.ts'
import { pairOf, readTable, readVotes, votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf } from './cells.ts'
import { modelCovariance, uncertaintyOf } from './covariance.ts'
import type { Fit } from './fit.ts'

interface Named {
  fit: Fit
  thetaOf(model: string): number
  /** Standard error of a difference by the Hessian. */
  errorOf(model: string, reference: string): number
}

function fitOf(rows: VoteRow[], prior = 0): Named {
  const votes = votesOf(rows)
  const fit = fitBradleyTerry(cellsOf(votes), prior)
  assert.ok(fit)
  const { difference } = uncertaintyOf([modelCovariance(fit)], votes.models.length, fit.size)
  const placeOf = (model: string) => votes.models.indexOf(model)
  return { fit, thetaOf: (model) => fit.theta[placeOf(model)]!, errorOf: (model, other) => difference[placeOf(model) * votes.models.length + placeOf(other)]! }
}

/**
 * The worked example of en.wikipedia.org/wiki/Bradley–Terry_model, which arena-rank's tests recreate
 * (tests/test_bradley_terry.py: 0.640, 1.043, 0.660, 2.270, the geometric mean being 1).
 */
test('the worked example of Wikipedia and arena-rank: 0.6398, 1.0433, 0.6598, 2.2704', () => {
  const { thetaOf } = fitOf([...pairOf('A', 'B', 2, 3), ...pairOf('A', 'D', 1, 4), ...pairOf('B', 'C', 5, 3), ...pairOf('C', 'D', 1, 3)])
  for (const [model, strength] of [['A', 0.6398], ['B', 1.0433], ['C', 0.6598], ['D', 2.2704]] as const) {
    assert.equal(Number(Math.exp(thetaOf(model)).toFixed(4)), strength)
  }
})

/** American League of 1987, wins of the first and the second at home and away together: Agresti, Categorical Data Analysis (2002), table 10.10. */
const baseball: VoteRow[] = [
  ...pairOf('Milwaukee', 'Detroit', 7, 6), ...pairOf('Milwaukee', 'Toronto', 9, 4), ...pairOf('Milwaukee', 'New York', 7, 6),
  ...pairOf('Milwaukee', 'Boston', 7, 6), ...pairOf('Milwaukee', 'Cleveland', 9, 4), ...pairOf('Milwaukee', 'Baltimore', 11, 2),
  ...pairOf('Detroit', 'Toronto', 7, 6), ...pairOf('Detroit', 'New York', 5, 8), ...pairOf('Detroit', 'Boston', 11, 2),
  ...pairOf('Detroit', 'Cleveland', 9, 4), ...pairOf('Detroit', 'Baltimore', 9, 4), ...pairOf('Toronto', 'New York', 7, 6),
  ...pairOf('Toronto', 'Boston', 7, 6), ...pairOf('Toronto', 'Cleveland', 8, 5), ...pairOf('Toronto', 'Baltimore', 12, 1),
  ...pairOf('New York', 'Boston', 6, 7), ...pairOf('New York', 'Cleveland', 7, 6), ...pairOf('New York', 'Baltimore', 10, 3),
  ...pairOf('Boston', 'Cleveland', 7, 6), ...pairOf('Boston', 'Baltimore', 12, 1), ...pairOf('Cleveland', 'Baltimore', 6, 7),
]

test("Agresti's baseball: 0.68, 1.11, 1.25, 1.29, 1.44, 1.58 above Baltimore, standard errors of 0.3 (table 10.11)", () => {
  const { thetaOf, errorOf } = fitOf(baseball)
  const published = [['Cleveland', 0.68], ['Boston', 1.11], ['New York', 1.25], ['Toronto', 1.29], ['Detroit', 1.44], ['Milwaukee', 1.58]] as const
  for (const [team, ability] of published) {
    assert.equal(Number((thetaOf(team) - thetaOf('Baltimore')).toFixed(2)), ability, team)
    assert.equal(Number(errorOf(team, 'Baltimore').toFixed(1)), 0.3, team)
  }
})

test("Stigler's citations (1994): -2.94907, -0.47957, 0.26895 from Biometrika, errors 0.10255, 0.06059, 0.07083", () => {
  const { thetaOf, errorOf } = fitOf([
    ...pairOf('Biometrika', 'Comm Statist', 730, 33), ...pairOf('Biometrika', 'JASA', 498, 320), ...pairOf('Biometrika', 'JRSS-B', 221, 284),
    ...pairOf('Comm Statist', 'JASA', 68, 813), ...pairOf('Comm Statist', 'JRSS-B', 17, 276), ...pairOf('JASA', 'JRSS-B', 142, 325),
  ])
  const published = [['Comm Statist', -2.94907, 0.10255], ['JASA', -0.47957, 0.06059], ['JRSS-B', 0.26895, 0.07083]] as const
  for (const [journal, ability, error] of published) {
    assert.equal(Number((thetaOf(journal) - thetaOf('Biometrika')).toFixed(5)), ability)
    assert.equal(Number(errorOf(journal, 'Biometrika').toFixed(5)), error)
  }
})

// Newton's method on finite differences of the likelihood, by numpy and scipy 1.17.
const ofSpringall: Array<[prior: number, theta: number[], error: number[], logLikelihood: number]> = [
  [0, [-0.754325711, 0.785459132, 1.469365298, -0.484752244, 0.53021639, 1.169453243, -1.616584299, -0.757074998, -0.341756812],
    [0.149232, 0.151678, 0.1753, 0.143914, 0.147869, 0.162131, 0.178032, 0.152772, 0.142459], -456.6702778],
  [0.5, [-0.747646027, 0.778744524, 1.455934887, -0.480851301, 0.525629552, 1.159094439, -1.60199517, -0.750336563, -0.338574341],
    [0.148483, 0.150872, 0.17408, 0.143233, 0.147134, 0.161155, 0.176763, 0.151973, 0.141795], -456.6786073],
]

for (const [prior, theta, error, logLikelihood] of ofSpringall) {
  test(`ties as half wins on Springall's tasting (1973), prior ${prior}: scipy's strengths, errors and likelihood`, () => {
    const fit = fitBradleyTerry(cellsOf(springall), prior)
    assert.ok(fit)
    const { se } = uncertaintyOf([modelCovariance(fit)], 9, fit.size)
    for (let item = 0; item < 9; item++) {
      assert.ok(Math.abs(fit.theta[item]! - theta[item]!) < 2e-9, `${fit.theta[item]} is not ${theta[item]}`)
      assert.ok(Math.abs(se[item]! - error[item]!) < 1e-6, `${se[item]} is not ${error[item]}`)
    }
    assert.ok(Math.abs(fit.logLikelihood - logLikelihood) < 1e-6)
  })
}

for (const number of [1, 2]) {
  const name = `votes/textbook/choix/testcase-pairwise-${number}.json`
  test(`choix's case ${number} of pairs`, { skip: withoutData(name) }, () => {
    const { data, ml_est: expected } = JSON.parse(readFileSync(dataPath(name), 'utf8')) as { data: Array<[number, number]>; ml_est: number[] }
    const { thetaOf } = fitOf(data.map(([winner, loser]) => ({ left: String(winner), right: String(loser), outcome: 'left' })))
    for (const [item, strength] of expected.entries()) assert.ok(Math.abs(thetaOf(String(item)) - strength) < 1e-8)
  })
}

for (const [votesFile, goldenFile] of [
  ['votes/evalica/simple.csv', 'votes/evalica/simple-golden.csv'],
  ['votes/evalica/food.csv', 'votes/evalica/food-golden.csv'],
  ['votes/llmfao/crowd-comparisons.csv', 'votes/llmfao/expected-evalica-golden.csv'],
] as const) {
  test(`the scores of ${votesFile} are evalica's to 1e-9`, { skip: withoutData(votesFile) }, () => {
    const votes = readVotes(votesFile)
    const fit = fitBradleyTerry(cellsOf(votes), 0)
    assert.ok(fit)
    const sum = fit.theta.reduce((total, one) => total + Math.exp(one), 0)
    const golden = readTable(goldenFile).filter(({ algorithm }) => algorithm === 'bradley_terry')
    assert.equal(golden.length, votes.models.length)
    for (const { item, score } of golden) {
      const strength: number = Math.exp(fit.theta[votes.models.indexOf(item!)]!) / sum
      assert.ok(Math.abs(strength - Number(score)) < 1e-9, `${item}: ${strength} is not ${score}`)
    }
  })
}

test('lopsided counts: a pair of 50,000 votes beside pairs of one does not stop the fit early', () => {
  // Of a path every difference is the logit of its own pair, exactly.
  const { thetaOf } = fitOf([...pairOf('a', 'b', 25_010, 24_990), ...pairOf('b', 'c', 2, 1), ...pairOf('c', 'd', 1, 3)])
  assert.ok(Math.abs(thetaOf('a') - thetaOf('b') - Math.log(25_010 / 24_990)) < 1e-10)
  assert.ok(Math.abs(thetaOf('b') - thetaOf('c') - Math.log(2)) < 1e-10)
  assert.ok(Math.abs(thetaOf('c') - thetaOf('d') + Math.log(3)) < 1e-10)
})

test('without a prior, votes that are separated have no fit; with one they have', () => {
  const chain = [...pairOf('a', 'b', 3, 0), ...pairOf('b', 'c', 2, 1)]
  assert.equal(fitBradleyTerry(cellsOf(votesOf(chain)), 0), null)
  assert.ok(fitBradleyTerry(cellsOf(votesOf(chain)), 1e-6))
})

test('the prior is one virtual vote against an average model: of two models it solves n (s - p) = c (2 σ(d / 2) - 1)', () => {
  const { thetaOf } = fitOf(pairOf('a', 'b', 3, 1), 0.5)
  const d = thetaOf('a') - thetaOf('b')
  const share = (x: number) => 1 / (1 + Math.exp(-x))
  assert.ok(Math.abs(3 - 4 * share(d) - 0.5 * (2 * share(d / 2) - 1)) < 1e-10)
})
