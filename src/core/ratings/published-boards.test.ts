import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { dataPath, withData, withoutData } from '../../testing/source-files.ts'
import { pairOf, readTable, votesOf, type VoteRow } from '../../testing/vote-tables.ts'
import { rate } from './rate.ts'
import type { RateReport } from './report.ts'

/** Spearman's correlation of ranks (1904): that of the places in both orders. Neither has equal values. */
function spearman(one: number[], other: number[]): number {
  const [a, b] = [placesOf(one), placesOf(other)]
  const squares = a.reduce((sum, place, index) => sum + (place - b[index]!) ** 2, 0)
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1))
}

function placesOf(values: number[]): number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  return Array.from(values.keys(), (index) => order.indexOf(index))
}

function ratingsOf(report: RateReport): Map<string, number> {
  return new Map(report.models.map(({ model, rating }) => [model, rating!]))
}

/** Correlation of the order of ratings with that of published scores, of the models that are in both. */
function agreement(report: RateReport, published: Map<string, number>): number {
  const rated = [...ratingsOf(report)].filter(([model]) => published.has(model))
  assert.ok(rated.length >= 20)
  return spearman(rated.map(([, rating]) => rating), rated.map(([model]) => published.get(model)!))
}

/** Ratings of an implementation in another language, apart from where their scale begins. */
function assertSame(report: RateReport, name: string): void {
  const { ratings } = JSON.parse(readFileSync(dataPath(name), 'utf8')) as { ratings: Record<string, number> }
  const mean = Object.values(ratings).reduce((sum, one) => sum + one) / Object.keys(ratings).length
  const rated = ratingsOf(report)
  assert.equal(rated.size, Object.keys(ratings).length)
  for (const [model, rating] of rated) assert.ok(Math.abs(rating - 1000 - (ratings[model]! - mean)) < 0.001, `${model}: ${rating} is not ${ratings[model]! - mean + 1000}`)
}

const arena = 'votes/arena-2024-03-29/decided-pairs-25models.csv'
test('Chatbot Arena of 2024-03-29: the order is the published one, Spearman above .99', { skip: withoutData(arena) }, () => {
  const rows = readTable(arena).flatMap(({ model_a: a, model_b: b, a_wins: wins, b_wins: losses }) => pairOf(a!, b!, Number(wins), Number(losses)))
  const report = rate(votesOf(rows), { prior: 0 })
  const published = readTable('votes/arena-2024-03-29/expected-leaderboard.csv').map(({ model, rating }) => [model!, Number(rating)] as const)
  assert.ok(agreement(report, new Map(published)) > 0.99)
  assertSame(report, 'votes/arena-2024-03-29/computed-bt-25models.json')
})

// Their score is the median of Elo over orders of chance, so that the order is all there is to compare.
for (const [day, correlation] of [['2025-08-25', 0.877], ['2025-08-26', 0.847]] as const) {
  const name = `votes/comparia/pairs-${day}.csv`
  test(`compar:IA of ${day}: the order agrees with the published one by ${correlation}`, { skip: withoutData(name) }, () => {
    const rows = readTable(name).flatMap(({ model_a: a, model_b: b, a_wins: wins, b_wins: losses, draws }) => pairOf(a!, b!, Number(wins), Number(losses), Number(draws)))
    const report = rate(votesOf(rows), { prior: 0 })
    const published = readTable(`votes/comparia/expected-scores-${day}.csv`).map(({ model_name: model, median }) => [model!, Number(median)] as const)
    const found = agreement(report, new Map(published))
    assert.ok(Math.abs(found - correlation) < 0.02, `${found} is not ${correlation}`)
    assertSame(report, `votes/comparia/computed-bt-${day}.json`)
  })
}

const alpacaEval = 'medium/alpaca_eval-medium.tar.zst'
const judge = 'weighted_alpaca_eval_gpt4_turbo'
test("AlpacaEval's win rates of an excerpt are the expected scores against the baseline, from the judge's probabilities", { skip: withoutData(alpacaEval) }, async () => {
  const { models } = JSON.parse(readFileSync(dataPath('medium/expected-medium.json'), 'utf8')) as { models: Record<string, Record<string, { win_rate_vs_baseline: number }>> }
  const votes = votesOf(await withData(alpacaEval, async (tree) => {
    const rows: VoteRow[] = []
    for (const file of tree.files) {
      const [, model] = /(?:^|\/)results\/([^/]+)\/weighted_alpaca_eval_gpt4_turbo\/annotations\.json$/.exec(file.path) ?? []
      if (model !== undefined) rows.push(...rowsOf(model, await Array.fromAsync(file.open())))
    }
    return rows
  }))
  const { pairs } = rate(votes, { prior: 0, pairs: true })
  assert.ok(pairs!.length >= 15)
  for (const { a, b, expected } of pairs!) {
    const [model, share] = a === baseline ? [b, 1 - expected!] : [a, expected!]
    const counted = models[model]![judge]!.win_rate_vs_baseline
    assert.ok(Math.abs(share - counted) < 1e-9, `${model}: ${share} is not ${counted}`)
  }
})

const baseline = 'gpt4_1106_preview'

/** `preference` is 1 for the baseline, 2 for the model, and between them a probability; 1.5 or 0 is a tie, nothing no verdict. */
function rowsOf(model: string, chunks: Uint8Array[]): VoteRow[] {
  const verdicts = JSON.parse(Buffer.concat(chunks).toString().replaceAll('NaN', 'null')) as Array<{ preference: number | null; generator_1: string }>
  return verdicts.flatMap(({ preference, generator_1: other }): VoteRow[] => {
    if (preference === null || model === baseline) return []
    const share = preference === 0 ? 0.5 : preference - 1
    return [{ left: model, right: other, outcome: share > 0.5 ? 'left' : share < 0.5 ? 'right' : 'tie', share }]
  })
}
