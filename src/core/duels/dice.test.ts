import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diceFrom } from './dice.ts'

const draw = (seed: string, count: number) => Array.from({ length: count }, diceFrom(seed))

test('dice fall the same way for the same seed, and another way for another', () => {
  const seed = '00112233445566778899aabbccddeeff'
  assert.deepEqual(draw(seed, 100), draw(seed, 100))
  assert.notDeepEqual(draw(seed, 100), draw(seed.replace('f', 'e'), 100))
})

test('numbers lie from 0 to below 1, evenly in 20 bins, and do not follow one another', () => {
  const numbers = draw('deadbeefdeadbeefdeadbeefdeadbeef', 100_000)
  assert.ok(numbers.every((number) => number >= 0 && number < 1))
  const bins = Array.from({ length: 20 }, (_, bin) => numbers.filter((number) => Math.floor(number * 20) === bin).length)
  const chiSquare = bins.reduce((sum, count) => sum + (count - 5_000) ** 2 / 5_000, 0)
  // 99.99th percentile of chi-square with 19 degrees of freedom.
  assert.ok(chiSquare < 50.8, `${chiSquare}`)
  const mean = numbers.slice(1).reduce((sum, number, index) => sum + (number - 0.5) * (numbers[index]! - 0.5), 0) / numbers.length
  assert.ok(Math.abs(mean) < 4 / 12 / Math.sqrt(numbers.length), `${mean}`)
})

test('a seed of zeros rolls too', () => {
  assert.equal(new Set(draw('0'.repeat(32), 1_000)).size, 1_000)
})
