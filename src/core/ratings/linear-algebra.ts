/**
 * The little linear algebra that ratings need: symmetric positive definite matrices, dense, row after row in one
 * Float64Array of n × n numbers. Every inner loop runs along a row, which is what makes it quick.
 */

/** Σ a[aAt + k] b[bAt + k] over `length` numbers, in four sums that a processor can make side by side. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let k = 0
  for (; k + 3 < length; k += 4) {
    first += a[aAt + k]! * b[bAt + k]!
    second += a[aAt + k + 1]! * b[bAt + k + 1]!
    third += a[aAt + k + 2]! * b[bAt + k + 2]!
    fourth += a[aAt + k + 3]! * b[bAt + k + 3]!
  }
  for (; k < length; k++) first += a[aAt + k]! * b[bAt + k]!
  return first + second + (third + fourth)
}

/** to[toAt + k] += factor from[fromAt + k]. */
export function addTimes(factor: number, from: Float64Array, fromAt: number, to: Float64Array, toAt: number, length: number): void {
  for (let k = 0; k < length; k++) to[toAt + k]! += factor * from[fromAt + k]!
}

/**
 * Replaces the lower triangle of A by L of A = L L' (Cholesky, by rows); the upper triangle is neither read nor written.
 * False where A is not positive definite; the numbers are then of no use.
 */
export function factorInPlace(matrix: Float64Array, n: number): boolean {
  for (let row = 0; row < n; row++) {
    const at = row * n
    for (let column = 0; column < row; column++) {
      const rest = matrix[at + column]! - dot(matrix, at, matrix, column * n, column)
      matrix[at + column] = rest / matrix[column * n + column]!
    }
    const pivot = matrix[at + row]! - dot(matrix, at, matrix, at, row)
    if (!(pivot > 0)) return false
    matrix[at + row] = Math.sqrt(pivot)
  }
  return true
}

/** Replaces b by the x of L L' x = b, L being the lower triangle that `factorInPlace` left. */
export function solveInPlace(factor: Float64Array, n: number, b: Float64Array): void {
  for (let row = 0; row < n; row++) b[row] = (b[row]! - dot(factor, row * n, b, 0, row)) / factor[row * n + row]!
  solveTransposedInPlace(factor, n, b)
}

/** Replaces b by the x of L' x = b. Of standard normal b it makes a draw with covariance (L L')⁻¹. */
export function solveTransposedInPlace(factor: Float64Array, n: number, b: Float64Array): void {
  for (let row = n - 1; row >= 0; row--) {
    const x = b[row]! / factor[row * n + row]!
    b[row] = x
    addTimes(-x, factor, row * n, b, 0, row)
  }
}

/** (L L')⁻¹, full and symmetric. */
export function inverseOf(factor: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    const at = row * n
    for (let k = 0; k < row; k++) addTimes(factor[at + k]!, lower, k * n, lower, at, k + 1)
    const pivot = factor[at + row]!
    for (let k = 0; k < row; k++) lower[at + k]! /= -pivot
    lower[at + row] = 1 / pivot
  }
  const inverse = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    for (let row = 0; row <= k; row++) addTimes(lower[k * n + row]!, lower, k * n, inverse, row * n, row + 1)
  }
  mirrorLower(inverse, n)
  return inverse
}

/** A B A' for a symmetric B, full and symmetric. */
export function conjugate(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const half = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) half[row * n + column] = dot(a, row * n, b, column * n, n)
  }
  const whole = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) whole[row * n + column] = dot(half, row * n, a, column * n, n)
  }
  mirrorLower(whole, n)
  return whole
}

/** Copies the lower triangle to the upper one. */
export function mirrorLower(matrix: Float64Array, n: number): void {
  for (let row = 1; row < n; row++) {
    for (let column = 0; column < row; column++) matrix[column * n + row] = matrix[row * n + column]!
  }
}
