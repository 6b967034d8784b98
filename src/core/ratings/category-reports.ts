import { rateCategories, type CategoryRating } from './categories.ts'
import { countedModels, voteCounts } from './count-votes.ts'
import { existenceOf } from './existence.ts'
import type { Part } from './rate-part.ts'
import { ratedPairs } from './rated-pairs.ts'
import type { RateOptions, RateReport } from './report.ts'
import { centre, pointsOfLogOdds } from './scale.ts'
import { reasonsOfParts } from './part-reasons.ts'
import { byRating, tellAnchor, tellRanks, tellRatings, tellScale, type RatedPart } from './tell-ratings.ts'

type CategoryReport = NonNullable<RateReport['categories']>[number]

/** A report for each category that has votes, in the order of their names. The parts of a category are those of the whole, with a scale each. */
export function categoryReportsOf(parts: Part[], options: RateOptions): CategoryReport[] {
  const byName = Map.groupBy(parts.flatMap((part) => reportsWithin(part, options)), ({ category }) => category)
  return [...byName.values()].map(joined).sort((a, b) => (a.category < b.category ? -1 : 1))
}

function reportsWithin(whole: Part, options: RateOptions): CategoryReport[] {
  const { categories = [] } = whole.rows.votes
  return rateCategories(whole, options).map((rating) => ({
    category: categories[rating.category]!, votes: rating.votes, report: reportOf(rating, { ...options, by: undefined, bootstrap: 0 }),
  }))
}

/** The reports of the parts of one category as one, the largest first, of which is what is told of the whole. */
function joined(ofParts: CategoryReport[]): CategoryReport {
  if (ofParts.length === 1) return ofParts[0]!
  const reports = ofParts.map(({ report }) => report).sort((a, b) => b.models.length - a.models.length)
  const [largest, ...others] = reports
  const parts = reports.map(({ models }) => models.map(({ model }) => model))
  const reasons = reasonsOfParts(reports.map(({ reason }, part) => ({ names: parts[part]!, reasons: reason ? [reason] : [] })))
  return {
    category: ofParts[0]!.category, votes: ofParts.reduce((sum, { votes }) => sum + votes, 0),
    report: {
      ...largest!, exists: false, parts, reason: [`The votes do not connect all models: there are ${parts.length} parts with a scale each.`, ...reasons].join(' '),
      components: reports.flatMap(({ components }) => components).sort((a, b) => b.length - a.length),
      undefeated: reports.flatMap(({ undefeated = [] }) => undefeated), winless: reports.flatMap(({ winless = [] }) => winless),
      models: reports.flatMap(({ models }) => models),
      ...(largest!.pairs && { pairs: reports.flatMap(({ pairs = [] }) => pairs), differencesApart: others.flatMap(({ differences }) => differences ?? []) }),
    },
  }
}

function reportOf({ part, rating, shrinkage }: CategoryRating, options: RateOptions): RateReport {
  const { exists, sets, undefeated, winless } = existenceOf(part.cells)
  const named = (places: number[]) => places.map((place) => part.names[place]!)
  const models = countedModels(part.names, part.cells)
  const rated: RatedPart = { ...part, ...rating, models }
  tellRatings(rated)
  tellRanks(rated, options)
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
