import { cellNumbers, cellsAmong, cellsOf, gamesOfModels, placesOf, type Cells } from './cells.ts'
import { fitDavidson } from './davidson.ts'
import { emptySlopes, totalsOf, type Fit } from './fit.ts'
import { solveInPlace } from './linear-algebra.ts'
import { pickRows } from './pick-rows.ts'
import { leftWins, rightWins, type Votes } from './votes.ts'

/** From these e-values on a person should look at a voter's votes, and a rule may set them aside. */
export const reviewAt = 20
export const excludeAt = 100

/** What a voter who is not honest seems to do. */
export type VoterHabit = 'one-model' | 'side' | 'coin' | 'always-left' | 'always-tie' | 'reversed'

/** How much the votes of one voter speak against "votes as others do". */
export interface VoterEvidence {
  voter: number
  votes: number
  /** The e-value after the last vote, and the largest on the way, which is the one that counts. */
  eValue: number
  peak: number
  flag: 'none' | 'review' | 'exclude'
  /** After how many votes it was first above `reviewAt`, and what explains the votes best where it was largest. */
  flaggedAfter?: number
  habit?: VoterHabit
  /** The model that is always voted for, or against. */
  model?: number
}

/**
 * An e-process for each voter, valid at every look: an honest one, who votes with the probabilities f that the votes of all
 * others give, ever comes above 1 / α with a probability of at most α (Ville, 1939). That f is fitted is not counted, and who votes
 * by other probabilities, of another taste or with another habit of calling ties, is no honest voter to it. With p = f(win) + f(tie) / 2 it is
 * e = ½ · mean over models, signs and λ of Π(1 ± λ(y - p)) + .1 · the same for the left side + .1 · the likelihood ratios each of a
 * coin, always left, always tie and reversed. Votes are taken in the order of their time, else of the rows. f is Davidson's
 * model, fitted without the voter. A single vote says little: a coin takes about forty to find. `mostVotes` says how many of
 * a voter's first votes are looked at, from how many votes of others and how many models f was fitted.
 */
export function voterEvidence(votes: Votes, { prior = 0.5, mostVotes = everyVote }: EvidenceOptions = {}): VoterEvidence[] {
  if (!votes.voter) return []
  const all = cellsOf(votes)
  const games = gamesOfModels(all)
  const models = Int32Array.from(games.keys()).filter((model) => games[model]! > 0)
  const cells = cellsAmong(all, models)
  const whole = fitDavidson(cells, prior)
  if (!whole) return []
  const place = placesOf(votes.models.length, models)
  const cellOf = cellNumbers(cells)
  const { games: total } = totalsOf(cells)
  return [...rowsOfVoters(votes, place)].map(([voter, rows]) => {
    const chances = chancesWithout(whole, cells, cellOf, votes, place, rows)
    const looked = firstRows(votes, rows, mostVotes(total - countOf(votes, rows), models.length))
    const evidence = evidenceOf(votes, place, models.length, looked, chances)
    return { ...evidence, voter, ...(evidence.model !== undefined && { model: models[evidence.model]! }) }
  })
}

interface EvidenceOptions {
  prior?: number
  mostVotes?(others: number, models: number): number
}

const everyVote = () => Infinity

/** The first rows that stand for so many votes at most. */
function firstRows(votes: Votes, rows: number[], most: number): number[] {
  let count = 0
  const end = rows.findIndex((row) => (count += votes.weight?.[row] ?? 1) > most)
  return end < 0 ? rows : rows.slice(0, end)
}

/** The votes of each voter that can tell something, in the order of time. */
function rowsOfVoters(votes: Votes, place: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>()
  for (let row = 0; row < votes.length; row++) {
    const voter = votes.voter![row]!
    if (voter < 0 || votes.left[row] === votes.right[row] || place[votes.left[row]!]! < 0 || place[votes.right[row]!]! < 0) continue
    if (votes.weight && !(votes.weight[row]! > 0)) continue
    const own = rows.get(voter)
    if (own) own.push(row)
    else rows.set(voter, [row])
  }
  const { at } = votes
  // A stable sort: votes without a time keep the order of their rows.
  if (at) for (const own of rows.values()) own.sort((a, b) => at[a]! - at[b]! || 0)
  return rows
}

type CellOf = ReturnType<typeof cellNumbers>

/** What an honest vote is: strengths, and Davidson's ν. */
interface Chances {
  theta: Float64Array
  nu: number
}

/** A first step longer than this, in log-odds, has left the place where one step is enough. */
const longStep = 0.05

/**
 * The fit without the votes of one voter. Its gradient at the fit of all is minus the sum of the voter's slopes, so one
 * Newton step with the factor at hand goes there; only a voter whose votes weigh much needs a fit anew.
 */
function chancesWithout(whole: Fit, cells: Cells, cellOf: CellOf, votes: Votes, place: Int32Array, rows: number[]): Chances {
  const { theta, size } = whole
  const step = new Float64Array(size)
  const at = emptySlopes()
  for (const row of rows) {
    const [left, right, weight] = [place[votes.left[row]!]!, place[votes.right[row]!]!, votes.weight?.[row] ?? 1]
    whole.slopesAt(theta[left]! - theta[right]!, at)
    const outcome = votes.outcome[row]!
    const slope = weight * (outcome === leftWins ? at.win : outcome === rightWins ? at.loss : at.tie)
    step[left]! -= slope
    step[right]! += slope
    if (size > theta.length) step[size - 1]! -= weight * (outcome === leftWins ? at.winOfTie : outcome === rightWins ? at.lossOfTie : at.tieOfTie)
  }
  solveInPlace(whole.factor, size, step)
  const { games } = totalsOf(cells)
  if (step.every((part) => Math.abs(part) <= longStep)) {
    return { theta: theta.map((one, model) => one + step[model]!), nu: atLeastOneTie((whole.tie?.value ?? 0) * Math.exp(size > theta.length ? step[size - 1]! : 0), games) }
  }
  const rest = cellsWithout(cells, cellOf, votes, place, rows)
  const fit = fitDavidson(rest, whole.prior)
  // Without any vote of others nothing is known: everybody is equal, and a third of the votes are ties.
  return fit ? { theta: fit.theta, nu: atLeastOneTie(fit.tie?.value ?? 0, totalsOf(rest).games) } : { theta: new Float64Array(theta.length), nu: 1 }
}

/** Others who never tied may yet do so: ν is at least what half a tie in all their votes would make it. */
function atLeastOneTie(nu: number, games: number): number {
  return Math.max(nu, 1 / (games + 1))
}

function cellsWithout(cells: Cells, cellOf: CellOf, votes: Votes, place: Int32Array, rows: number[]): Cells {
  const rest: Cells = { ...cells, games: cells.games.slice(), score: cells.score.slice(), squares: cells.squares.slice(), halves: cells.halves.slice() }
  const own = cellsAmong(cellsOf(pickRows(votes, Int32Array.from(rows))), modelsAt(place, cells.modelCount))
  for (let index = 0; index < own.length; index++) {
    const cell = cellOf(own.i[index]!, own.j[index]!)
    for (const column of ['games', 'score', 'squares', 'halves'] as const) rest[column][cell] = Math.max(0, rest[column][cell]! - own[column][index]!)
  }
  return rest
}

/** The models at the places 0, 1, 2 … */
function modelsAt(place: Int32Array, count: number): Int32Array {
  const models = new Int32Array(count)
  for (const [model, at] of place.entries()) if (at >= 0) models[at] = model
  return models
}

const lambdas = [0.4, 0.8, 1.2, 1.6]
/** Bets of one kind: each λ for and against. */
const betCount = 2 * lambdas.length
/** A factor of a bet is at least 1 - this: one vote must not end a bet. */
const mostStake = 0.9
/** Even who always does the same errs at times. */
const slip = 0.02
/** Above this nobody doubts any more, and numbers could end. */
const enough = 1e200

/** Follows one voter from vote to vote. `model` in the answer is a place. */
function evidenceOf(votes: Votes, place: Int32Array, modelCount: number, rows: number[], { theta, nu }: Chances): Omit<VoterEvidence, 'voter'> {
  const onModels = new Float64Array(modelCount * betCount).fill(1)
  const onSide = new Float64Array(betCount).fill(1)
  const [ratios, coins] = [new Float64Array(3).fill(1), new Float64Array(coinTies.length + 1).fill(1)]
  const tieShare = nu / (2 + nu)
  let [sumOfModels, eValue, peak] = [modelCount * betCount, 1, 1]
  const found: Pick<VoterEvidence, 'flaggedAfter' | 'habit' | 'model'> = {}
  let count = 0
  for (const row of rows) {
    const [left, right, outcome, times] = [place[votes.left[row]!]!, place[votes.right[row]!]!, votes.outcome[row]!, votes.weight?.[row] ?? 1]
    const f = chancesOf(theta[left]! - theta[right]!, nu)
    const p = f.left + f.tie / 2
    const y = outcome === leftWins ? 1 : outcome === rightWins ? 0 : 0.5
    sumOfModels += bet(onModels, left * betCount, y, p, times) + bet(onModels, right * betCount, 1 - y, 1 - p, times)
    bet(onSide, 0, y, p, times)
    const seen = outcome === leftWins ? f.left : outcome === rightWins ? f.right : f.tie
    const isTie = y === 0.5
    ratios[0]! *= ((y === 1 ? 1 - 2 * slip : slip) / seen) ** times
    ratios[1]! *= ((isTie ? 1 - 2 * slip : slip) / seen) ** times
    ratios[2]! *= ((isTie ? f.tie : y === 1 ? f.right : f.left) / seen) ** times
    for (let coin = 0; coin < coins.length; coin++) {
      const tie = coinTies[coin] ?? tieShare
      coins[coin]! *= ((isTie ? tie : (1 - tie) / 2) / seen) ** times
    }
    count += times
    const coin = sumOf(coins) / coins.length
    eValue = (0.5 * sumOfModels) / (modelCount * betCount) + (0.1 * sumOf(onSide)) / betCount + 0.1 * (coin + sumOf(ratios))
    if (eValue > reviewAt) found.flaggedAfter ??= count
    if (eValue > peak) {
      peak = eValue
      if (peak > reviewAt) Object.assign(found, habitOf(onModels, onSide, coin, ratios, modelCount))
    }
    if (eValue > enough) break
  }
  return { votes: countOf(votes, rows), eValue, peak, flag: peak > excludeAt ? 'exclude' : peak > reviewAt ? 'review' : 'none', ...found }
}

/** Shares of ties of coins: one that knows two sides, one that knows three; a third ties as often as equal models do. */
const coinTies = [slip, 1 / 3]

/** Chances of a vote by Davidson's model. */
function chancesOf(d: number, nu: number): { left: number; right: number; tie: number } {
  const [up, down] = [Math.exp(d / 2), Math.exp(-d / 2)]
  const sum = up + down + nu
  return { left: up / sum, right: down / sum, tie: nu / sum }
}

/** Multiplies the bets that begin at `at` by 1 ± λ(y - p), and answers by how much their sum grew. */
function bet(bets: Float64Array, at: number, y: number, p: number, times: number): number {
  let grown = 0
  for (let index = 0; index < betCount; index++) {
    const isFor = index < lambdas.length
    const lambda = Math.min(lambdas[index % lambdas.length]!, mostStake / (isFor ? p : 1 - p))
    const factor = 1 + (isFor ? lambda : -lambda) * (y - p)
    const before = bets[at + index]!
    bets[at + index] = before * (times === 1 ? factor : factor ** times)
    grown += bets[at + index]! - before
  }
  return grown
}

/** Which part of the e-value is the largest. */
function habitOf(onModels: Float64Array, onSide: Float64Array, coin: number, ratios: Float64Array, modelCount: number): { habit: VoterHabit; model?: number } {
  let [model, most] = [0, 0]
  for (let other = 0; other < modelCount; other++) {
    const sum = sumOf(onModels.subarray(other * betCount, (other + 1) * betCount))
    if (sum > most) [model, most] = [other, sum]
  }
  const parts: Array<[habit: VoterHabit, size: number]> = [
    ['one-model', (0.5 * most) / (modelCount * betCount)], ['side', (0.1 * sumOf(onSide)) / betCount], ['coin', 0.1 * coin],
    ['always-left', 0.1 * ratios[0]!], ['always-tie', 0.1 * ratios[1]!], ['reversed', 0.1 * ratios[2]!],
  ]
  const [habit] = parts.reduce((largest, part) => (part[1] > largest[1] ? part : largest))
  return { habit, model: habit === 'one-model' ? model : undefined }
}

function sumOf(numbers: Float64Array): number {
  let sum = 0
  for (let index = 0; index < numbers.length; index++) sum += numbers[index]!
  return sum
}

function countOf(votes: Votes, rows: number[]): number {
  return votes.weight ? rows.reduce((sum, row) => sum + votes.weight![row]!, 0) : rows.length
}
