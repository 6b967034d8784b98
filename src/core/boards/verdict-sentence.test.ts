import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duelsToSettle, verdictSentence } from './verdict-sentence.ts'
import type { Counted, Difference, Side } from './verdict-sentence.ts'

const owl: Side = { name: 'Owl', price: 3, seconds: 12 }
const mole: Side = { name: 'Mole', price: 1, seconds: 4 }
const unpriced: Side = { name: 'Mole', price: null, seconds: null }

function difference(points: number, halfWidth: number): Difference {
  return { points, se: halfWidth / 1.96, lo: points - halfWidth, hi: points + halfWidth }
}

const cases: Array<[name: string, b: Side, difference: Difference | null, kind: string, better: string | null, text: string]> = [
  ['an interval above zero: the first is better', unpriced, difference(100, 50), 'better', 'a',
    'Owl is better than Mole: it would be expected to be preferred in 64% of duels (57 to 70%). They have not met in a duel that counts.'],
  ['an interval below zero: the second is better', unpriced, difference(-100, 50), 'better', 'b',
    'Mole is better than Owl: it would be expected to be preferred in 64% of duels (57 to 70%). They have not met in a duel that counts.'],
  ['an interval within five of a hundred duels: the same', unpriced, difference(2, 30), 'same', null,
    'Owl and Mole are equally good, within 5% of duels: the first would be expected to be preferred in 50% of duels (46 to 55%). They have not met in a duel that counts.'],
  ['a small lead that is certain is still the same for a reader', unpriced, difference(15, 10), 'same', null,
    'Owl and Mole are equally good, within 5% of duels: the first would be expected to be preferred in 52% of duels (51 to 54%). They have not met in a duel that counts.'],
  ['neither: not enough votes, and how many more', unpriced, difference(-40, 60), 'open', null,
    'There are not enough votes to say whether Mole or Owl is better: the first would be expected to be preferred in 56% of duels (47 to 64%); '
    + 'about 160 more votes on the two, on new challenges, would settle it. They have not met in a duel that counts.'],
  ['no difference: the reason', unpriced, null, 'unknown', null,
    'Owl and Mole cannot be compared by votes yet: they have no rating on one scale.'],
  ['without a difference price and speed are told all the same', mole, null, 'unknown', null,
    'Owl and Mole cannot be compared by votes yet: they have no rating on one scale. '
    + 'Owl costs 3.0 times as much per output token as Mole. Owl takes 3.0 times as long for an answer as Mole.'],
  ['price and speed are told where both are known', mole, difference(100, 50), 'better', 'a',
    'Owl is better than Mole: it would be expected to be preferred in 64% of duels (57 to 70%). They have not met in a duel that counts. '
    + 'Owl costs 3.0 times as much per output token as Mole. Owl takes 3.0 times as long for an answer as Mole.'],
  ['equal prices are told as equal', { ...unpriced, price: 3.1 }, difference(100, 50), 'better', 'a',
    'Owl is better than Mole: it would be expected to be preferred in 64% of duels (57 to 70%). They have not met in a duel that counts. They cost the same per output token.'],
  ['a free model has no ratio of prices', { ...unpriced, price: 0 }, difference(100, 50), 'better', 'a',
    'Owl is better than Mole: it would be expected to be preferred in 64% of duels (57 to 70%). They have not met in a duel that counts.'],
]

for (const [name, b, given, kind, better, text] of cases) {
  test(name, () => {
    const said = verdictSentence(owl, b, given)
    assert.deepEqual([said.kind, said.better, said.text], [kind, better, text])
  })
}

const met: Array<[name: string, counted: Counted, text: string]> = [
  ['duels between the two are told beside what is expected, also where they came out otherwise', { games: 7, wins: 1, losses: 6, ties: 0, bothBad: 0 },
    'Of the 7 duels between them that count, Owl won 1 and Mole won 6.'],
  ['ties and duels of two bad answers are told apart', { games: 1_204, wins: 600, losses: 600, ties: 1, bothBad: 3 },
    'Of the 1,204 duels between them that count, Owl won 600, Mole won 600, 1 was a tie, and in 3 both were bad.'],
  ['a single duel', { games: 1, wins: 0, losses: 1, ties: 0, bothBad: 0 }, 'Of the one duel between them that counts, Owl won 0 and Mole won 1.'],
]

for (const [name, counted, text] of met) {
  test(name, () => {
    for (const [points, halfWidth] of [[100, 50], [2, 30], [40, 60]] as const) {
      assert.ok(verdictSentence(owl, unpriced, difference(points, halfWidth), { counted }).text.endsWith(`. ${text}`), `${points}`)
    }
  })
}

test('what was counted is told where there is no difference to speak of, too', () => {
  const { text } = verdictSentence(owl, unpriced, null, { counted: { games: 2, wins: 0, losses: 0, ties: 2, bothBad: 0 } })
  assert.equal(text, 'Owl and Mole cannot be compared by votes yet: they have no rating on one scale. Of the 2 duels between them that count, Owl won 0, Mole won 0, and 2 were ties.')
})

test('turned around, everything is said of the other', () => {
  const [one, other] = [verdictSentence(owl, mole, difference(60, 80)), verdictSentence(mole, owl, difference(-60, 80))]
  assert.equal(one.text, other.text)
  assert.equal(one.moreDuels, other.moreDuels)
  assert.ok(Math.abs(one.share!.lo + other.share!.hi - 1) < 1e-12)
  assert.equal(one.priceRatio! * other.priceRatio!, 1)
})

test('so many duels more bring the interval to where it settles the question', () => {
  const open = difference(40, 60)
  const duels = duelsToSettle(open)
  const scale = 400 / Math.LN10
  const expected = 1 / (1 + 10 ** (-40 / 400))
  const seAfter = (count: number) => 1 / Math.sqrt(1 / open.se ** 2 + (count * expected * (1 - expected)) / scale ** 2)
  assert.ok(1.96 * seAfter(duels) <= 40)
  assert.ok(1.96 * seAfter(duels - 1) > 40)
})
