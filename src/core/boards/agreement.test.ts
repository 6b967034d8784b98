import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementAmong, agreementOf, type JudgedPair } from './agreement.ts'

/** One pair for each count of a table of verdicts, each on a prompt of its own. */
function pairsFrom(table: number[][]): JudgedPair[] {
  let prompt = 0
  const said = (preference: number) => [0, 1, 2].map((one) => (one === preference ? 1 : 0)) as [number, number, number]
  return table.flatMap((row, one) => row.flatMap((count, other) =>
    Array.from({ length: count }, () => ({ prompt: prompt++, one: said(one), other: said(other) }))))
}

// Fleiss, Statistical Methods for Rates and Proportions (1981), table 13.1: two clinicians, 100 patients.
const diagnoses = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]

/** The standard error as Fleiss, Cohen and Everitt write it: (A + B - C) over cells and margins. */
function publishedError(counts: number[][]): number {
  const total = counts.flat().reduce((a, b) => a + b)
  const table = counts.map((row) => row.map((count) => count / total))
  const rows = table.map((row) => row.reduce((a, b) => a + b))
  const columns = [0, 1, 2].map((column) => table.reduce((a, row) => a + row[column]!, 0))
  const expected = rows.reduce((a, row, index) => a + row * columns[index]!, 0)
  const kappa = ([0, 1, 2].reduce((a, index) => a + table[index]![index]!, 0) - expected) / (1 - expected)
  let [a, b] = [0, 0]
  for (const [i, row] of table.entries()) {
    for (const [j, cell] of row.entries()) {
      if (i === j) a += cell * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2
      else b += cell * (columns[i]! + rows[j]!) ** 2 * (1 - kappa) ** 2
    }
  }
  const c = (kappa - expected * (1 - kappa)) ** 2
  return Math.sqrt((a + b - c) / total) / (1 - expected)
}

test('kappa and its standard error are the published ones where every pair has a prompt of its own', () => {
  const found = agreementOf(pairsFrom(diagnoses))!
  assert.equal(found.raw, 0.89)
  assert.equal(found.kappa!.toFixed(2), '0.68')
  // The interval is clustered by prompt, with G/(G-1) for 100 prompts.
  const se = (found.kappa! - found.lo!) / 1.959963984540054 / Math.sqrt(100 / 99)
  assert.ok(Math.abs(se - publishedError(diagnoses)) < 1e-12)
})

test('two who agree as chance would have it have a kappa of zero', () => {
  const found = agreementOf(pairsFrom([[4, 0, 4], [0, 0, 0], [4, 0, 4]]))!
  assert.deepEqual([found.kappa, found.raw, found.decided], [0, 0.5, 0.5])
})

test('two who always say one and the same thing have no kappa', () => {
  assert.deepEqual(agreementOf(pairsFrom([[5, 0, 0], [0, 0, 0], [0, 0, 0]])), { pairs: 5, prompts: 5, raw: 1, decided: 1, kappa: null, lo: null, hi: null })
})

test('a pair counts once, however many people judged it', () => {
  const many: JudgedPair = { prompt: 1, one: [3, 1, 0], other: [1, 0, 0] }
  const found = agreementOf([many, { prompt: 2, one: [1, 0, 0], other: [0, 0, 1] }])!
  assert.equal(found.raw, (3 / 4 + 0) / 2)
})

test('people among themselves: two of three who differ agree in a third of the combinations', () => {
  const found = agreementAmong([{ prompt: 1, one: [2, 0, 1] }, { prompt: 2, one: [1, 0, 0] }])!
  assert.deepEqual([found.pairs, found.raw], [1, 1 / 3])
})

test('pairs of one prompt move together: the same verdicts on fewer prompts leave more open', () => {
  const pairs = pairsFrom([[30, 5, 5], [5, 10, 5], [5, 5, 30]])
  const apart = agreementOf(pairs)!
  // Ten pairs a prompt, alike within a prompt because the table is filled in order.
  const together = agreementOf(pairs.map((pair, index) => ({ ...pair, prompt: Math.floor(index / 10) })))!
  assert.equal(apart.kappa, together.kappa)
  assert.ok(together.hi! - together.lo! > 1.5 * (apart.hi! - apart.lo!))
})

test('one prompt has no interval, and nothing judged by both has no agreement', () => {
  assert.equal(agreementOf(pairsFrom([[1, 0, 1], [0, 0, 0], [1, 0, 1]]).map((pair) => ({ ...pair, prompt: 0 })))!.lo, null)
  assert.equal(agreementOf([]), null)
})
