import { fitBradleyTerry } from './bradley-terry.ts'
import type { Cells } from './cells.ts'
import { modelCovariance, type FitRows } from './covariance.ts'
import { fitDavidson } from './davidson.ts'
import { errorsOf, variationOf, type Errors } from './errors.ts'
import { existenceOf, tieObstacle } from './existence.ts'
import type { Fit } from './fit.ts'
import { listed } from './quoted-names.ts'
import { fitRaoKupper } from './rao-kupper.ts'
import type { RateOptions } from './report.ts'
import { fitStyle, styleVariationOf, type StyleFit } from './style.ts'

/** Models that the votes connect, and what they say of them. */
export interface Part {
  names: string[]
  /** Numbered by the place in `names`, as the rows are. */
  cells: Cells
  rows: FitRows
}

/** The ratings of one part, as far as there are honest ones, by the place in its names. */
export interface PartRating extends Errors {
  fit: Fit | null
  /** The same with what style and side are worth, where they have terms. */
  styleFit?: StyleFit
  /** `modelCovariance` of the fit. */
  covariance: Float64Array | null
}

/** Ratings take memory by the square of this and time by its cube: a matrix is 34 MB, all of it 44 s. */
export const mostModels = 2048

/** Rates the models of one part. */
export function ratePart(part: Part, options: RateOptions): PartRating {
  if (part.names.length > mostModels) return unrated([`${part.names.length} models are more than can be rated together; ${mostModels} can.`])
  const obstacle = obstacleOf(part, options)
  const reasons = obstacle ? [obstacle.sentence] : []
  if (obstacle?.isFinal) return unrated(reasons)
  if (options.style || options.side) {
    const fit = fitStyle(part.rows, part.cells.modelCount, options)
    if (!fit) return unrated([foretoldBy(options)])
    return { styleFit: fit, ...withErrors(fit, part, options, reasons) }
  }
  const fit = fitOf(part.cells, options)
  return fit ? withErrors(fit, part, options, reasons) : unrated([...reasons, 'The strengths are further apart than numbers can tell.'])
}

/** Why votes give no ratings at equal style, or on no side, and what would. */
function foretoldBy({ style, side }: RateOptions): string {
  if (!style) return 'No ratings: the answer shown on one and the same side won every vote, so a better model cannot be told from a better place. Votes that the other side wins would tell.'
  return `No ratings: the length and markup of the answers${side ? ', with their side,' : ''} foretell the winner of every vote, so a better model cannot be told from a better look. `
    + 'Show the ratings with answers as written, or collect more votes.'
}

function unrated(reasons: string[]): PartRating {
  return { fit: null, covariance: null, uncertainty: null, covariances: [], reasons }
}

function withErrors(fit: Fit | StyleFit, { cells, rows }: Part, options: RateOptions, reasons: string[]): PartRating {
  const covariance = modelCovariance(fit)
  const variation = 'features' in fit ? styleVariationOf(fit) : variationOf(fit, cells, rows)
  const errors = errorsOf(fit, covariance, variation, rows.votes, options)
  return { fit, covariance, ...errors, reasons: [...reasons, ...errors.reasons] }
}

function fitOf(cells: Cells, { method, prior }: RateOptions): Fit | null {
  if (method === 'davidson') return fitDavidson(cells, prior)
  if (method === 'rao-kupper') return fitRaoKupper(cells, prior)
  return fitBradleyTerry(cells, prior)
}

/** What stands between these votes and a finite optimum; final where the prior does not mend it. */
function obstacleOf({ names, cells }: Part, { method, prior }: RateOptions): { sentence: string; isFinal: boolean } | undefined {
  const ofTies = method === 'bt' ? undefined : tieObstacle(cells, prior)
  if (ofTies === 'only-ties') return { sentence: 'All votes are ties: that models tie often cannot be told from their being alike.', isFinal: true }
  const { exists, undefeated, winless } = existenceOf(cells)
  if (!exists) {
    const [up, down] = [undefeated, winless].map((places) => listed(places.map((place) => names[place]!)))
    const sides = `Apart from votes among themselves, ${up} never lost a point and ${down} never won one`
    return prior === 0
      ? { sentence: `${sides}: without a prior no finite ratings exist.`, isFinal: true }
      : { sentence: `${sides}: how far they are from the others rests on the prior.`, isFinal: false }
  }
  if (ofTies !== 'separated') return undefined
  return { sentence: 'Strengths and the share of ties can grow together for ever: without a prior no finite ratings exist.', isFinal: true }
}
