import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutData } from '../../testing/source-files.ts'
import { springall } from '../../testing/springall.ts'
import { pairOf, readTable, readVotes, votesOf } from '../../testing/vote-tables.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf, type Cells } from './cells.ts'
import { meatOf, modelCovariance, sandwichOf, uncertaintyOf } from './covariance.ts'
import { fitDavidson } from './davidson.ts'
import { emptySlopes, type Fit } from './fit.ts'
import { fitRaoKupper } from './rao-kupper.ts'

type Method = (cells: Cells, prior: number) => Fit | null

// Newton's method on finite differences of the likelihood, by numpy and scipy 1.17; without a prior the sandwich too.
const ofSpringall: Array<{ name: string; method: Method; prior: number; theta: number[]; tie: number; logLikelihood: number; error: number[]; sandwich?: number[] }> = [
  {
    name: 'Davidson', method: fitDavidson, prior: 0, tie: 0.86554865, logLikelihood: -732.0672554,
    theta: [-1.11336672, 1.159862826, 2.17738322, -0.715756255, 0.781422714, 1.729480574, -2.394833397, -1.118264586, -0.505928376],
    error: [0.184476, 0.188158, 0.223912, 0.176489, 0.181731, 0.20431, 0.229121, 0.188864, 0.174117],
    sandwich: [0.1799881, 0.1957568, 0.2327757, 0.1788518, 0.1758675, 0.2026612, 0.2392275, 0.1884646, 0.1761739, 0.0920813],
  },
  {
    name: 'Davidson', method: fitDavidson, prior: 0.5, tie: 0.85792059, logLikelihood: -732.094137,
    theta: [-1.096365115, 1.142529794, 2.145034093, -0.705389646, 0.76949701, 1.703711674, -2.360214229, -1.101082288, -0.497721292],
    error: [0.18286, 0.186416, 0.22145, 0.175026, 0.180144, 0.202249, 0.226575, 0.187161, 0.172694],
  },
  {
    name: 'Rao and Kupper', method: fitRaoKupper, prior: 0, tie: 2.00790728, logLikelihood: -730.0043615,
    theta: [-0.828356395, 0.845716242, 1.597594561, -0.509487739, 0.559401415, 1.299817239, -1.791459832, -0.818893588, -0.354331902],
    error: [0.133619, 0.134467, 0.155422, 0.126613, 0.129044, 0.144721, 0.157939, 0.136072, 0.126467],
    sandwich: [0.1335951, 0.1368848, 0.1605875, 0.1264959, 0.1244343, 0.1410542, 0.1560491, 0.1384935, 0.1281209, 0.0457926],
  },
  {
    name: 'Rao and Kupper', method: fitRaoKupper, prior: 0.5, tie: 2.00385611, logLikelihood: -730.0122002,
    theta: [-0.822447046, 0.839970382, 1.585895595, -0.506330003, 0.555562004, 1.290541078, -1.778402543, -0.81299802, -0.351791448],
    error: [0.133103, 0.133947, 0.154616, 0.126173, 0.128591, 0.14407, 0.157111, 0.135527, 0.126032],
  },
]

for (const { name, method, prior, theta, tie, logLikelihood, error, sandwich } of ofSpringall) {
  test(`${name} on Springall's tasting, prior ${prior}: scipy's strengths, ties, errors and likelihood`, () => {
    const cells = cellsOf(springall)
    const fit = method(cells, prior)
    assert.ok(fit)
    const covariance = modelCovariance(fit)
    const { se } = uncertaintyOf([covariance], 9, fit.size)
    for (let item = 0; item < 9; item++) {
      assert.ok(Math.abs(fit.theta[item]! - theta[item]!) < 3e-9, `${fit.theta[item]} is not ${theta[item]}`)
      assert.ok(Math.abs(se[item]! - error[item]!) < 1e-6, `${se[item]} is not ${error[item]}`)
    }
    assert.ok(Math.abs(fit.tie!.value - tie) < 1e-8, `${fit.tie!.value} is not ${tie}`)
    assert.ok(Math.abs(fit.logLikelihood - logLikelihood) < 1e-6)
    if (!sandwich) return
    const robust = sandwichOf(covariance, meatOf(fit, cells), fit.size)
    for (const [at, expected] of sandwich.entries()) assert.ok(Math.abs(Math.sqrt(robust[at * fit.size + at]!) - expected) < 1e-6, `sandwich of ${at}`)
  })
}

for (const [votesFile, goldenFile] of [
  ['votes/evalica/simple.csv', 'votes/evalica/simple-golden.csv'],
  ['votes/evalica/food.csv', 'votes/evalica/food-golden.csv'],
  ['votes/llmfao/crowd-comparisons.csv', 'votes/llmfao/expected-evalica-golden.csv'],
] as const) {
  // Newman's iteration (2023) has Davidson's model of ties; evalica stops it at 1e-6 and leaves the scale open.
  test(`Davidson on ${votesFile} is what Newman's iteration of evalica comes to`, { skip: withoutData(votesFile) }, () => {
    const votes = readVotes(votesFile)
    const fit = fitDavidson(cellsOf(votes), 0)
    assert.ok(fit)
    const golden = readTable(goldenFile).filter(({ algorithm }) => algorithm === 'newman')
    assert.equal(golden.length, votes.models.length)
    const logarithms = golden.map(({ score }) => Math.log(Number(score)))
    const mean = logarithms.reduce((sum, one) => sum + one) / golden.length
    for (const [index, { item }] of golden.entries()) {
      const theta: number = fit.theta[votes.models.indexOf(item!)]!
      assert.ok(Math.abs(theta - (logarithms[index]! - mean)) < 1e-5, `${item}: ${theta} is not ${logarithms[index]! - mean}`)
    }
  })
}

for (const { name, method, value } of [{ name: 'Davidson', method: fitDavidson, value: 0 }, { name: 'Rao and Kupper', method: fitRaoKupper, value: 1 }]) {
  test(`${name} without a tie is Bradley and Terry`, () => {
    const cells = cellsOf(votesOf([...pairOf('a', 'b', 3, 1), ...pairOf('b', 'c', 2, 2), ...pairOf('c', 'a', 1, 4)]))
    const fit = method(cells, 0.5)
    assert.equal(fit!.tie!.value, value)
    assert.deepEqual(fit!.theta, fitBradleyTerry(cells, 0.5)!.theta)
  })

  test(`${name}: the chances of the three outcomes add up, and the slopes are those of their logarithms`, () => {
    const fit = method(cellsOf(springall), 0)
    assert.ok(fit)
    const [at, next] = [emptySlopes(), emptySlopes()]
    for (const d of [-3, -0.4, 0, 0.7, 5]) {
      fit.slopesAt(d, at)
      const tie = tieShareOf(at)
      const [win, loss] = [at.expected - tie / 2, 1 - at.expected - tie / 2]
      // Slopes of ln P average to nothing, and the expected score rises by their covariance with the score.
      assert.ok(Math.abs(win * at.win + tie * at.tie + loss * at.loss) < 1e-12)
      assert.ok(Math.abs(win * at.winOfTie + tie * at.tieOfTie + loss * at.lossOfTie) < 1e-12)
      fit.slopesAt(d + 1e-6, next)
      assert.ok(Math.abs((next.expected - at.expected) / 1e-6 - (win * at.win + (tie / 2) * at.tie)) < 1e-6)
    }
  })
}

/** Var(y) = W + T / 4 - e² with e = W + T / 2 gives T. */
function tieShareOf({ expected, variance }: { expected: number; variance: number }): number {
  return 4 * (expected - expected * expected - variance)
}

test("a judge's probability is that share of a win and the rest of a loss", () => {
  const shared = cellsOf(votesOf([{ left: 'a', right: 'b', outcome: 'left', share: 0.75, weight: 4 }, ...pairOf('a', 'b', 0, 0, 2)]))
  const whole = cellsOf(votesOf(pairOf('a', 'b', 3, 1, 2)))
  for (const method of [fitDavidson, fitRaoKupper]) assert.deepEqual(method(shared, 0.5)!.theta, method(whole, 0.5)!.theta)
})
