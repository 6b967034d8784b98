import { logBeta, normalBelow } from './special-functions.ts'

/** The 97.5 % point of the standard normal distribution: 95 % of it lie within ± this. */
export const normalCritical = 1.959963984540054

/**
 * The t for which 95 % of Student's distribution with `df` degrees of freedom lie within ± t, by halving. Infinity without
 * degrees of freedom, the normal one for infinitely many.
 */
export function studentCritical(df: number): number {
  if (!(df > 0)) return Infinity
  if (df === Infinity) return normalCritical
  let [lo, hi] = [normalCritical, 2 * normalCritical]
  while (studentTails(hi, df) > 0.05) hi *= 2
  for (;;) {
    const middle = (lo + hi) / 2
    if (middle === lo || middle === hi) return middle
    if (studentTails(middle, df) > 0.05) lo = middle
    else hi = middle
  }
}

/** Probability that Student's t with `df` degrees of freedom is beyond ± t: I(df / (df + t²); df / 2, ½). */
export function studentTails(t: number, df: number): number {
  if (df === Infinity) return 2 * normalBelow(-Math.abs(t))
  return incompleteBeta(df / (df + t * t), df / 2, 0.5)
}

/**
 * The regularised incomplete beta function I(x; a, b): the continued fraction in Lentz's form where it converges quickly,
 * its mirror image elsewhere (Abramowitz and Stegun 26.5.8).
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))]
  let fraction = d
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return front * fraction
}
