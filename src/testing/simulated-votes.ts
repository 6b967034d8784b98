import { leftWins, rightWins, tied, type Votes } from '../core/ratings/votes.ts'
import { Chance } from './chance.ts'

/** How a voter votes. `one-model`: always for the first model, which is in a third of the duels; else honestly. */
export type VoterKind = 'honest' | 'coin' | 'three-way-coin' | 'always-left' | 'always-tie' | 'reversed' | 'one-model'

export interface SimulationOptions {
  models: number
  votes: number
  seed: number
  /** Standard deviation of the strengths, in log-odds; .6 is 104 points. */
  sd?: number
  /** Strengths in log-odds in place of drawn ones. */
  strengths?: ArrayLike<number>
  /**
   * How ties come about: as Davidson has them, with nu = `amount`; or so that the score stays logistic in the strengths
   * (P(tie) = 4 · amount · p (1 - p), which at equal strengths is `amount`).
   */
  ties?: { kind: 'davidson' | 'logistic-score'; amount: number }
  /** Prompts that are dueled on, with the standard deviation of a model's quality over prompts in log-odds. */
  prompts?: { count: number; sd: number }
  /** Who votes, in turns of `votes` each, before honest voters of the same length make up the rest. */
  voters?: { votesEach: number; groups?: Array<{ kind: VoterKind; count: number }> }
  /** Answers differ in style, models too, and voters like it: log-odds per standard deviation of the relative difference. */
  style?: { features: string[]; beta: number[] }
  /** Log-odds that being on the left is worth, and how often the first model is on the left. */
  side?: { gamma: number; leftShareOfFirst: number }
  /** Who meets whom: anybody; neighbours in rank; or weak opponents for the stronger half. */
  pairing?: 'uniform' | 'near' | 'weak-opponents'
  /** The last model has only this many votes. */
  newcomerVotes?: number
}

export interface SimulatedVotes {
  votes: Votes
  /** True strengths in log-odds, with mean 0. */
  strengths: Float64Array
  /** What kind each voter is, by number. */
  voterKinds: VoterKind[]
}

/** Votes drawn from a known truth; the same for the same options. */
export function simulateVotes(options: SimulationOptions): SimulatedVotes {
  const { models, votes: length, seed } = options
  const chance = new Chance(seed)
  const strengths = centred(Float64Array.from(options.strengths ?? Array.from({ length: models }, () => (options.sd ?? 0.6) * normal(chance))))
  const voterKinds = voterKindsOf(options)
  const votes: Votes = {
    length, models: Array.from({ length: models }, (_, model) => `model-${model}`),
    left: new Int32Array(length), right: new Int32Array(length), outcome: new Uint8Array(length),
    ...(options.prompts && { prompt: new Int32Array(length), promptCount: options.prompts.count }),
    ...(options.voters && { voter: new Int32Array(length), voterCount: voterKinds.length }),
  }
  drawPairs(votes, strengths, voterKinds, options, chance)
  if (options.style) votes.style = drawStyle(votes, options.style.features, chance)
  drawOutcomes(votes, strengths, voterKinds, options, chance)
  return { votes, strengths, voterKinds }
}

/** A standard normal number (Box and Muller, 1958). */
export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function voterKindsOf({ votes, voters }: SimulationOptions): VoterKind[] {
  if (!voters) return []
  const named = (voters.groups ?? []).flatMap(({ kind, count }) => Array.from({ length: count }, () => kind))
  const all = Math.ceil(votes / voters.votesEach)
  return [...named, ...Array.from({ length: Math.max(0, all - named.length) }, (): VoterKind => 'honest')].slice(0, all)
}

function drawPairs(votes: Votes, strengths: Float64Array, kinds: VoterKind[], options: SimulationOptions, chance: Chance): void {
  const { models, pairing = 'uniform', side, prompts, voters, newcomerVotes } = options
  const settled = newcomerVotes === undefined ? models : models - 1
  const byStrength = Array.from(strengths.keys()).sort((a, b) => strengths[b]! - strengths[a]!)
  const rankOf = new Int32Array(models)
  for (const [rank, model] of byStrength.entries()) rankOf[model] = rank
  const opponentOf = (model: number): number => {
    if (pairing === 'near') {
      const rank = rankOf[model]! + (1 + chance.below(2)) * (chance.next() < 0.5 ? 1 : -1)
      return byStrength[rank < 0 || rank >= models ? 2 * rankOf[model]! - rank : rank]!
    }
    if (pairing === 'weak-opponents' && rankOf[model]! < models / 2 && chance.next() < 0.8) return byStrength[models - 1 - chance.below(Math.ceil(models / 4))]!
    return chance.below(settled)
  }
  for (let row = 0; row < votes.length; row++) {
    let first = row < (newcomerVotes ?? 0) ? models - 1 : chance.below(settled)
    if (voters) {
      const voter = Math.floor(row / voters.votesEach)
      votes.voter![row] = voter
      if (kinds[voter] === 'one-model') first = chance.next() < 1 / 3 ? 0 : 1 + chance.below(settled - 1)
    }
    let second = opponentOf(first)
    const isBarred = (model: number) => model === first || (model === 0 && voters !== undefined && kinds[votes.voter![row]!] === 'one-model')
    while (isBarred(second)) second = opponentOf(first)
    const hasFirst = first === 0 || second === 0
    const other = first === 0 ? second : first
    const isFirstLeft = hasFirst ? chance.next() < (side?.leftShareOfFirst ?? 0.5) : chance.next() < 0.5
    votes.left[row] = hasFirst ? (isFirstLeft ? 0 : other) : isFirstLeft ? first : second
    votes.right[row] = hasFirst ? (isFirstLeft ? other : 0) : isFirstLeft ? second : first
    if (prompts) votes.prompt![row] = chance.below(prompts.count)
  }
}

/** Counts of each feature in each answer: log-normal, with a mean of the model's own that has nothing to do with its strength. */
function drawStyle(votes: Votes, features: string[], chance: Chance): NonNullable<Votes['style']> {
  const habits = features.map(() => votes.models.map(() => 0.5 * normal(chance)))
  const columnOf = (feature: number, side: Int32Array) => {
    const scale = feature === 0 ? Math.log(300) : Math.log(5)
    return Float64Array.from(side, (model) => Math.round(Math.exp(scale + habits[feature]![model]! + 0.5 * normal(chance))))
  }
  return { features, left: features.map((_, index) => columnOf(index, votes.left)), right: features.map((_, index) => columnOf(index, votes.right)) }
}

function drawOutcomes(votes: Votes, strengths: Float64Array, kinds: VoterKind[], options: SimulationOptions, chance: Chance): void {
  const { prompts, style, side, ties } = options
  const quality = prompts && Array.from({ length: prompts.count * votes.models.length }, () => prompts.sd * normal(chance))
  const liking = style && likingOf(votes, style.beta)
  for (let row = 0; row < votes.length; row++) {
    const [left, right] = [votes.left[row]!, votes.right[row]!]
    let difference = strengths[left]! - strengths[right]! + (side?.gamma ?? 0) + (liking?.[row] ?? 0)
    if (quality) difference += quality[votes.prompt![row]! * votes.models.length + left]! - quality[votes.prompt![row]! * votes.models.length + right]!
    const honest = honestOutcome(difference, ties, chance)
    votes.outcome[row] = options.voters ? outcomeOf(kinds[votes.voter![row]!]!, honest, left, right, chance) : honest
  }
}

function outcomeOf(kind: VoterKind, honest: number, left: number, right: number, chance: Chance): number {
  switch (kind) {
    case 'honest': return honest
    case 'coin': return chance.next() < 0.5 ? leftWins : rightWins
    case 'three-way-coin': return chance.pick([leftWins, rightWins, tied])
    case 'always-left': return leftWins
    case 'always-tie': return tied
    case 'reversed': return honest === leftWins ? rightWins : honest === rightWins ? leftWins : honest
    case 'one-model': return left === 0 ? leftWins : right === 0 ? rightWins : honest
  }
}

function honestOutcome(difference: number, ties: SimulationOptions['ties'], chance: Chance): number {
  const score = 1 / (1 + Math.exp(-difference))
  const tie = tieProbability(difference, score, ties)
  const win = ties?.kind === 'davidson' ? (1 - tie) * score : score - tie / 2
  const drawn = chance.next()
  return drawn < win ? leftWins : drawn < win + tie ? tied : rightWins
}

function tieProbability(difference: number, score: number, ties: SimulationOptions['ties']): number {
  if (!ties) return 0
  if (ties.kind === 'davidson') return ties.amount / (ties.amount + 2 * Math.cosh(difference / 2))
  return Math.min(4 * ties.amount * score * (1 - score), 2 * score, 2 * (1 - score))
}

/** What voters' liking of style adds to the left answer's log-odds: beta times (a - b) / (a + b + 1), scaled to sd 1. */
function likingOf(votes: Votes, beta: number[]): Float64Array {
  const liking = new Float64Array(votes.length)
  for (const [feature, weight] of beta.entries()) {
    const [left, right] = [votes.style!.left[feature]!, votes.style!.right[feature]!]
    const relative = left.map((count, row) => (count - right[row]!) / (count + right[row]! + 1))
    const mean = relative.reduce((sum, value) => sum + value, 0) / relative.length
    const sd = Math.sqrt(relative.reduce((sum, value) => sum + (value - mean) ** 2, 0) / relative.length)
    for (let row = 0; row < liking.length; row++) liking[row]! += (weight * relative[row]!) / sd
  }
  return liking
}
