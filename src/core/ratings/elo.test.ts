import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { withoutData } from '../../testing/source-files.ts'
import { readTable, readVotes, votesOf as votesOfRows } from '../../testing/vote-tables.ts'
import { eloOrderDependence, eloRatings } from './elo.ts'
import type { Outcome, Votes } from './votes.ts'

function votesOf(rows: Array<[left: string, right: string, outcome: Outcome]>): Votes {
  return votesOfRows(rows.map(([left, right, outcome]) => ({ left, right, outcome })))
}

for (const [votesFile, goldenFile] of [
  ['votes/evalica/simple.csv', 'votes/evalica/simple-golden.csv'],
  ['votes/evalica/food.csv', 'votes/evalica/food-golden.csv'],
  ['votes/llmfao/crowd-comparisons.csv', 'votes/llmfao/expected-evalica-golden.csv'],
] as const) {
  test(`Elo of ${votesFile} is evalica's`, { skip: withoutData(votesFile) }, () => {
    const votes = readVotes(votesFile)
    const golden = readTable(goldenFile).filter(({ algorithm }) => algorithm === 'elo')
    const ratings = eloRatings(votes)
    assert.equal(golden.length, votes.models.length)
    for (const { item, score } of golden) {
      const rating = ratings[votes.models.indexOf(item!)]!
      assert.ok(Math.abs(rating - Number(score)) < 1e-9, `${item}: ${rating} is not ${score}`)
    }
  })
}

test('a win between equals moves half of K, a tie nothing, and points are only passed on', () => {
  assert.deepEqual([...eloRatings(votesOf([['a', 'b', 'left']]), { k: 32 })], [1016, 984])
  assert.deepEqual([...eloRatings(votesOf([['a', 'b', 'tie'], ['b', 'a', 'both-bad']]))], [1000, 1000])
  const ratings = eloRatings(votesOf([['a', 'b', 'left'], ['b', 'c', 'right'], ['c', 'a', 'left']]), { start: 1500 })
  assert.ok(Math.abs(ratings.reduce((sum, one) => sum + one) - 4500) < 1e-9)
})

test('a row that stands for three votes is three games', () => {
  const once = votesOf([['a', 'b', 'left']])
  const thrice = votesOf([['a', 'b', 'left'], ['a', 'b', 'left'], ['a', 'b', 'left']])
  assert.deepEqual(eloRatings({ ...once, weight: Float64Array.of(3) }), eloRatings(thrice))
})

test('the order of votes moves Elo as much as the error of an honest rating, 12 points', () => {
  const votes = battlesOf({ models: 20, length: 10_000, sd: 0.6, chance: new Chance(1) })
  const chance = new Chance(2)
  const { sd, rankCount, rankLo, rankHi } = eloOrderDependence(votes, { random: () => chance.next() })
  const mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, one) => sum + one) / list.length
  assert.ok(mean(sd) > 9 && mean(sd) < 18, `mean sd ${mean(sd)}`)
  assert.ok(mean(rankCount) > 4 && mean(rankCount) < 8, `mean count of ranks ${mean(rankCount)}`)
  for (let model = 0; model < 20; model++) assert.ok(rankCount[model]! <= rankHi[model]! - rankLo[model]! + 1)
})

test('one order is no spread', () => {
  const chance = new Chance(2)
  const { sd, rankCount } = eloOrderDependence(votesOf([['a', 'b', 'left'], ['a', 'b', 'left']]), { shuffles: 5, random: () => chance.next() })
  assert.deepEqual([...sd], [0, 0])
  assert.deepEqual([...rankCount], [1, 1])
})

/** Battles between models whose log-odds are normal with this standard deviation. */
function battlesOf({ models, length, sd, chance }: { models: number; length: number; sd: number; chance: Chance }): Votes {
  const strength = Array.from({ length: models }, () => sd * Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next()))
  const rows = Array.from({ length }, (): [string, string, Outcome] => {
    const left = chance.below(models)
    const right = (left + 1 + chance.below(models - 1)) % models
    return [String(left), String(right), chance.next() < 1 / (1 + Math.exp(strength[right]! - strength[left]!)) ? 'left' : 'right']
  })
  return votesOf(rows)
}
