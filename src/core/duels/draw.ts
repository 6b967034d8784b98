import type { Dice } from './dice.ts'
import type { DrawReason } from './duel.ts'
import { mayMeet, Pool, type Candidates, type DrawModel, type Place } from './pool.ts'

export type DrawRequest = Candidates & { dice: Dice }

export interface Drawn {
  challenge: number
  left: number
  right: number
  reason: DrawReason
  /** Of drawing this pair, sides aside. */
  probability: number
}

/** At least a tenth is drawn by plain chance (RATINGS.md 6), so that every model stays connected with every other. */
export const uniformShare = 0.125

/** A model with fewer duels is new: it meets models near it in rating, which tells most about where it belongs. */
export const newModelGames = 30

/** Rating points over which "near" falls off, and what a far or unrated opponent keeps of its chance. */
const nearPoints = 150
const farChance = 0.05

/**
 * Draws a pair: first one answer, then its opponent among those it may meet on the same challenge.
 * - `uniform`: both by plain chance.
 * - `balance`: the first answer's model with weight 1 / (1 + its duels), one of its answers by plain chance; the opponent
 *   likewise by its model's duels. How many answers a model has does not matter.
 * - `near`: the same first answer, where its model is new and rated; opponents by nearness in rating.
 * Undefined where no pair is left.
 */
export function drawPair(request: DrawRequest): Drawn | undefined {
  const pool = new Pool(request)
  if (pool.total === 0) return undefined
  const { dice } = request
  const chances = balanceChances(pool, request.models)
  const isUniform = dice() < uniformShare
  const first = isUniform ? pool.nth(Math.floor(dice() * pool.total)) : balancedAnswer(pool, chances, dice)
  const opponents = isUniform ? equalOpponents(first, request) : weighedOpponents(first, request)
  const second = { group: first.group, place: pick(opponents, dice) }
  const inOrder = (one: Place, two: Place) => chanceInOrder(one, two, pool, chances, request)
  const [left, right] = dice() < 0.5 ? [second, first] : [first, second]
  return {
    challenge: first.group.challenge,
    left: responseOf(left), right: responseOf(right),
    reason: isUniform ? 'uniform' : isNew(first, request) ? 'near' : 'balance',
    probability: inOrder(first, second) + inOrder(second, first),
  }
}

function balanceWeight({ games }: DrawModel): number {
  return 1 / (1 + games)
}

/** The chance of each model to be drawn first for balance. */
function balanceChances(pool: Pool, models: readonly DrawModel[]): Float64Array {
  const weights = Float64Array.from(models, (model, index) => (pool.answers[index]! > 0 ? balanceWeight(model) : 0))
  const sum = sumOf(weights)
  return weights.map((weight) => weight / sum)
}

function balancedAnswer(pool: Pool, chances: Float64Array, dice: Dice): Place {
  const model = pick(chances, dice)
  return pool.nthOf(model, Math.floor(dice() * pool.answers[model]!))
}

function isNew({ group, place }: Place, { models }: DrawRequest): boolean {
  const { games, rating } = models[group.models[place]!]!
  return games < newModelGames && rating !== undefined
}

/** What each answer of the group weighs as the opponent of this one. */
type Opponents = Float64Array

function opponentsOf({ group, place }: Place, request: DrawRequest, weigh: (model: DrawModel) => number): Opponents {
  const weights = new Float64Array(group.responses.length)
  for (let other = 0; other < weights.length; other++) {
    if (mayMeet(group, place, other, request)) weights[other] = weigh(request.models[group.models[other]!]!)
  }
  return weights
}

function equalOpponents(first: Place, request: DrawRequest): Opponents {
  return opponentsOf(first, request, () => 1)
}

function weighedOpponents(first: Place, request: DrawRequest): Opponents {
  const { rating } = request.models[first.group.models[first.place]!]!
  return opponentsOf(first, request, isNew(first, request) ? (other) => nearness(rating!, other.rating) : balanceWeight)
}

function nearness(one: number, two: number | undefined): number {
  return two === undefined ? farChance : farChance + Math.exp(-(((one - two) / nearPoints) ** 2) / 2)
}

/** The place of one weight, drawn by weight. */
function pick(weights: Float64Array, dice: Dice): number {
  let left = dice() * sumOf(weights)
  let last = -1
  for (let place = 0; place < weights.length; place++) {
    if (weights[place] === 0) continue
    last = place
    left -= weights[place]!
    if (left < 0) return place
  }
  // Rounding may leave a crumb of the sum.
  return last
}

function sumOf(weights: Float64Array): number {
  let sum = 0
  for (const weight of weights) sum += weight
  return sum
}

function responseOf({ group, place }: Place): number {
  return group.responses[place]!
}

/** Of drawing these two in this order, by plain chance or otherwise. */
function chanceInOrder(first: Place, second: Place, pool: Pool, chances: Float64Array, request: DrawRequest): number {
  const model = first.group.models[first.place]!
  const balanced = chances[model]! / pool.answers[model]!
  const chanceAmong = (opponents: Opponents) => opponents[second.place]! / sumOf(opponents)
  return uniformShare / pool.total * chanceAmong(equalOpponents(first, request))
    + (1 - uniformShare) * balanced * chanceAmong(weighedOpponents(first, request))
}
