import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../../testing/chance.ts'
import { conjugate, factorInPlace, inverseOf, solveInPlace, solveTransposedInPlace } from './linear-algebra.ts'

/** M M' + I of chance numbers: symmetric and positive definite. */
function definite(n: number, chance: Chance): Float64Array {
  const root = Float64Array.from({ length: n * n }, () => chance.next() - 0.5)
  return times(root, transposed(root, n), n).map((value, at) => value + (at % (n + 1) === 0 ? 1 : 0))
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]!)
}

/** The product, as the schoolbook has it. */
function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  return a.map((_, at) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!
    return sum
  })
}

function assertClose(actual: Float64Array, expected: Float64Array, tolerance = 1e-11): void {
  assert.equal(actual.length, expected.length)
  for (const [at, value] of expected.entries()) assert.ok(Math.abs(actual[at]! - value) < tolerance, `at ${at}: ${actual[at]} is not ${value}`)
}

for (const n of [1, 2, 3, 5, 17, 64]) {
  test(`a matrix of ${n} rows is factored, solved and inverted as the schoolbook has it`, () => {
    const matrix = definite(n, new Chance(n))
    const factor = matrix.slice()
    assert.ok(factorInPlace(factor, n))
    const lower = factor.map((value, at) => (at % n <= Math.floor(at / n) ? value : 0))
    assertClose(times(lower, transposed(lower, n), n), matrix)

    const x = Float64Array.from({ length: n }, (_, row) => row - 1.5)
    const b = x.map((_, row) => x.reduce((sum, value, k) => sum + matrix[row * n + k]! * value, 0))
    solveInPlace(factor, n, b)
    assertClose(b, x)

    const upper = transposed(lower, n)
    const c = x.map((_, row) => x.reduce((sum, value, k) => sum + upper[row * n + k]! * value, 0))
    solveTransposedInPlace(factor, n, c)
    assertClose(c, x)

    const identity = matrix.map((_, at) => (at % (n + 1) === 0 ? 1 : 0))
    assertClose(times(inverseOf(factor, n), matrix, n), identity)
  })

  test(`A B A' of ${n} rows is the product of the three`, () => {
    const chance = new Chance(n + 100)
    const a = Float64Array.from({ length: n * n }, () => chance.next() - 0.5)
    const b = definite(n, chance)
    assertClose(conjugate(a, b, n), times(times(a, b, n), transposed(a, n), n))
  })
}

test('a matrix that is not positive definite is refused', () => {
  for (const matrix of [[0], [-1], [1, 0, 2, 1], [NaN], [1, 0, 1, 1]]) {
    assert.equal(factorInPlace(Float64Array.from(matrix), Math.sqrt(matrix.length)), false, String(matrix))
  }
})
