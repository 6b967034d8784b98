import { logBeta } from './special-functions.ts'

/**
 * Evidence that two models differ, valid at every look: watch a pair as long as you like, and say "A beats B" the moment
 * the e-value reaches 1 / alpha; the chance of ever saying so of two equal models is at most alpha (Ville, 1939).
 */

/** Largest e-value that is told; beyond it floating point numbers end, and nobody doubts any more. */
const mostEvidence = Number.MAX_VALUE

/**
 * The e-value of `wins` and `losses` (decisive votes of one pair) against "each wins half of them": the likelihood ratio
 * of a uniform mixture over all shares, e = 2^(w+l) · B(w+1, l+1) (Robbins, 1970). 1 without votes; ≥ 20 may be said
 * aloud at 5 %. The one who is ahead is the better one: saying the wrong name has the same bound.
 */
export function eValue(wins: number, losses: number): number {
  if (wins + losses === 0) return 1
  return Math.min(mostEvidence, Math.exp((wins + losses) * Math.LN2 + logBeta(wins + 1, losses + 1)))
}

/**
 * Interval of the share of decisive votes that the first wins, which covers the truth at all looks together with
 * probability 1 - alpha: {p: ln B(w+1, l+1) - w ln p - l ln(1-p) < ln(1/alpha)} (Robbins, 1970). All of 0 to 1 without
 * votes. It leaves out one half exactly when the e-value is above 1 / alpha.
 */
export function confidenceSequence(wins: number, losses: number, alpha = 0.05): { lo: number; hi: number } {
  const limit = -Math.log(alpha) - logBeta(wins + 1, losses + 1)
  const isInside = (share: number) => -times(wins, Math.log(share)) - times(losses, Math.log1p(-share)) < limit
  const best = wins + losses > 0 ? wins / (wins + losses) : 0.5
  return {
    lo: wins > 0 ? border(isInside, best, 0) : 0,
    hi: losses > 0 ? border(isInside, best, 1) : 1,
  }
}

/** Where between a share inside and one outside the interval ends, by bisection to the last digit. */
function border(isInside: (share: number) => boolean, inside: number, outside: number): number {
  for (;;) {
    const middle = (inside + outside) / 2
    if (middle === inside || middle === outside) return middle
    if (isInside(middle)) inside = middle
    else outside = middle
  }
}

/** 0 · ln 0 is 0 here: an outcome that never came says nothing about a share of 0. */
function times(count: number, logarithm: number): number {
  return count === 0 ? 0 : count * logarithm
}

/**
 * The share of alpha that the `look`-th look (from 1) at a board may spend, so that all looks together spend at most
 * alpha: 6 alpha / (π² look²). For figures without an e-value, looked at each time the votes have doubled.
 */
export function alphaOfLook(look: number, alpha = 0.05): number {
  return (6 * alpha) / (Math.PI * look) ** 2
}

/**
 * Which look at a board is due at this many votes, when the first is at `first` votes and each next one when they have
 * doubled; 0 before the first.
 */
export function lookAt(votes: number, first = 50): number {
  return votes < first ? 0 : Math.floor(Math.log2(votes / first)) + 1
}
