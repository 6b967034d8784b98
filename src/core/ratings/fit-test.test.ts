import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulateVotes, type SimulationOptions } from '../../testing/simulated-votes.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellsOf, type Cells, type TieTreatment } from './cells.ts'
import { modelCovariance } from './covariance.ts'
import { fitDavidson } from './davidson.ts'
import { fitTest } from './fit-test.ts'
import type { Fit } from './fit.ts'
import type { GoodnessOfFit } from './report.ts'
import { chiSquareTail } from './special-functions.ts'
import type { Votes } from './votes.ts'

/** Votes of pairs: how often the first won, how often the second. */
function votesOf(models: string[], results: Array<[first: string, second: string, wins: number, losses: number]>): Votes {
  const rows = results.flatMap(([first, second, wins, losses]): Array<[string, string, number, number]> => [[first, second, 0, wins], [first, second, 1, losses]])
  return {
    length: rows.length, models, left: Int32Array.from(rows, ([first]) => models.indexOf(first)), right: Int32Array.from(rows, ([, second]) => models.indexOf(second)),
    outcome: Uint8Array.from(rows, ([, , outcome]) => outcome), weight: Float64Array.from(rows, ([, , , weight]) => weight),
  }
}

function testOf(votes: Votes, fitCells: (cells: Cells) => Fit | null, ties: TieTreatment = 'half'): GoodnessOfFit | undefined {
  const cells = cellsOf(votes, ties)
  const fit = fitCells(cells)!
  return fitTest(votes.models, cells, fit, modelCovariance(fit))
}

test('Agresti\'s baseball season of 1987 has G² = 15.74 with 15 degrees of freedom', () => {
  // Categorical Data Analysis, table 10.10: wins of the row's team over the column's, in the order of `teams`.
  const teams = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore']
  const wins = [[0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10], [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0]]
  const votes = votesOf(teams, teams.flatMap((first, i) => teams.slice(i + 1).map((second, k): [string, string, number, number] => [first, second, wins[i]![i + 1 + k]!, wins[i + 1 + k]![i]!])))
  const { g2, df, p, outliers } = testOf(votes, (cells) => fitBradleyTerry(cells, 0))!
  assert.ok(Math.abs(g2 - 15.74) < 0.01, `G² is ${g2}`)
  assert.equal(df, 15)
  // Chi-square alone says .40; but 13 games a pair have a deviance a little above 1 on average.
  assert.ok(Math.abs(chiSquareTail(g2, df) - 0.4) < 0.005 && p > 0.4 && p < 0.5, `p is ${p}`)
  assert.deepEqual(outliers, [])
})

/** The p-values of simulated votes that the model explains. */
function pValues(options: Omit<SimulationOptions, 'seed'>, fitCells: (cells: Cells) => Fit | null, ties: TieTreatment = 'half'): number[] {
  return Array.from({ length: 300 }, (_, seed) => testOf(simulateVotes({ ...options, seed: seed + 1 }).votes, fitCells, ties)!.p)
}

const bradleyTerry = (cells: Cells) => fitBradleyTerry(cells, 0.5)
for (const [name, options, fitCells] of [
  ['many votes', { models: 8, votes: 4_000 }, bradleyTerry],
  ['few votes a pair', { models: 12, votes: 660 }, bradleyTerry],
  ['lopsided pairs', { models: 10, votes: 900, sd: 1.5 }, bradleyTerry],
  ['ties as half wins', { models: 10, votes: 900, ties: { kind: 'logistic-score', amount: 0.4 } }, bradleyTerry],
  ['Davidson\'s ties by Davidson\'s model', { models: 10, votes: 900, ties: { kind: 'davidson', amount: 0.6 } }, (cells: Cells) => fitDavidson(cells, 0.5)],
] as const) {
  test(`${name}: votes that the model explains are rejected as often as p says`, () => {
    const values = pValues(options, fitCells)
    for (const level of [0.05, 0.2, 0.5, 0.8]) {
      const share = values.filter((p) => p < level).length / values.length
      assert.ok(Math.abs(share - level) < 3.5 * Math.sqrt(level * (1 - level) / values.length), `${share} of the p-values are below ${level}`)
    }
  })
}

test('a circle is no order: p is tiny and each of its pairs an outlier', () => {
  const votes = votesOf(['rock', 'paper', 'scissors', 'well'], [
    ['paper', 'rock', 70, 30], ['scissors', 'paper', 70, 30], ['rock', 'scissors', 70, 30], ['well', 'rock', 50, 50], ['well', 'paper', 50, 50], ['well', 'scissors', 50, 50],
  ])
  const { p, outliers } = testOf(votes, (cells) => fitBradleyTerry(cells, 0.5))!
  assert.ok(p < 1e-6)
  assert.deepEqual(outliers.map(({ a, b, residual }) => [a, b, Math.sign(residual)]).sort(), [['paper', 'scissors', -1], ['rock', 'paper', -1], ['rock', 'scissors', 1]])
})

test('one upset of a strong favourite is no outlier, however large its residual', () => {
  const votes = votesOf(['a', 'b', 'c', 'd'], [['a', 'b', 160, 40], ['b', 'c', 160, 40], ['c', 'd', 150, 50], ['d', 'a', 1, 0]])
  const { outliers } = testOf(votes, (cells) => fitBradleyTerry(cells, 0.5))!
  assert.deepEqual(outliers, [])
})

test('a board on which no pair met five times is not tested', () => {
  assert.equal(testOf(simulateVotes({ models: 20, votes: 100, seed: 1 }).votes, (cells) => fitBradleyTerry(cells, 0.5)), undefined)
})
