import { refitByChords } from './bootstrap.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { cellNumbers, type Cells } from './cells.ts'
import { modelCovariance, type FitRows } from './covariance.ts'
import { logistic, totalsOf, type Fit } from './fit.ts'
import { addTimes } from './linear-algebra.ts'
import { styleRowsOf, type StyleRows } from './style-rows.ts'

/** Points of rating for one natural log-odds. */
const points = 400 / Math.LN10

/** Votes that connect some models, and Bradley and Terry's fit of them. Models are numbered by their place in the fit. */
export interface Fitted {
  cells: Cells
  rows: FitRows
  fit: Fit
}

/**
 * By how many points the rating of each model is higher for one vote of `left` against `right` with this score:
 * S V(e_a - e_b)(y - p) / (1 - h), h being the vote's leverage p (1 - p)(e_a - e_b)'V(e_a - e_b). `covariance` is that of the model.
 */
export function influenceOfVote({ theta, size }: Fit, covariance: Float64Array, left: number, right: number, score: number): Float64Array {
  const p = logistic(theta[left]! - theta[right]!)
  const toward = Float64Array.from(theta, (_, model) => covariance[model * size + left]! - covariance[model * size + right]!)
  const leverage = p * (1 - p) * (toward[left]! - toward[right]!)
  return toward.map((one) => (points * one * (score - p)) / (1 - leverage))
}

/** A set of votes that decides who is first. */
export interface DecisiveVotes {
  first: number
  /** Who would be before it without them. */
  challenger: number
  /** How many votes these are, as a number, and as a share of all. */
  votes: number
  share: number
  /** Which ones, by row among the votes; the last row may stand for more votes than are needed. */
  rows: Int32Array
  /** By how many points the first leads with them, and without them, where it no longer does. */
  leadBefore: number
  leadAfter: number
}

/** How many of the next models are tried as challengers. */
const challengerCount = 5

/**
 * A smallest set of votes whose removal takes the first place from the model that has it: those with the most influence on
 * its lead over a challenger go first, the rest is fitted again, and so on until the lead is gone (after Huang et al.,
 * arXiv:2508.11847); then as many of them stay as can. What is found has been verified by a fit; that no smaller set exists
 * has not. Undefined where no removal does it.
 */
export function decisiveVotes(fitted: Fitted): DecisiveVotes | undefined {
  const { theta } = fitted.fit
  const [first, ...others] = Array.from(theta.keys()).sort((a, b) => theta[b]! - theta[a]!)
  const kinds = kindsOf(fitted)
  let best: { challenger: number; removal: Removal } | undefined
  for (const challenger of others.slice(0, challengerCount)) {
    const removal = removalFor(fitted, kinds, first!, challenger, best?.removal.votes ?? Infinity)
    if (removal && (!best || removal.votes < best.removal.votes)) best = { challenger, removal }
  }
  if (!best) return undefined
  const { challenger, removal } = best
  return {
    first: first!, challenger, votes: removal.votes, share: removal.votes / totalsOf(fitted.cells).games, rows: rowsOf(kinds, removal),
    leadBefore: points * (theta[first!]! - theta[challenger]!), leadAfter: points * removal.lead,
  }
}

/** Votes of the same pair with the same score have the same influence: they are counted together. */
interface VoteKinds {
  cell: Int32Array
  /** What the first of the pair scored, and how many such votes there are. */
  score: Float64Array
  count: Float64Array
  /** The votes: their rows, what kind each is, and how many votes it stands for. */
  rows: Int32Array
  kindOfRow: Int32Array
  weight?: Float64Array
}

function kindsOf({ cells, rows }: Fitted): VoteKinds {
  const { length, left, right, score, weight, voteOf } = styleRowsOf(rows, { style: false, side: false })
  const cellOf = cellNumbers(cells)
  const numbers = new Map<number, number>()
  const [cell, scores, count]: [number[], number[], number[]] = [[], [], []]
  const kindOfRow = new Int32Array(length)
  for (let row = 0; row < length; row++) {
    const at = cellOf(left[row]!, right[row]!)
    const scored = left[row]! > right[row]! ? 1 - score[row]! : score[row]!
    const key = 2 * at + scored
    let kind = numbers.get(key)
    if (kind === undefined) {
      kind = cell.push(at) - 1
      numbers.set(key, kind)
      scores.push(scored)
      count.push(0)
    }
    kindOfRow[row] = kind
    count[kind]! += weight?.[row] ?? 1
  }
  return { cell: Int32Array.from(cell), score: Float64Array.from(scores), count: Float64Array.from(count), rows: voteOf, kindOfRow, ...(weight && { weight }) }
}

/** Votes to take away, in the order of doing so, and the lead (in log-odds) that is left without them: below 0. */
interface Removal {
  steps: Array<{ kind: number; votes: number }>
  votes: number
  lead: number
}

const mostRefits = 30

function removalFor(fitted: Fitted, kinds: VoteKinds, first: number, challenger: number, mostVotes: number): Removal | undefined {
  const leadIn = ({ theta }: { theta: Float64Array }) => theta[first]! - theta[challenger]!
  const steps: Removal['steps'] = []
  const left = kinds.count.slice()
  let fit = fitted.fit
  for (let refit = 0; leadIn(fit) >= 0; refit++) {
    const more = nextSteps(fitted.cells, kinds, fit, left, first, challenger, leadIn(fit))
    steps.push(...more)
    const refitted = more.length > 0 && refit < mostRefits && countOf(steps) < 2 * mostVotes
      ? fitBradleyTerry(cellsWithout(fitted.cells, kinds, steps), fit.prior, fit.theta.slice()) : null
    if (!refitted) return undefined
    fit = refitted
  }
  return shortest(fitted, kinds, steps, leadIn)
}

/** The votes with the most influence on the lead, until by their influence it is gone. */
function nextSteps(cells: Cells, kinds: VoteKinds, fit: Fit, left: Float64Array, first: number, challenger: number, lead: number): Removal['steps'] {
  const influence = influencesOnLead(cells, kinds, fit, first, challenger)
  const order = Array.from(influence.keys()).filter((kind) => influence[kind]! > 0 && left[kind]! > 0).sort((a, b) => influence[b]! - influence[a]!)
  const steps: Removal['steps'] = []
  let rest = lead
  for (const kind of order) {
    // At least one, since a lead of exactly nothing is still a lead.
    const votes = Math.min(left[kind]!, Math.max(1, Math.ceil(rest / influence[kind]!)))
    steps.push({ kind, votes })
    left[kind]! -= votes
    rest -= votes * influence[kind]!
    if (rest <= 0) break
  }
  return steps
}

/** What one vote of each kind adds to the lead of one model over another, in log-odds. */
function influencesOnLead({ i, j }: Cells, { cell, score }: VoteKinds, fit: Fit, first: number, challenger: number): Float64Array {
  const covariance = modelCovariance(fit)
  const { theta, size } = fit
  const toward = Float64Array.from(theta, (_, model) => covariance[first * size + model]! - covariance[challenger * size + model]!)
  return Float64Array.from(cell, (at, kind) => {
    const [one, other] = [i[at]!, j[at]!]
    const p = logistic(theta[one]! - theta[other]!)
    const ofPair = covariance[one * size + one]! + covariance[other * size + other]! - 2 * covariance[one * size + other]!
    return ((toward[one]! - toward[other]!) * (score[kind]! - p)) / Math.max(0.05, 1 - p * (1 - p) * ofPair)
  })
}

/** The fewest of the steps, from the first on, after which the lead is gone. By halving. */
function shortest(fitted: Fitted, kinds: VoteKinds, steps: Removal['steps'], leadIn: (fit: { theta: Float64Array }) => number): Removal {
  let [kept, enough] = [0, Math.ceil(countOf(steps))]
  let lead = NaN
  const leadAfter = (votes: number) => {
    const fit = refitted(cellsWithout(fitted.cells, kinds, firstOf(steps, votes)), fitted.fit)
    return fit ? leadIn(fit) : NaN
  }
  while (enough - kept > 1) {
    const middle = Math.floor((kept + enough) / 2)
    const reached = leadAfter(middle)
    if (reached < 0) [enough, lead] = [middle, reached]
    else kept = middle
  }
  const taken = firstOf(steps, enough)
  return { steps: taken, votes: countOf(taken), lead: Number.isNaN(lead) ? leadAfter(enough) : lead }
}

function refitted(cells: Cells, fit: Fit): { theta: Float64Array } | null {
  const theta = refitByChords(cells, fit)
  return theta ? { theta } : fitBradleyTerry(cells, fit.prior, fit.theta.slice())
}

function countOf(steps: Removal['steps']): number {
  return steps.reduce((sum, { votes }) => sum + votes, 0)
}

/** As many votes of the steps, from the first on. */
function firstOf(steps: Removal['steps'], votes: number): Removal['steps'] {
  const taken: Removal['steps'] = []
  let rest = votes
  for (const step of steps) {
    if (rest <= 0) break
    taken.push({ kind: step.kind, votes: Math.min(rest, step.votes) })
    rest -= step.votes
  }
  return taken
}

function cellsWithout(cells: Cells, { cell, score }: VoteKinds, steps: Removal['steps']): Cells {
  const [games, scores] = [cells.games.slice(), cells.score.slice()]
  for (const { kind, votes } of steps) {
    games[cell[kind]!]! -= votes
    scores[cell[kind]!]! -= votes * score[kind]!
  }
  return { ...cells, games, score: scores }
}

/** Rows that hold the votes: the earliest of each kind. */
function rowsOf({ rows, kindOfRow, weight }: VoteKinds, { steps }: Removal): Int32Array {
  const wanted = new Map<number, number>()
  for (const { kind, votes } of steps) wanted.set(kind, (wanted.get(kind) ?? 0) + votes)
  return rows.filter((_, index) => {
    const rest = wanted.get(kindOfRow[index]!) ?? 0
    if (rest <= 0) return false
    wanted.set(kindOfRow[index]!, rest - (weight?.[index] ?? 1))
    return true
  })
}

/** What the ratings would be without one voter. */
export interface VoterInfluence {
  voter: number
  votes: number
  /** The model whose rating the voter moves most, and by how many points, up or down. */
  model: number
  moved: number
  /** By how many points the lead of the first over the second is larger for the voter; whether another would be first. */
  lead: number
  changesFirst: boolean
}

/** The voters who move some rating most, the strongest first: found by their influence, told by a fit without each. */
export function topVoters(fitted: Fitted, most = 10): VoterInfluence[] {
  const { votes } = fitted.rows
  if (!votes.voter) return []
  const rows = styleRowsOf(fitted.rows, { style: false, side: false })
  const covariance = modelCovariance(fitted.fit)
  const estimated = [...rowsOfVoters(rows, votes.voter)].map(([voter, own]) => ({ voter, own, moved: mostMoved(fitted.fit, covariance, rows, own) }))
  const likely = estimated.sort((a, b) => b.moved - a.moved || a.voter - b.voter).slice(0, 2 * most)
  const told = likely.flatMap(({ voter, own }) => influenceOfVoter(fitted, rows, voter, own) ?? [])
  return told.sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved)).slice(0, most)
}

function rowsOfVoters({ length, voteOf }: StyleRows, voters: Int32Array): Map<number, number[]> {
  const ofVoters = new Map<number, number[]>()
  for (let row = 0; row < length; row++) {
    const voter = voters[voteOf[row]!]!
    if (voter < 0) continue
    const own = ofVoters.get(voter)
    if (own) own.push(row)
    else ofVoters.set(voter, [row])
  }
  return ofVoters
}

/** By how much these votes together move the strength that they move most, by their slopes alone. */
function mostMoved({ theta, size }: Fit, covariance: Float64Array, { left, right, score, weight }: StyleRows, own: number[]): number {
  const slopes = new Map<number, number>()
  for (const row of own) {
    const slope = (weight?.[row] ?? 1) * (score[row]! - logistic(theta[left[row]!]! - theta[right[row]!]!))
    slopes.set(left[row]!, (slopes.get(left[row]!) ?? 0) + slope)
    slopes.set(right[row]!, (slopes.get(right[row]!) ?? 0) - slope)
  }
  const moved = new Float64Array(theta.length)
  for (const [model, slope] of slopes) addTimes(slope, covariance, model * size, moved, 0, theta.length)
  return moved.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
}

function influenceOfVoter({ cells, fit }: Fitted, rows: StyleRows, voter: number, own: number[]): VoterInfluence | undefined {
  const without: Cells = { ...cells, games: cells.games.slice(), score: cells.score.slice() }
  const votes = addRows(without, rows, own, -1)
  const refit = fitBradleyTerry(without, fit.prior, fit.theta.slice())
  if (!refit) return undefined
  const off = fit.theta.map((one, model) => points * (one - refit.theta[model]!))
  const model = off.reduce((best, one, at) => (Math.abs(one) > Math.abs(off[best]!) ? at : best), 0)
  const [first, second] = Array.from(off.keys()).sort((a, b) => fit.theta[b]! - fit.theta[a]!)
  const stays = refit.theta.every((one) => one <= refit.theta[first!]!)
  return { voter, votes, model, moved: off[model]!, lead: off[first!]! - off[second!]!, changesFirst: !stays }
}

/** Adds rows to cells, or takes them out (`sign` -1), and answers how many votes these are. */
function addRows(cells: Cells, { left, right, score, weight }: StyleRows, own: Iterable<number>, sign: 1 | -1): number {
  const cellOf = cellNumbers(cells)
  let votes = 0
  for (const row of own) {
    const [cell, times] = [cellOf(left[row]!, right[row]!), weight?.[row] ?? 1]
    cells.games[cell]! += sign * times
    cells.score[cell]! += sign * times * (left[row]! < right[row]! ? score[row]! : 1 - score[row]!)
    votes += times
  }
  return votes
}

/** Strengths by some of the votes alone, as when flagged voters are set aside, and how many votes these are. Null where they have none. */
export function fitOfRows({ cells, rows, fit }: Fitted, isKept: (row: number) => boolean): { theta: Float64Array; votes: number } | null {
  const all = styleRowsOf(rows, { style: false, side: false })
  const kept: Cells = { ...cells, games: new Float64Array(cells.length), score: new Float64Array(cells.length) }
  const votes = addRows(kept, all, Array.from(all.voteOf.keys()).filter((row) => isKept(all.voteOf[row]!)), 1)
  const refit = fitBradleyTerry(kept, fit.prior, fit.theta.slice())
  return refit && { theta: refit.theta, votes }
}
