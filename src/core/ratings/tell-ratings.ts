import { bootstrapBothClusters, bootstrapClusters, bootstrapQuantiles, bootstrapVotes, type Bootstrap, type BootstrapOptions } from './bootstrap.ts'
import { emptySlopes, type Fit } from './fit.ts'
import { fitTest } from './fit-test.ts'
import { randomOf } from './random.ts'
import { ranksOf } from './ranks.ts'
import type { Part, PartRating } from './rate-part.ts'
import type { Differences, RatedModel, RateOptions, RateReport } from './report.ts'
import { centre, pointsOfLogOdds } from './scale.ts'
import { sideEffectOf, styleEffectsOf } from './style.ts'

/** A part with the rows of the report that its models have, by the place in its names. */
export interface RatedPart extends Part, PartRating {
  models: RatedModel[]
}

export function tellRatings({ models, fit, uncertainty }: RatedPart): void {
  if (!fit) return
  for (const [place, model] of models.entries()) {
    model.rating = centre + pointsOfLogOdds * fit.theta[place]!
    if (!uncertainty) continue
    model.se = pointsOfLogOdds * uncertainty.se[place]!
    model.lo = model.rating - uncertainty.critical * model.se
    model.hi = model.rating + uncertainty.critical * model.se
  }
}

/** Ranks, tiers and chances of being best among the models of a part. */
export function tellRanks({ models, fit, covariance, uncertainty }: RatedPart, { seed }: RateOptions): void {
  if (!fit || !covariance || !uncertainty) return
  const ranks = ranksOf(fit, covariance, uncertainty, randomOf(seed))
  for (const [place, model] of models.entries()) {
    model.rankLo = ranks.lo[place]!
    model.rankHi = ranks.hi[place]!
    model.rankLoSimultaneous = ranks.loSimultaneous[place]!
    model.rankHiSimultaneous = ranks.hiSimultaneous[place]!
    model.tier = ranks.tier[place]!
    model.pBest = ranks.best[place]!
  }
}

/** The best first; those without a rating keep their order. */
export function byRating(one: RatedModel, other: RatedModel): number {
  return (other.rating ?? 0) - (one.rating ?? 0)
}

export type ScaleResults = Pick<RateReport, 'differences' | 'tie' | 'side' | 'style' | 'fit' | 'promptShare'>

/** What is told of a part as a whole. */
export function tellScale(rating: RatedPart, options: RateOptions): ScaleResults {
  const { names, cells, fit, styleFit, covariance, covariances, uncertainty, promptShare } = rating
  return {
    promptShare, tie: tieOf(rating),
    ...(options.pairs && { differences: differencesOf(rating) }),
    ...(fit && covariance && !styleFit && { fit: fitTest(names, cells, fit, covariance) }),
    ...(styleFit && uncertainty && {
      side: sideEffectOf(styleFit, covariances, uncertainty.critical),
      ...(options.style && { style: styleEffectsOf(styleFit, covariances, uncertainty.critical) }),
    }),
  }
}

/** Percentiles of ratings of resampled votes, or of resampled prompts, voters or both where errors are clustered by them. */
export function tellBootstrap(part: RatedPart, { bootstrap, seed, cluster }: RateOptions): { rounds: number; reasons: string[] } {
  const { models, fit } = part
  if (!fit) return { rounds: 0, reasons: [] }
  const drawn = resample(part, fit, cluster, { rounds: bootstrap, random: randomOf(seed) })
  const reasons = drawn.failed > 0 ? [`${drawn.failed} of ${bootstrap} resamples have no finite ratings and are left out of the bootstrap.`] : []
  if (drawn.rounds === 0) return { rounds: 0, reasons }
  const [lo, median, hi] = bootstrapQuantiles(drawn, [0.025, 0.5, 0.975]).map((quantile) => quantile.map((theta) => centre + pointsOfLogOdds * theta))
  for (const [place, model] of models.entries()) model.bootstrap = { lo: lo![place]!, median: median![place]!, hi: hi![place]! }
  return { rounds: drawn.rounds, reasons }
}

/** Resamples as errors are clustered, as far as the votes tell their clusters. */
function resample({ cells, rows }: RatedPart, fit: Fit, cluster: RateOptions['cluster'], options: BootstrapOptions): Bootstrap {
  const prompt = cluster === 'prompt' || cluster === 'both' ? rows.votes.prompt : undefined
  const voter = cluster === 'voter' || cluster === 'both' ? rows.votes.voter : undefined
  if (prompt && voter) return bootstrapBothClusters(cells, fit, rows, { prompt, voter }, options)
  const clusters = prompt ?? voter
  return clusters ? bootstrapClusters(cells, fit, rows, clusters, options) : bootstrapVotes(cells, fit, options)
}

/** Undefined where its ratings have no error. */
export function differencesOf({ names, uncertainty }: RatedPart): Differences | undefined {
  if (!uncertainty) return undefined
  const se: number[] = []
  for (let i = 1; i < names.length; i++) for (let j = 0; j < i; j++) se.push(pointsOfLogOdds * uncertainty.difference[i * names.length + j]!)
  return { models: names, se, critical: uncertainty.critical }
}

function tieOf({ fit }: PartRating): RateReport['tie'] {
  if (!fit?.tie) return undefined
  const at = emptySlopes()
  fit.slopesAt(0, at)
  // Of equal models a vote that is no tie scores 0 or 1, and a tie ½: the variance is (1 - P(tie)) / 4.
  return { ...fit.tie, shareOfEqual: 1 - 4 * at.variance }
}

/** Moves the scale of the part that the anchor is in, so that the anchor has its rating. */
export function tellAnchor(parts: Array<{ models: RatedModel[] }>, { anchor: wanted }: RateOptions): { shift: number; reasons: string[] } {
  if (!wanted) return { shift: 0, reasons: [] }
  const part = parts.find(({ models }) => models.some(({ model }) => model === wanted.model))
  const rating = part?.models.find(({ model }) => model === wanted.model)?.rating
  if (!part || rating === undefined || rating === null) {
    return { shift: 0, reasons: [`The anchor ${JSON.stringify(wanted.model)} has no rating, so the scale is not moved.`] }
  }
  for (const model of part.models) moveBy(model, wanted.rating - rating)
  return { shift: wanted.rating - rating, reasons: [] }
}

function moveBy(model: RatedModel, points: number): void {
  for (const figure of ['rating', 'lo', 'hi'] as const) if (model[figure] !== null) model[figure] += points
  if (model.bootstrap) for (const figure of ['lo', 'median', 'hi'] as const) model.bootstrap[figure] += points
}
