import { rateCategories, type CategoryRating } from './categories.ts'
import { countedModels, voteCounts } from './count-votes.ts'
import { existenceOf } from './existence.ts'
import type { Part } from './rate-part.ts'
import { ratedPairs } from './rated-pairs.ts'
import type { RateOptions, RateReport } from './report.ts'
import { centre, pointsOfLogOdds } from './scale.ts'
import { byRating, tellAnchor, tellRatings, tellScale, type RatedPart } from './tell-ratings.ts'

/** A report for each category of a part that has votes, in the order of their names. Each has a scale of its own. */
export function categoryReports(whole: Part, options: RateOptions): NonNullable<RateReport['categories']> {
  const { categories = [] } = whole.rows.votes
  const reports = rateCategories(whole, options).map((rating) => ({
    category: categories[rating.category]!, votes: rating.votes, report: reportOf(rating, { ...options, by: undefined, bootstrap: 0 }),
  }))
  return reports.sort((a, b) => (a.category < b.category ? -1 : 1))
}

function reportOf({ part, rating, shrinkage }: CategoryRating, options: RateOptions): RateReport {
  const { exists, sets, undefeated, winless } = existenceOf(part.cells)
  const named = (places: number[]) => places.map((place) => part.names[place]!)
  const models = countedModels(part.names, part.cells)
  const rated: RatedPart = { ...part, ...rating, models }
  tellRatings(rated)
  const results = tellScale(rated, options)
  const anchor = tellAnchor([rated], options)
  const reasons = [...rating.reasons, ...anchor.reasons]
  if (shrinkage !== undefined && (options.style || options.side)) reasons.push('So few votes do not tell the worth of style and side: these ratings have no terms for them.')
  return {
    method: shrinkage === undefined ? options.method : 'bt', options, votes: voteCounts(part.rows.votes, options),
    exists, components: sets.map(named), ...(!exists && { undefeated: named(undefeated), winless: named(winless) }),
    ...(reasons.length > 0 && { reason: reasons.join(' ') }),
    scale: { centre: centre + anchor.shift, base: 10, factor: 400 }, models: models.sort(byRating), ...results,
    ...(options.pairs && { pairs: ratedPairs(part.names, part.cells, rating.fit, rating.styleFit === undefined && shrinkage === undefined) }),
    // Drawn towards the others, the ratings are not meant to fit these votes alone.
    ...(shrinkage !== undefined && { fit: undefined, shrinkage: { points: shrinkage * pointsOfLogOdds } }),
  }
}
