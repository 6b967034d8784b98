import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chiSquareTail, logGamma, normalBelow } from './special-functions.ts'

// By mpmath 1.3 with 40 digits.
const tails: Array<[x: number, df: number, tail: number]> = [
  [0, 3, 1], [3.841458820694124, 1, 0.05000000000000006], [0.5, 1, 0.4795001221869535], [200, 1, 2.088487583762545e-45],
  [1e-8, 2, 0.999999995], [3, 2, 0.22313016014842982], [12.5, 7, 0.08526927515826928], [7, 7, 0.42887985755305474],
  [90, 100, 0.7531979655998298], [150, 100, 0.0009039320423540091], [20_100, 19_800, 0.06637372111400537],
  [19_000, 19_800, 0.9999767190424927], [21_500, 19_800, 4.657156898475884e-17], [60, 0.7, 3.945727090966405e-15],
  [1e6, 1e6, 0.4998119368033945], [400, 10, 9.413291991183476e-80],
]

for (const [x, df, expected] of tails) {
  test(`the tail of chi-square with ${df} degrees of freedom beyond ${x} is mpmath's`, () => {
    // Beyond thousands of degrees of freedom the logarithms of the front factor lose digits.
    const tolerance = df > 1_000 ? 1e-9 : 1e-12
    assert.ok(Math.abs(chiSquareTail(x, df) / expected - 1) < tolerance, `${chiSquareTail(x, df)} is not ${expected}`)
  })
}

const normal: Array<[x: number, below: number]> = [
  [-8, 6.220960574271784e-16], [-3, 0.0013498980316300946], [-1.959963984540054, 0.025000000000000012], [-0.1, 0.460172162722971],
  [0, 0.5], [0.5, 0.6914624612740131], [2, 0.9772498680518208], [5, 0.9999997133484281],
]

for (const [x, expected] of normal) {
  test(`a normal variable is below ${x} as often as mpmath says`, () => {
    assert.ok(Math.abs(normalBelow(x) / expected - 1) < 1e-12, `${normalBelow(x)} is not ${expected}`)
  })
}

test('the gamma function of whole numbers is the factorial', () => {
  let factorial = 1
  for (let n = 1; n < 20; n++) {
    assert.ok(Math.abs(Math.exp(logGamma(n + 1)) / (factorial *= n) - 1) < 1e-13)
  }
})
