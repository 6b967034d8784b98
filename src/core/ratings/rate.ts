import { cellsAmong, cellsOf, isTieAt, placesOf, type Cells } from './cells.ts'
import { categoryReportsOf } from './category-reports.ts'
import { countedModels, voteCounts, withKnownStyle } from './count-votes.ts'
import { eloRatings } from './elo.ts'
import { existenceOf, tieObstacle } from './existence.ts'
import { ratedPairs } from './rated-pairs.ts'
import { mostModels, ratePart, type Part } from './rate-part.ts'
import { defaultRateOptions, type RatedModel, type RateOptions, type RateReport, type VoteCounts } from './report.ts'
import { centre } from './scale.ts'
import { reasonsOfParts } from './part-reasons.ts'
import { byRating, differencesOf, tellAnchor, tellBootstrap, tellRanks, tellRatings, tellScale, type RatedPart, type ScaleResults } from './tell-ratings.ts'
import type { Votes } from './votes.ts'

/**
 * Rates models by votes. Models that the votes do not connect are rated and ranked each part by itself, and what is told of the
 * whole is then of the largest part; where there is no honest number there is null, and the reason. Neither the order of the votes (but for Elo), nor their sides, nor the
 * names change anything. `counts` is what the reader of the votes counted.
 */
export function rate(given: Votes, options: Partial<RateOptions> = {}, counts?: VoteCounts): RateReport {
  const asked = { ...defaultRateOptions, ...options }
  const { possible, reasons: ofOptions } = possibleOptions(given, asked)
  const votes = possible.style ? withKnownStyle(given) : given
  // Models in the order of their names: the same votes give the same numbers, to the last bit, in whatever order they come.
  const order = orderByName(votes.models)
  const names = Array.from(order, (model) => votes.models[model]!)
  const named = (places: number[]) => places.map((place) => names[place]!)
  const cells = cellsAmong(cellsOf(votes, asked.ties), order)
  const { exists, sets, parts: members, undefeated, winless } = existenceOf(cells)
  const models = countedModels(names, cells)
  const parts = members.map((places): ModelPart => ({ ...partOf(votes, cells, order, places, asked), names: named(places), models: places.map((place) => models[place]!) }))

  const { reasons: ofRatings, ...results } = asked.method === 'elo' ? rateByElo(votes, order, models, asked) : rateParts(parts, possible)
  const anchor = tellAnchor(parts, asked)
  const reasons = new Set([...reasonsOfVotes(models, parts, asked), ...ofOptions, ...ofRatings, ...anchor.reasons])
  return {
    method: asked.method, options: asked, votes: voteCounts(given, possible, counts), exists: exists && isTieTold(cells, asked), components: sets.map(named),
    ...(parts.length > 1 && { parts: parts.map((part) => part.names) }),
    ...(!exists && { undefeated: named(undefeated), winless: named(winless) }),
    ...(reasons.size > 0 && { reason: [...reasons].join(' ') }),
    scale: { centre: centre + anchor.shift, base: 10, factor: 400 },
    models: [...parts.flatMap((part) => part.models.toSorted(byRating)), ...apartFrom(parts, models)],
    ...results,
  }
}

/** A part before it is rated, with the rows of the report that its models have. */
type ModelPart = Part & { models: RatedModel[] }
type Results = ScaleResults & Pick<RateReport, 'pairs' | 'differencesApart' | 'bootstrap' | 'categories'> & { reasons: string[] }

/** The options without what these votes or this method cannot give, and why. */
function possibleOptions(votes: Votes, asked: RateOptions): { possible: RateOptions; reasons: string[] } {
  const [possible, reasons]: [RateOptions, string[]] = [{ ...asked }, []]
  if (asked.style && !votes.style) {
    possible.style = false
    reasons.push('The votes do not tell the style of the answers: these ratings are not at equal style.')
  }
  if (asked.method !== 'bt' && (possible.style || possible.side)) {
    possible.style = possible.side = false
    reasons.push('Only Bradley-Terry has terms for style and side: these ratings have none.')
  }
  if (asked.bootstrap > 0 && (asked.method !== 'bt' || possible.style || possible.side)) {
    possible.bootstrap = 0
    reasons.push('Only plain Bradley-Terry is resampled: there is no bootstrap.')
  }
  if (asked.by === 'category' && (!votes.category || asked.method === 'elo')) {
    possible.by = undefined
    reasons.push(asked.method === 'elo' ? 'Elo is not rated by category.' : 'The votes do not tell their category.')
  }
  return { possible, reasons }
}

/** Whether the votes tell the parameter of ties, where the method has one. */
function isTieTold(cells: Cells, { method }: RateOptions): boolean {
  const hasTies = method === 'davidson' || method === 'rao-kupper'
  return !hasTies || (cells.modelCount <= mostModels && tieObstacle(cells, 0) === undefined)
}

/** Places of the models in the order of their names, by code unit: the same everywhere. */
function orderByName(models: string[]): Int32Array {
  return Int32Array.from(Array.from(models.keys()).sort((a, b) => (models[a]! < models[b]! ? -1 : 1)))
}

function partOf(votes: Votes, cells: Cells, order: Int32Array, places: number[], { ties }: RateOptions): Pick<Part, 'cells' | 'rows'> {
  return {
    cells: places.length === order.length ? cells : cellsAmong(cells, places),
    rows: { votes, ties, place: placesOf(votes.models.length, places.map((place) => order[place]!)) },
  }
}

/** Models without a vote that tells anything. */
function apartFrom(parts: ModelPart[], models: RatedModel[]): RatedModel[] {
  const connected = new Set(parts.flatMap((part) => part.models))
  return models.filter((model) => !connected.has(model))
}

function reasonsOfVotes(models: RatedModel[], parts: ModelPart[], { ties }: RateOptions): string[] {
  if (models.every(({ games }) => games === 0)) return ['There are no votes to rate by.']
  if (parts.length === 0) return ['All votes are ties, and ties are left out.']
  const reasons: string[] = []
  const apart = apartFrom(parts, models).length
  if (apart > 0) reasons.push(`${apart} of ${models.length} models have no vote that tells anything${ties === 'drop' ? ', ties being left out' : ''}.`)
  if (parts.length > 1) {
    reasons.push(`The votes do not connect all models: each of the ${parts.length} parts has a scale of its own with ${centre} in the middle, and nothing ranks a model of one part against a model of another. Ranks, tiers and chances of being best are those within a part; what is told of all votes together is told of the largest, of ${parts[0]!.names.length} models.`)
  }
  return reasons
}

function rateParts(parts: ModelPart[], options: RateOptions): Results {
  const ratings = parts.map((part): RatedPart => ({ ...part, ...ratePart(part, options) }))
  for (const rating of ratings) {
    tellRatings(rating)
    tellRanks(rating, options)
  }
  const resampled = options.bootstrap > 0 ? ratings.map((rating) => tellBootstrap(rating, options)) : []
  const rounds = Math.max(0, ...resampled.map((one) => one.rounds))
  const [largest, ...others] = ratings
  return {
    ...(largest && tellScale(largest, options)),
    ...(options.pairs && {
      pairs: ratings.flatMap(({ names, cells, fit, styleFit }) => ratedPairs(names, cells, fit, styleFit === undefined)),
      ...(others.length > 0 && { differencesApart: others.flatMap((other) => differencesOf(other) ?? []) }),
    }),
    ...(largest && options.by === 'category' && { categories: categoryReportsOf(ratings, options) }),
    ...(rounds > 0 && { bootstrap: { rounds, seed: options.seed } }),
    reasons: reasonsOfParts(ratings.map(({ names, reasons }, part) => ({ names, reasons: [...reasons, ...(resampled[part]?.reasons ?? [])] }))),
  }
}

/** Elo has no error to tell: another order of the same votes gives other ratings. */
function rateByElo(votes: Votes, order: Int32Array, models: RatedModel[], { ties }: RateOptions): Results {
  const weight = Float64Array.from({ length: votes.length }, (_, row) => (ties === 'drop' && isTieAt(votes, row) ? 0 : votes.weight?.[row] ?? 1))
  const ratings = eloRatings({ ...votes, weight }, { start: centre })
  for (const [place, model] of models.entries()) if (model.games > 0) model.rating = ratings[order[place]!]!
  return { reasons: models.length > 0 ? ['Elo depends on the order of the votes, so it has no honest interval and no rank.'] : [] }
}
