import { normalBelow } from './special-functions.ts'

/** Where the normal distribution ends for this purpose, and the width of a step of Simpson's rule. */
const end = 12
const steps = 2_400

/**
 * Mean of the largest of `count` standard normal variables: ∫₀^∞ 1 - Φ(x)^n - (1 - Φ(x))^n dx. 0 for one, 1.54 for ten.
 */
export function expectedMaximum(count: number): number {
  const step = end / steps
  let sum = 0
  for (let index = 0; index <= steps; index++) {
    const tail = normalBelow(-index * step)
    const factor = index === 0 || index === steps ? 1 : index % 2 ? 4 : 2
    sum += factor * (-Math.expm1(count * Math.log1p(-tail)) - tail ** count)
  }
  return (sum * step) / 3
}

/**
 * By how much the best rating among `count` equally good variants is too high on average, when each was measured with
 * the standard error `se` and only the best is shown ("The Leaderboard Illusion", arXiv:2504.20879). To be taken off.
 */
export function bestOfBias(count: number, se: number): number {
  return count > 1 ? se * expectedMaximum(count) : 0
}
