import { fitBradleyTerry } from './bradley-terry.ts'
import type { Cells } from './cells.ts'
import { addPair, centredTheta, totalsOf, withPrior, type Fit, type PairSlopes } from './fit.ts'
import { maximise, type Concave } from './newton.ts'

/**
 * Davidson (1970): P(i wins) = e^θi / Z, P(tie) = ν e^((θi + θj) / 2) / Z, P(j wins) = e^θj / Z. θ is the log-odds of a
 * decisive vote. Newton's method on θ and ln ν. Without ties ν is 0 and the rest is Bradley and Terry's. Null where there is
 * no finite optimum.
 */
export function fitDavidson(cells: Cells, prior: number): Fit | null {
  const { games, ties } = totalsOf(cells)
  if (ties === 0) {
    const fit = fitBradleyTerry(cells, prior)
    return fit && { ...fit, tie: { parameter: 'nu', value: 0 } }
  }
  const { modelCount } = cells
  const likelihood = davidsonLikelihood(cells)
  const start = new Float64Array(modelCount + 1)
  start[modelCount] = Math.log((2 * ties) / (games - ties))
  const optimum = maximise(withPrior(likelihood, modelCount, prior), start)
  if (!optimum) return null
  const nu = Math.exp(optimum.x[modelCount]!)
  return {
    theta: centredTheta(optimum, modelCount), tie: { parameter: 'nu', value: nu }, slopesAt: (d, at) => davidsonSlopes(d, nu, at),
    factor: optimum.factor, size: modelCount + 1, logLikelihood: likelihood.valueAt(optimum.x), iterations: optimum.iterations, prior,
  }
}

function davidsonLikelihood({ modelCount, length, i, j, games, score, halves }: Cells): Concave {
  const size = modelCount + 1
  return {
    size,
    valueAt(x) {
      const nu = Math.exp(x[modelCount]!)
      let sum = 0
      for (let cell = 0; cell < length; cell++) {
        const d = x[i[cell]!]! - x[j[cell]!]!
        const half = Math.exp(-Math.abs(d) / 2)
        const logarithm = Math.abs(d) / 2 + Math.log(1 + half * (half + nu))
        sum += (score[cell]! - games[cell]! / 2) * d + halves[cell]! * x[modelCount]! - games[cell]! * logarithm
      }
      return sum
    },
    addSlopesAt(x, gradient, information) {
      const nu = Math.exp(x[modelCount]!)
      const tieRow = modelCount * size
      for (let cell = 0; cell < length; cell++) {
        const one = i[cell]!
        const other = j[cell]!
        const count = games[cell]!
        const { win, tie } = chancesOf(x[one]! - x[other]!, nu)
        const expected = win + tie / 2
        const curvature = count * (win + tie / 4 - expected * expected)
        addPair(one, other, score[cell]! - count * expected, curvature, size, gradient, information)
        const cross = count * tie * (0.5 - expected)
        gradient[modelCount]! += halves[cell]! - count * tie
        information[tieRow + one]! += cross
        information[tieRow + other]! -= cross
        information[tieRow + modelCount]! += count * tie * (1 - tie)
      }
    },
  }
}

function chancesOf(d: number, nu: number): { win: number; tie: number } {
  const half = Math.exp(-Math.abs(d) / 2)
  const sum = 1 + half * (half + nu)
  return { win: (d > 0 ? 1 : half * half) / sum, tie: (nu * half) / sum }
}

function davidsonSlopes(d: number, nu: number, at: PairSlopes): void {
  const { win, tie } = chancesOf(d, nu)
  const expected = win + tie / 2
  at.expected = expected
  at.variance = win + tie / 4 - expected * expected
  at.win = 1 - expected
  at.loss = -expected
  at.tie = 0.5 - expected
  at.winOfTie = at.lossOfTie = -tie
  at.tieOfTie = 1 - tie
}
