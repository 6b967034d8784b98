import { factorInPlace, solveInPlace } from './linear-algebra.ts'

/** A concave function of `size` numbers. */
export interface Concave {
  size: number
  /** Its value; -Infinity or NaN where it is not defined. */
  valueAt(x: Float64Array): number
  /** Adds to `gradient`, and to the lower triangle of `information`: minus the second derivatives. Both come as zeros. */
  addSlopesAt(x: Float64Array, gradient: Float64Array, information: Float64Array): void
}

export interface Optimum {
  x: Float64Array
  value: number
  iterations: number
  /** The Cholesky factor of the information there. */
  factor: Float64Array
}

/** Steps below this have reached the optimum; about 2e-8 rating points. */
const least = 1e-10
/** Below this, a step that is hardly shorter than the one before is the noise of rounding: close by, Newton squares. */
const noise = 1e-6
const mostIterations = 200

/**
 * The maximum of a concave function by Newton's method with damping: the step is halved while the value falls. Null where
 * it has none that is finite, or none that numbers of 53 bits can tell from a plain. The last step is no longer than
 * `tolerance`; what is left after it is about its square.
 */
export function maximise(concave: Concave, start: Float64Array, tolerance = least): Optimum | null {
  const { size } = concave
  let x: Float64Array = start.slice()
  let value = concave.valueAt(x)
  let last = Infinity
  for (let iterations = 1; iterations <= mostIterations; iterations++) {
    const [step, factor] = [new Float64Array(size), new Float64Array(size * size)]
    concave.addSlopesAt(x, step, factor)
    if (!factorInPlace(factor, size)) return null
    solveInPlace(factor, size, step)
    const length = step.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    if (!Number.isFinite(length)) return null
    const next = climb(concave, x, value, step)
    x = next.x
    value = next.value
    if (length <= tolerance || (length < noise && length > last / 2)) return { x, value, iterations, factor }
    last = length
  }
  return null
}

/** The end of the step, or of its half, quarter … where the value is no longer lower than at its start. */
function climb(concave: Concave, x: Float64Array, value: number, step: Float64Array): { x: Float64Array; value: number } {
  // A value this little lower is equal: its sum, of terms that may be larger than itself, has rounding errors of this size.
  const lowest = value - 1e-12 * (1 + Math.abs(value))
  for (let part = 1; part > 1e-12; part /= 2) {
    const next = x.map((from, at) => from + part * step[at]!)
    const reached = concave.valueAt(next)
    if (reached >= lowest) return { x: next, value: reached }
  }
  return { x, value }
}
