import type { Cells } from './cells.ts'
import { addPair, centredTheta, logistic, softplus, withPrior, type Fit, type PairSlopes } from './fit.ts'
import { maximise, type Concave } from './newton.ts'

/**
 * Bradley and Terry (1952): P(i beats j) = σ(θi - θj), a tie being half a win of each. Maximises Σ s ln σ(θi - θj) and the
 * prior of `withPrior`. Null where there is no finite optimum: without a prior, unless every model reaches every other over
 * wins and ties (Ford, 1957).
 */
export function fitBradleyTerry(cells: Cells, prior: number, start = new Float64Array(cells.modelCount)): Fit | null {
  const likelihood = bradleyTerryLikelihood(cells)
  const optimum = maximise(withPrior(likelihood, cells.modelCount, prior), start)
  if (!optimum) return null
  return {
    theta: centredTheta(optimum, cells.modelCount), slopesAt: bradleyTerrySlopes, factor: optimum.factor, size: cells.modelCount,
    logLikelihood: likelihood.valueAt(optimum.x), iterations: optimum.iterations, prior,
  }
}

export function bradleyTerryLikelihood({ modelCount, length, i, j, games, score }: Cells): Concave {
  return {
    size: modelCount,
    valueAt(theta) {
      let sum = 0
      for (let cell = 0; cell < length; cell++) {
        const d = theta[i[cell]!]! - theta[j[cell]!]!
        sum += score[cell]! * d - games[cell]! * softplus(d)
      }
      return sum
    },
    addSlopesAt(theta, gradient, information) {
      for (let cell = 0; cell < length; cell++) {
        const one = i[cell]!
        const other = j[cell]!
        const count = games[cell]!
        const share = logistic(theta[one]! - theta[other]!)
        addPair(one, other, score[cell]! - count * share, count * share * (1 - share), modelCount, gradient, information)
      }
    },
  }
}

/** What a vote tells: y - σ(d), y being 1, 0 or ½. */
export function bradleyTerrySlopes(d: number, at: PairSlopes): void {
  const share = logistic(d)
  at.expected = share
  at.variance = share * (1 - share)
  at.win = 1 - share
  at.loss = -share
  at.tie = 0.5 - share
}
