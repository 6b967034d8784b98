import { cellsAmong, cellsOf, placesOf } from '../ratings/cells.ts'
import { existenceOf } from '../ratings/existence.ts'
import { pointsOfLogOdds } from '../ratings/scale.ts'
import { ratePart } from '../ratings/rate-part.ts'
import { defaultRateOptions, type RatedModel, type RateReport } from '../ratings/report.ts'
import { leftWins, rightWins, type Votes } from '../ratings/votes.ts'
import { wilson, type Share } from './wilson.ts'

/**
 * Virtual half-wins and half-losses of each model against an average one. One reader has few votes on each model: four times
 * the prior of a board keeps two lucky wins from looking like a preference.
 */
export const ownPrior = 2

/** Of fewer votes neither an order nor agreement says anything: after a single one the two are always all or nothing. */
export const leastOwnVotes = 10

/** A model by one reader's votes, beside the crowd. Points are around the mean of the models that both have. */
export interface OwnModel {
  model: string
  games: number
  wins: number
  /** The reader's rating with its 95 % interval, and that of everybody. */
  rating: number
  lo: number
  hi: number
  crowd: number | null
  /** The interval leaves out what the crowd says. */
  isDifferent: boolean
}

export interface OwnBoard {
  models: OwnModel[]
  /** Kendall's tau-b of the two orders: 1 for the same, 0 for none in common, -1 for the reverse. Null while there are few votes, as the agreement is. */
  tau: number | null
  /** How often the reader's decisive votes went to the model that the crowd rates higher … */
  agreement: Share & { votes: number }
  /** … and how often they would, had the reader been one of the crowd. */
  expectedAgreement: number | null
}

type RatedParts = Pick<RateReport, 'components'> & { models: ReadonlyArray<Pick<RatedModel, 'model' | 'rating'>> }

/**
 * The ratings of everybody that one reader's may be laid beside: those of one part of the board, as ratings of different
 * parts do not compare. It is the part that most of the reader's votes are on.
 */
export function crowdFor(votes: Votes, { components, models }: RatedParts): Map<string, number> {
  const partOf = new Map(components.flatMap((members, part) => members.map((model) => [model, part] as const)))
  const votesOn = components.map(() => 0)
  for (let row = 0; row < votes.length; row++) {
    const part = partOf.get(votes.models[votes.left[row]!]!)
    if (part !== undefined && part === partOf.get(votes.models[votes.right[row]!]!)) votesOn[part]! += 1
  }
  const part = votesOn.indexOf(Math.max(...votesOn))
  return new Map(models.flatMap(({ model, rating }) => (rating !== null && partOf.get(model) === part ? [[model, rating] as const] : [])))
}

/**
 * Which models one reader prefers: Bradley and Terry with a strong prior, so that intervals are wide and ratings near the
 * middle until there are many votes. `crowd` has the ratings of everybody, by name.
 */
export function ownBoardOf(votes: Votes, crowd: ReadonlyMap<string, number>): OwnBoard {
  const own = ownRatings(votes)
  const shared = own.filter(({ model }) => crowd.has(model))
  const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const shift = shared.length > 0 ? middle(shared.map(({ model }) => crowd.get(model)!)) - middle(shared.map(({ rating }) => rating)) : 0
  const models = own.map(({ rating, width, ...counts }): OwnModel => {
    const others = crowd.get(counts.model) ?? null
    const moved = rating + shift
    return { ...counts, rating: moved, lo: moved - width, hi: moved + width, crowd: others, isDifferent: others !== null && Math.abs(others - moved) > width }
  })
  return {
    models: models.sort((a, b) => b.rating - a.rating || (a.model < b.model ? -1 : 1)),
    tau: votes.length < leastOwnVotes ? null : kendallTau(shared.map(({ model, rating }) => [rating, crowd.get(model)!])),
    ...agreementWith(votes, crowd),
  }
}

/** Parts that the votes do not connect are held around the same middle by the prior. */
function ownRatings(votes: Votes): Array<{ model: string; games: number; wins: number; rating: number; width: number }> {
  const cells = cellsOf(votes)
  return existenceOf(cells).parts.flatMap((members) => {
    const names = members.map((model) => votes.models[model]!)
    const part = { names, cells: cellsAmong(cells, members), rows: { votes, ties: 'half' as const, place: placesOf(votes.models.length, members) } }
    const { fit, uncertainty } = ratePart(part, { ...defaultRateOptions, prior: ownPrior })
    if (!fit || !uncertainty) return []
    return names.map((model, place) => ({
      model, ...countsOf(votes, members[place]!),
      rating: 1000 + pointsOfLogOdds * fit.theta[place]!, width: pointsOfLogOdds * uncertainty.critical * uncertainty.se[place]!,
    }))
  })
}

function countsOf(votes: Votes, model: number): { games: number; wins: number } {
  let [games, wins] = [0, 0]
  for (let row = 0; row < votes.length; row++) {
    if (votes.left[row] === votes.right[row] || (votes.left[row] !== model && votes.right[row] !== model)) continue
    games += 1
    if (votes.outcome[row] === (votes.left[row] === model ? leftWins : rightWins)) wins += 1
  }
  return { games, wins }
}

function agreementWith(votes: Votes, crowd: ReadonlyMap<string, number>): Pick<OwnBoard, 'agreement' | 'expectedAgreement'> {
  let [counted, agreed, expected] = [0, 0, 0]
  for (let row = 0; row < votes.length; row++) {
    const [left, right] = [crowd.get(votes.models[votes.left[row]!]!), crowd.get(votes.models[votes.right[row]!]!)]
    const outcome = votes.outcome[row]
    if (left === undefined || right === undefined || left === right || (outcome !== leftWins && outcome !== rightWins)) continue
    counted += 1
    expected += 1 / (1 + 10 ** (-Math.abs(left - right) / 400))
    if ((outcome === leftWins) === left > right) agreed += 1
  }
  if (counted < leastOwnVotes) return { agreement: { share: null, lo: null, hi: null, votes: counted }, expectedAgreement: null }
  return { agreement: { ...wilson(agreed, counted), votes: counted }, expectedAgreement: expected / counted }
}

/** Kendall's tau-b (1945): pairs in the same order less pairs in the other, ties on either side taken out of what is possible. */
export function kendallTau(pairs: ReadonlyArray<readonly [number, number]>): number | null {
  let [difference, first, second] = [0, 0, 0]
  for (let i = 0; i < pairs.length; i++) {
    for (let j = 0; j < i; j++) {
      const [one, other] = [Math.sign(pairs[i]![0] - pairs[j]![0]), Math.sign(pairs[i]![1] - pairs[j]![1])]
      difference += one * other
      first += Math.abs(one)
      second += Math.abs(other)
    }
  }
  return first > 0 && second > 0 ? difference / Math.sqrt(first * second) : null
}
