import type { Cells } from './cells.ts'
import type { Concave, Optimum } from './newton.ts'

/**
 * What a vote on a pair tells, by d = θi - θj: its expectation, and the slopes of ln P of each outcome along d and along the
 * logarithm of the tie parameter. Enough for errors, residuals and predictions, whatever the method.
 */
export interface PairSlopes {
  /** Expected score of i, a tie being half, and the variance of one vote's score. */
  expected: number
  variance: number
  win: number
  loss: number
  tie: number
  winOfTie: number
  lossOfTie: number
  tieOfTie: number
}

export function emptySlopes(): PairSlopes {
  return { expected: 0, variance: 0, win: 0, loss: 0, tie: 0, winOfTie: 0, lossOfTie: 0, tieOfTie: 0 }
}

/** A fitted model of votes, whatever the method. */
export interface Fit {
  /** Strength of each model: natural log-odds, 0 on average. */
  theta: Float64Array
  /** The parameter of ties, where the method has one: Davidson's ν, Rao and Kupper's η. */
  tie?: { parameter: 'nu' | 'eta'; value: number }
  /** Fills `at` with what a vote tells where θi - θj = d. */
  slopesAt(d: number, at: PairSlopes): void
  /**
   * Cholesky factor, `size` × `size`, of the information with the prior: θ first, then the logarithm of the tie parameter
   * where the votes tell it. Without a prior the mean of θ, which no vote tells, counts as known; centre what is made of it.
   */
  factor: Float64Array
  size: number
  /** Of the votes, without the prior. */
  logLikelihood: number
  iterations: number
  prior: number
}

/** ln(1 + e^x), exact at both ends. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/**
 * A log-likelihood and the prior together: `prior` virtual half-wins and half-losses of each model against an average
 * opponent, c [ln σ(θ) + ln σ(-θ)]. Without a prior only differences count, so the mean is held where it is: the
 * information gets a term along (1 … 1), where the gradient is zero.
 */
export function withPrior(likelihood: Concave, modelCount: number, prior: number): Concave {
  if (prior === 0) return withFixedMean(likelihood, modelCount)
  return {
    size: likelihood.size,
    valueAt: (x) => likelihood.valueAt(x) + priorAt(x, modelCount, prior),
    addSlopesAt(x, gradient, information) {
      likelihood.addSlopesAt(x, gradient, information)
      for (let model = 0; model < modelCount; model++) {
        const share = logistic(x[model]!)
        gradient[model]! += prior * (1 - 2 * share)
        information[model * likelihood.size + model]! += 2 * prior * share * (1 - share)
      }
    },
  }
}

/** The logarithm of the prior. */
export function priorAt(x: Float64Array, modelCount: number, prior: number): number {
  let sum = 0
  for (let model = 0; model < modelCount; model++) sum += x[model]! - 2 * softplus(x[model]!)
  return prior * sum
}

function withFixedMean(likelihood: Concave, modelCount: number): Concave {
  const { size } = likelihood
  return {
    ...likelihood,
    addSlopesAt(x, gradient, information) {
      likelihood.addSlopesAt(x, gradient, information)
      let trace = 0
      for (let model = 0; model < modelCount; model++) trace += information[model * size + model]!
      const weight = trace / modelCount ** 2
      for (let row = 0; row < modelCount; row++) for (let column = 0; column <= row; column++) information[row * size + column]! += weight
    },
  }
}

/** Adds the slopes of one pair: `slope` and `curvature` along θi - θj. */
export function addPair(
  i: number, j: number, slope: number, curvature: number, size: number, gradient: Float64Array, information: Float64Array,
): void {
  gradient[i]! += slope
  gradient[j]! -= slope
  information[i * size + i]! += curvature
  information[j * size + j]! += curvature
  information[j * size + i]! -= curvature
}

/** θ of an optimum, moved to 0 on average. */
export function centredTheta(optimum: Optimum, modelCount: number): Float64Array {
  const theta = optimum.x.slice(0, modelCount)
  const mean = theta.reduce((sum, one) => sum + one, 0) / modelCount
  return theta.map((one) => one - mean)
}

/** All votes, and how many of them are ties. */
export function totalsOf(cells: Cells): { games: number; ties: number } {
  let [games, ties] = [0, 0]
  for (let cell = 0; cell < cells.length; cell++) {
    games += cells.games[cell]!
    ties += cells.halves[cell]!
  }
  return { games, ties }
}
