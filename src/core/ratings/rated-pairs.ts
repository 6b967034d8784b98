import { confidenceSequence, eValue } from './anytime.ts'
import type { Cells } from './cells.ts'
import { emptySlopes, type Fit } from './fit.ts'
import type { RatedPair } from './report.ts'

/**
 * Every pair of a part that met: how it came out, what the fit expected, and how sure it is who is better. Residuals only
 * where the fit knows all that went into the votes: at equal style it does not.
 */
export function ratedPairs(names: string[], cells: Cells, fit: Fit | null, hasResiduals = true): RatedPair[] {
  const at = emptySlopes()
  return Array.from({ length: cells.length }, (_, cell) => {
    const [i, j] = [cells.i[cell]!, cells.j[cell]!]
    const [winsA, winsB, ties, bothBad] = [cells.winsI[cell]!, cells.winsJ[cell]!, cells.ties[cell]!, cells.bothBad[cell]!]
    fit?.slopesAt(fit.theta[i]! - fit.theta[j]!, at)
    return {
      a: names[i]!, b: names[j]!, games: winsA + winsB + ties + bothBad, winsA, winsB, ties, bothBad,
      expected: fit ? at.expected : null,
      residual: fit && hasResiduals && cells.games[cell]! > 0 ? (cells.score[cell]! - cells.games[cell]! * at.expected) / Math.sqrt(cells.games[cell]! * at.variance) : null,
      eValue: eValue(winsA, winsB), sequence: confidenceSequence(winsA, winsB),
    }
  })
}
