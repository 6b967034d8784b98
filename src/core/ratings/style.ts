import { bradleyTerrySlopes } from './bradley-terry.ts'
import type { FitRows } from './covariance.ts'
import type { Variation } from './errors.ts'
import { centredTheta, priorAt, withPrior, type Fit } from './fit.ts'
import { maximise } from './newton.ts'
import type { RateReport, StyleEffect } from './report.ts'
import { styleRowsOf, thinned, type StyleRows } from './style-rows.ts'
import { styleClusterMeat, styleDispersion, styleLikelihood, styleMeat } from './style-sums.ts'

export interface StyleOptions {
  /** Virtual half-wins and half-losses of each model, as in the fit without style. */
  prior: number
  /** Whether the style of the answers has terms, and whether being on the left has one. */
  style: boolean
  side: boolean
}

/** Strengths at equal style and on no side, with what style and side are worth: `factor` and `size` cover all of them. */
export interface StyleFit extends Fit {
  /** Features that vary, by name; one without any difference tells nothing and is left out. */
  features: string[]
  /** θ as the optimum has it, then a coefficient for each whole relative difference, and then for the left side. */
  x: Float64Array
  rows: StyleRows
  hasSide: boolean
}

/** From so many rows on, Newton's first steps are made on a sample: they need no more. */
const manyRows = 100_000
const stride = 16
/** What is left after a last step of this size is about its square, less than anybody prints; each pass over the rows counts. */
const lastStep = 1e-5

/**
 * Bradley and Terry's model with covariates: logit P(left wins) = θ_left - θ_right + x'b + γ, a tie being half a win of each.
 * Newton's method on all of it together. Only θ has a prior. A ridge on b undoes the control: arena-rank's default of 1 on
 * the mean loss turns a real .217 into .020. Null where there is no finite optimum: besides what Bradley and Terry need,
 * style or side must not tell the winner of every vote.
 */
export function fitStyle(fitRows: FitRows, modelCount: number, { prior, style, side }: StyleOptions): StyleFit | null {
  const rows = styleRowsOf(fitRows, { style, side })
  if (rows.length === 0) return null
  const likelihood = styleLikelihood(rows, modelCount)
  const optimum = maximise(withPrior(likelihood, modelCount, prior), startOf(rows, modelCount, prior), lastStep)
  if (!optimum) return null
  return {
    theta: centredTheta(optimum, modelCount), slopesAt: bradleyTerrySlopes, factor: optimum.factor, size: likelihood.size,
    logLikelihood: optimum.value - priorAt(optimum.x, modelCount, prior), iterations: optimum.iterations, prior,
    features: rows.features.map((feature) => fitRows.votes.style!.features[feature]!), x: optimum.x, rows, hasSide: side,
  }
}

function startOf(rows: StyleRows, modelCount: number, prior: number): Float64Array {
  const zeros = new Float64Array(modelCount + rows.covariateCount)
  if (rows.length < manyRows) return zeros
  // A sample may have no optimum of its own; with a prior it has.
  return maximise(withPrior(styleLikelihood(thinned(rows, stride), modelCount), modelCount, prior || 0.5), zeros, 1e-3)?.x ?? zeros
}

/** What the votes of a fit with covariates varied by: `variationOf` of such a fit. */
export function styleVariationOf({ rows, theta, x }: StyleFit): Variation {
  return {
    votes: rows.weight ? rows.weight.reduce((sum, weight) => sum + weight, 0) : rows.length,
    meat: () => styleMeat(rows, theta.length, x),
    clusterMeat: (clusters) => styleClusterMeat(rows, theta.length, x, clusters),
    dispersion: () => styleDispersion(rows, theta.length, x),
  }
}

/**
 * What a standard deviation of each feature's relative difference is worth in log-odds, with intervals of `critical`
 * standard errors, from one covariance or the largest of several.
 */
export function styleEffectsOf(fit: StyleFit, covariances: Float64Array[], critical: number): StyleEffect[] {
  return fit.features.map((feature, index) => ({ feature, ...effectOf(fit, fit.theta.length + index, fit.rows.scales[index]!, covariances, critical) }))
}

/** What being on the left is worth, in log-odds and in rating points. Nothing where it has no term. */
export function sideEffectOf(fit: StyleFit, covariances: Float64Array[], critical: number): RateReport['side'] {
  if (!fit.hasSide) return undefined
  return { ...effectOf(fit, fit.size - 1, 1, covariances, critical), rating: (400 / Math.LN10) * fit.x[fit.size - 1]! }
}

function effectOf({ x, size }: StyleFit, at: number, scale: number, covariances: Float64Array[], critical: number): Omit<StyleEffect, 'feature'> {
  const coefficient = scale * x[at]!
  const se = scale * Math.sqrt(Math.max(...covariances.map((matrix) => matrix[at * size + at]!)))
  return { coefficient, se, lo: coefficient - critical * se, hi: coefficient + critical * se }
}
