import { bradleyTerryLikelihood, bradleyTerrySlopes, fitBradleyTerry } from './bradley-terry.ts'
import { cellsAmong, cellsOf, gamesOfModels, placesOf, type Cells } from './cells.ts'
import { dispersionOf, modelCovariance } from './covariance.ts'
import { errorsOf, variationOf, type Variation } from './errors.ts'
import { existenceOf } from './existence.ts'
import { centredTheta, totalsOf, type Fit } from './fit.ts'
import { dot, factorInPlace, inverseOf, solveInPlace } from './linear-algebra.ts'
import { maximise, type Optimum } from './newton.ts'
import { pickRows } from './pick-rows.ts'
import { ratePart, type Part, type PartRating } from './rate-part.ts'
import type { RateOptions } from './report.ts'

/** One category of a part by itself. */
export interface CategoryRating {
  /** Its place in `votes.categories`. */
  category: number
  votes: number
  /** Its models, by their place in the whole part, and their votes in this category alone. */
  models: Int32Array
  part: Part
  rating: PartRating
  /** How far models differ between categories (τ, in log-odds), where the ratings are drawn towards those of all votes. */
  shrinkage?: number
}

/** With fewer votes a model than this, a category borrows from the others (RATINGS, 4). */
export const fewVotesAModel = 30

/**
 * Rates the models of a part in each category by itself. A category with fewer than 30 votes a model, or whose votes do not
 * connect its models, is fitted as θ = μ + δ with δ ~ N(0, τ²), μ being the strengths in an average category: its ratings are
 * drawn towards what all categories say, as far as its own votes are few. τ is the one under which the votes of all
 * categories are most likely, unless it is given. The method is Bradley and Terry's there, whatever that of the others.
 */
export function rateCategories(whole: Part, options: RateOptions, tau?: number): CategoryRating[] {
  const categories = categoryParts(whole)
  const sparse = categories.filter(({ part }) => isSparse(part.cells))
  const fit = sparse.length > 0 ? fitBradleyTerry(whole.cells, options.prior) : null
  const average = fit && averageOf(categories, fit, dispersionOf(fit, whole.cells), tau)
  return categories.map((category) => {
    if (!average || !sparse.includes(category)) return { ...category, rating: ratePart(category.part, options) }
    return { ...category, rating: rateShrunken(category, average, options), shrinkage: average.tau }
  })
}

type CategoryPart = Omit<CategoryRating, 'rating' | 'shrinkage'>

/** The votes of each category that has any, with the models that have some of them. */
function categoryParts({ names, rows }: Part): CategoryPart[] {
  const { votes, place, ties } = rows
  if (!votes.category || !votes.categories) return []
  return votes.categories.flatMap((_, category) => {
    const own = pickRows(votes, Int32Array.from(votes.left.keys()).filter((row) => votes.category![row] === category))
    const all = cellsAmong(cellsOf(own, ties), modelsAt(place, names.length))
    const games = gamesOfModels(all)
    const models = Int32Array.from(games.keys()).filter((model) => games[model]! > 0)
    if (models.length === 0) return []
    const within = placesOf(names.length, models)
    const part: Part = {
      names: Array.from(models, (model) => names[model]!), cells: cellsAmong(all, models),
      rows: { votes: own, ties, place: place.map((at) => (at < 0 ? -1 : within[at]!)) },
    }
    return [{ category, votes: totalsOf(part.cells).games, models, part }]
  })
}

/** The models at the places 0, 1, 2 … */
function modelsAt(place: Int32Array, count: number): Int32Array {
  const models = new Int32Array(count)
  for (const [model, at] of place.entries()) if (at >= 0) models[at] = model
  return models
}

/** Whether the votes of a category are too few, or connect its models too little, to rate it by itself. */
export function isSparse(cells: Cells): boolean {
  return 2 * totalsOf(cells).games < fewVotesAModel * cells.modelCount || existenceOf(cells).parts.length > 1
}

/** What categories have in common, and how much they differ. In log-odds. */
interface Average {
  /** Strengths in an average category, μ, and their covariance, row after row. */
  theta: Float64Array
  covariance: Float64Array
  /** Standard deviation of δ. */
  tau: number
  /** By how much votes vary more or less than p (1 - p): ties do less. */
  dispersion: number
}

function rateShrunken({ models, part }: CategoryPart, average: Average, options: RateOptions): PartRating {
  const optimum = shrunkenOptimum(part.cells, Float64Array.from(models, (model) => average.theta[model]!), average)
  if (!optimum) return { fit: null, covariance: null, covariances: [], uncertainty: null, reasons: ['The strengths are further apart than numbers can tell.'] }
  const fit: Fit = {
    theta: centredTheta(optimum, models.length), slopesAt: bradleyTerrySlopes, factor: optimum.factor, size: models.length,
    logLikelihood: bradleyTerryLikelihood(part.cells).valueAt(optimum.x), iterations: optimum.iterations, prior: 0,
  }
  const covariance = modelCovariance(fit)
  const variation = withUncertainCentre(variationOf(fit, part.cells, part.rows), centreVariation(average, models))
  const { reasons, ...errors } = errorsOf(fit, covariance, variation, part.rows.votes, options)
  return { fit, covariance, ...errors, reasons: ['These votes are few for so many models: ratings are drawn towards those of all categories.', ...reasons] }
}

/** The most likely strengths, votes varying by the dispersion φ and δ = θ - centre by τ²: of l - φ Σ δ² / (2 τ²). */
function shrunkenOptimum(cells: Cells, centre: Float64Array, { tau, dispersion }: Average): Optimum | null {
  const likelihood = bradleyTerryLikelihood(cells)
  const { size } = likelihood
  const precision = dispersion / tau ** 2
  return maximise({
    size,
    valueAt: (x) => likelihood.valueAt(x) - (precision / 2) * x.reduce((sum, one, model) => sum + (one - centre[model]!) ** 2, 0),
    addSlopesAt(x, gradient, information) {
      likelihood.addSlopesAt(x, gradient, information)
      for (let model = 0; model < size; model++) {
        gradient[model]! -= precision * (x[model]! - centre[model]!)
        information[model * size + model]! += precision
      }
    },
  }, centre)
}

/**
 * What δ and the uncertain centre V add to the variation B of the votes: with Λ = φ I / τ² and A = (H + Λ)⁻¹ the covariance of
 * the strengths is A (B + φ Λ + Λ V Λ) A. Where B = φ H that is φ A + A Λ V Λ A.
 */
function centreVariation({ covariance, theta, tau, dispersion }: Average, models: Int32Array): Float64Array {
  const [count, size] = [models.length, theta.length]
  const precision = dispersion / tau ** 2
  const variation = new Float64Array(count * count)
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) variation[row * count + column] = precision ** 2 * covariance[models[row]! * size + models[column]!]!
    variation[row * count + row]! += dispersion * precision
  }
  return variation
}

function withUncertainCentre(variation: Variation, ofCentre: Float64Array): Variation {
  const plus = (meat: Float64Array) => meat.map((value, at) => value + ofCentre[at]!)
  return {
    ...variation,
    meat: () => plus(variation.meat()),
    clusterMeat(clusters) {
      const { meat, ...rest } = variation.clusterMeat(clusters)
      return { ...rest, meat: plus(meat) }
    },
  }
}

const tried = [0.03, 0.06, 0.12, 0.24, 0.48, 0.96, 1.92]

/**
 * μ and τ from the votes of all categories: τ is the best of a few by their likelihood with δ and μ integrated out, and a
 * parabola through it and its neighbours. A factor of τ keeps it away from 0, where few votes would put it and intervals
 * would be too narrow (Chung, Rabe-Hesketh, Dorie, Gelman and Liu, 2013).
 */
function averageOf(categories: CategoryPart[], whole: Fit, dispersion: number, given?: number): Average | null {
  const slopes = categories.map((category) => slopesOf(category, whole, dispersion))
  const averageAt = (tau: number) => integrated(slopes, whole.theta, tau)
  const tau = given ?? peakOf(tried.map((one) => Math.log(one) + (averageAt(one)?.logMarginal ?? -Infinity)))
  const average = averageAt(tau)
  return average && { theta: average.theta, covariance: average.covariance, tau, dispersion }
}

/** Where the parabola through the highest of the values at `tried` and its neighbours has its top. */
function peakOf(heights: number[]): number {
  const best = heights.indexOf(Math.max(...heights))
  if (best === 0 || best === tried.length - 1) return tried[best]!
  const [before, at, after] = [heights[best - 1]!, heights[best]!, heights[best + 1]!]
  return tried[best]! * 2 ** ((before - after) / (2 * (before - 2 * at + after)))
}

/** The log-likelihood of a category around the strengths of the whole: its slope g and curvature H, by models of the whole. */
interface Slopes {
  models: Int32Array
  gradient: Float64Array
  information: Float64Array
}

function slopesOf({ models, part }: CategoryPart, whole: Fit, dispersion: number): Slopes {
  const count = models.length
  const [gradient, information] = [new Float64Array(count), new Float64Array(count * count)]
  bradleyTerryLikelihood(part.cells).addSlopesAt(Float64Array.from(models, (model) => whole.theta[model]!), gradient, information)
  return { models, gradient: gradient.map((one) => one / dispersion), information: information.map((one) => one / dispersion) }
}

/**
 * The likelihood of the votes given τ, to second order around θ of the whole, and the μ it is largest for. With M = (H + Λ)⁻¹
 * and Λ = I / τ² for each category, u = μ - θ has the information S = Σ (Λ - Λ M Λ) and the slope b = Σ Λ M g; integrating δ
 * and then u gives ½ Σ g'M g - ½ Σ ln |I + τ² H| + ½ b'S⁻¹b - ½ ln |S|.
 */
function integrated(categories: Slopes[], theta: Float64Array, tau: number): { logMarginal: number; theta: Float64Array; covariance: Float64Array } | null {
  const size = theta.length
  const precision = 1 / tau ** 2
  const [slope, information] = [new Float64Array(size), new Float64Array(size * size)]
  let logMarginal = 0
  for (const { models, gradient, information: own } of categories) {
    const count = models.length
    const factor = own.slice()
    for (let model = 0; model < count; model++) factor[model * count + model]! += precision
    if (!factorInPlace(factor, count)) return null
    const inverse = inverseOf(factor, count)
    for (let row = 0; row < count; row++) {
      const moved = dot(inverse, row * count, gradient, 0, count)
      logMarginal += (gradient[row]! * moved) / 2 - Math.log(factor[row * count + row]! * tau)
      slope[models[row]!]! += precision * moved
      information[models[row]! * size + models[row]!]! += precision
      for (let column = 0; column < count; column++) information[models[row]! * size + models[column]!]! -= precision ** 2 * inverse[row * count + column]!
    }
  }
  // Only differences count: the mean is held, and models that no category has.
  holdMean(information, size)
  if (!factorInPlace(information, size)) return null
  const step = slope.slice()
  solveInPlace(information, size, step)
  for (let model = 0; model < size; model++) logMarginal += (slope[model]! * step[model]!) / 2 - Math.log(information[model * size + model]!)
  return { logMarginal, theta: theta.map((one, model) => one + step[model]!), covariance: inverseOf(information, size) }
}

function holdMean(information: Float64Array, size: number): void {
  let trace = 0
  for (let model = 0; model < size; model++) trace += information[model * size + model]!
  const weight = trace / size ** 2
  for (let at = 0; at < information.length; at++) information[at]! += weight
}
