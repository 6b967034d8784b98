import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { alphaOfLook, confidenceSequence, eValue, lookAt } from './anytime.ts'

/** The mixture itself, summed up: ∫ (2p)^w (2(1-p))^l dp by the midpoint rule. */
function integrated(wins: number, losses: number, steps = 200_000): number {
  let sum = 0
  for (let step = 0; step < steps; step++) {
    const share = (step + 0.5) / steps
    sum += Math.exp(wins * Math.log(2 * share) + losses * Math.log(2 * (1 - share)))
  }
  return sum / steps
}

for (const [wins, losses] of [[0, 0], [1, 0], [0, 5], [7, 3], [20, 2], [60, 40], [200, 150], [0.5, 2.5]] as const) {
  test(`the e-value of ${wins} to ${losses} is the integral of the likelihood ratio`, () => {
    const expected = integrated(wins, losses)
    assert.ok(Math.abs(eValue(wins, losses) / expected - 1) < 1e-6, `${eValue(wins, losses)} is not ${expected}`)
  })
}

// ln e and the 95 % borders by scipy 1.17: betaln, and brentq on the definition.
const known: Array<[wins: number, losses: number, lnE: number, lo: number, hi: number]> = [
  [5, 0, 1.6739764335716716, 0.38385194963737757, 1],
  [7, 3, -0.2539152099809634, 0.26674052616419347, 0.96335970962449],
  [60, 40, -0.09096487798123576, 0.4407744481879106, 0.7460362553482378],
  [1000, 900, -0.9179990601335248, 0.48481762058311567, 0.5675726655296094],
  [500_000, 498_000, -4.676956325536594, 0.49880017848440605, 0.5032038036237199],
]

for (const [wins, losses, lnE, lo, hi] of known) {
  test(`agrees with scipy on ${wins} to ${losses}`, () => {
    const sequence = confidenceSequence(wins, losses)
    assert.ok(Math.abs(Math.log(eValue(wins, losses)) - lnE) < 1e-7)
    assert.ok(Math.abs(sequence.lo - lo) < 1e-9, `${sequence.lo} is not ${lo}`)
    assert.ok(Math.abs(sequence.hi - hi) < 1e-9, `${sequence.hi} is not ${hi}`)
    const mirrored = confidenceSequence(losses, wins)
    assert.ok(Math.abs(mirrored.lo - (1 - hi)) < 1e-9 && Math.abs(mirrored.hi - (1 - lo)) < 1e-9)
  })
}

test('without votes nothing is known', () => {
  assert.equal(eValue(0, 0), 1)
  assert.deepEqual(confidenceSequence(0, 0), { lo: 0, hi: 1 })
})

test('a million votes on one side stay a finite number', () => {
  assert.equal(eValue(1_000_000, 0), Number.MAX_VALUE)
  const { lo, hi } = confidenceSequence(1_000_000, 0)
  assert.ok(lo > 0.99998 && lo < 1)
  assert.equal(hi, 1)
})

test('the sequence leaves out one half exactly when the e-value is above 1 / alpha', () => {
  for (let wins = 0; wins <= 40; wins++) {
    for (let losses = 0; losses <= 40; losses++) {
      const { lo, hi } = confidenceSequence(wins, losses, 0.05)
      assert.equal(lo > 0.5 || hi < 0.5, eValue(wins, losses) > 20, `${wins} to ${losses}`)
    }
  }
})

/** In how many of `runs` long watches of a pair something was ever said. */
function everSaid(runs: number, votes: number, share: number, isSaid: (wins: number, losses: number) => boolean): number {
  const chance = new Chance(7)
  let said = 0
  for (let run = 0; run < runs; run++) {
    let wins = 0
    for (let vote = 1; vote <= votes; vote++) {
      if (chance.next() < share) wins++
      if (isSaid(wins, vote - wins)) {
        said++
        break
      }
    }
  }
  return said / runs
}

test('looking after each of 2,000 votes keeps the error of equal models below 5 %, where a fixed test errs', () => {
  const seeming = (wins: number, losses: number) => wins + losses >= 10 && Math.abs(wins - losses) > 1.96 * Math.sqrt(wins + losses)
  assert.ok(everSaid(1_000, 2_000, 0.5, seeming) > 0.3)
  const wrong = everSaid(1_000, 2_000, 0.5, (wins, losses) => eValue(wins, losses) >= 20)
  assert.ok(wrong > 0 && wrong <= 0.05, `said of equal models: ${wrong}`)
})

test('a real difference is found: 60 % of the votes are told from half within 1,000 votes', () => {
  assert.ok(everSaid(300, 1_000, 0.6, (wins, losses) => eValue(wins, losses) >= 20) > 0.97)
})

test('the confidence sequence covers the truth at all of 1,000 looks together', () => {
  const lost = everSaid(500, 1_000, 0.7, (wins, losses) => {
    const { lo, hi } = confidenceSequence(wins, losses)
    return lo > 0.7 || hi < 0.7
  })
  assert.ok(lost <= 0.05, `left out the truth: ${lost}`)
})

/** Both tails of the normal distribution beyond z, by the trapezoid rule. */
function tails(z: number): number {
  let sum = 0
  for (let x = z; x < 12; x += 1e-4) sum += Math.exp((-x * x) / 2) * 1e-4
  return (2 * sum) / Math.sqrt(2 * Math.PI)
}

test('the looks spend alpha as z = 2.16, 2.67, 2.93, 3.11 and never more than all of it', () => {
  for (const [index, z] of [2.165, 2.669, 2.931, 3.105].entries()) {
    assert.ok(Math.abs(alphaOfLook(index + 1) / tails(z) - 1) < 0.005, `look ${index + 1}`)
  }
  let spent = 0
  for (let look = 1; look <= 100_000; look++) spent += alphaOfLook(look)
  assert.ok(spent < 0.05 && spent > 0.04999)
})

test('a look is due when the votes have doubled', () => {
  assert.deepEqual([0, 49, 50, 99, 100, 199, 200, 50 * 2 ** 10].map((votes) => lookAt(votes)), [0, 0, 1, 1, 2, 2, 3, 11])
})
