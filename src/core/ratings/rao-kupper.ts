import { fitBradleyTerry } from './bradley-terry.ts'
import type { Cells } from './cells.ts'
import { addPair, centredTheta, logistic, softplus, totalsOf, withPrior, type Fit, type PairSlopes } from './fit.ts'
import { maximise, type Concave } from './newton.ts'

/**
 * Rao and Kupper (1967): P(i wins) = σ(d - τ), P(j wins) = σ(-d - τ), a tie is the rest; d = θi - θj, and η = e^τ ≥ 1 is the
 * threshold. Newton's method on θ and τ. Without ties η is 1 and the rest is Bradley and Terry's. Null where there is no
 * finite optimum.
 */
export function fitRaoKupper(cells: Cells, prior: number): Fit | null {
  const { games, ties } = totalsOf(cells)
  if (ties === 0) {
    const fit = fitBradleyTerry(cells, prior)
    return fit && { ...fit, tie: { parameter: 'eta', value: 1 } }
  }
  const { modelCount } = cells
  const likelihood = raoKupperLikelihood(cells)
  const start = new Float64Array(modelCount + 1)
  start[modelCount] = 2 * Math.atanh(ties / games)
  const optimum = maximise(withPrior(likelihood, modelCount, prior), start)
  if (!optimum) return null
  const threshold = optimum.x[modelCount]!
  return {
    theta: centredTheta(optimum, modelCount), tie: { parameter: 'eta', value: Math.exp(threshold) },
    slopesAt: (d, at) => raoKupperSlopes(d, threshold, at), factor: optimum.factor, size: modelCount + 1,
    logLikelihood: likelihood.valueAt(optimum.x), iterations: optimum.iterations, prior,
  }
}

/** P(tie) = (η² - 1) σ(d - τ) σ(-d - τ), so that Σ (W + T) ln σ(d - τ) + (L + T) ln σ(-d - τ) + T ln(η² - 1) is to be made large. */
function raoKupperLikelihood({ modelCount, length, i, j, games, score, halves }: Cells): Concave {
  const size = modelCount + 1
  return {
    size,
    valueAt(x) {
      const threshold = x[modelCount]!
      if (threshold <= 0) return -Infinity
      const logarithm = Math.log(Math.expm1(2 * threshold))
      let sum = 0
      for (let cell = 0; cell < length; cell++) {
        const d = x[i[cell]!]! - x[j[cell]!]!
        const tied = halves[cell]!
        const won = score[cell]! + tied / 2
        const lost = games[cell]! + tied - won
        sum += tied * logarithm - won * softplus(threshold - d) - lost * softplus(threshold + d)
      }
      return sum
    },
    addSlopesAt(x, gradient, information) {
      const threshold = x[modelCount]!
      const tieRow = modelCount * size
      const tieSlope = -2 / Math.expm1(-2 * threshold)
      for (let cell = 0; cell < length; cell++) {
        const one = i[cell]!
        const other = j[cell]!
        const tied = halves[cell]!
        const d = x[one]! - x[other]!
        const won = score[cell]! + tied / 2
        const lost = games[cell]! + tied - won
        const notWin = logistic(threshold - d)
        const notLoss = logistic(threshold + d)
        const ofWins = won * notWin * (1 - notWin)
        const ofLosses = lost * notLoss * (1 - notLoss)
        addPair(one, other, won * notWin - lost * notLoss, ofWins + ofLosses, size, gradient, information)
        gradient[modelCount]! += tied * tieSlope - won * notWin - lost * notLoss
        information[tieRow + one]! += ofLosses - ofWins
        information[tieRow + other]! += ofWins - ofLosses
        information[tieRow + modelCount]! += ofWins + ofLosses + tied * tieSlope * (tieSlope - 2)
      }
    },
  }
}

function raoKupperSlopes(d: number, threshold: number, at: PairSlopes): void {
  const [notWin, notLoss] = [logistic(threshold - d), logistic(threshold + d)]
  const win = 1 - notWin
  const tie = notWin + notLoss - 1
  at.expected = win + tie / 2
  at.variance = win + tie / 4 - at.expected * at.expected
  at.win = notWin
  at.loss = -notLoss
  at.tie = notWin - notLoss
  at.winOfTie = -notWin
  at.lossOfTie = -notLoss
  at.tieOfTie = -2 / Math.expm1(-2 * threshold) - notWin - notLoss
}
