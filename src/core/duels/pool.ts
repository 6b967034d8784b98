/** What the draw knows of a model. */
export interface DrawModel {
  id: number
  /** The model itself, or the one it is a variant of. */
  base: number
  /** Duels it was in. */
  games: number
  /** On the scale of 400 points per factor ten of odds, where a board knows it. */
  rating?: number
}

/** Answers to one challenge that can be shown side by side: of one output type and one pool, by ascending id. */
export interface CandidateGroup {
  readonly challenge: number
  readonly responses: readonly number[]
  /** The model of each, as its place in `models`. */
  readonly models: readonly number[]
  /** Equal numbers are equal texts. */
  readonly bodies: readonly number[]
}

export interface Candidates {
  /** The same list as long as nothing in it has changed: what is counted over it is remembered. */
  groups: readonly CandidateGroup[]
  models: readonly DrawModel[]
  /** Two variants of one base model may meet. */
  variants: boolean
  /** Pairs of models (`pairKey`) that this voter has had, by challenge. */
  taken: ReadonlyMap<number, ReadonlySet<number>>
}

/** An answer by its group and its place in it. */
export interface Place {
  group: CandidateGroup
  place: number
}

/** One number for two models, whichever comes first. */
export function pairKey(a: number, b: number): number {
  return Math.min(a, b) * 2 ** 26 + Math.max(a, b)
}

function modelsOf(key: number): [number, number] {
  return [Math.floor(key / 2 ** 26), key % 2 ** 26]
}

/** Never the same text twice, nor variants of one model unless asked, nor a pair that this voter has had. */
export function mayMeet(group: CandidateGroup, one: number, other: number, { models, variants, taken }: Candidates): boolean {
  const [first, second] = [models[group.models[one]!]!, models[group.models[other]!]!]
  if (first === second || group.bodies[one] === group.bodies[other]) return false
  if (!variants && first.base === second.base) return false
  return !taken.get(group.challenge)?.has(pairKey(first.id, second.id))
}

/** The answers that have somebody to meet, for one voter. */
export class Pool {
  readonly total: number
  /** How many of each model. */
  readonly answers: Int32Array
  readonly #index: PoolIndex
  /** Answers of the index whose every opponent this voter has had, as places of their groups. */
  readonly #dead = new Map<CandidateGroup, Set<number>>()

  constructor(candidates: Candidates) {
    this.#index = indexOf(candidates)
    this.answers = this.#index.answers.slice()
    let total = this.#index.total
    for (const { group, places } of candidates.taken.size ? this.#index.groups : []) {
      const taken = candidates.taken.get(group.challenge)
      if (!taken) continue
      const touched = new Set([...taken].flatMap(modelsOf))
      const dead = places.filter((place) => touched.has(candidates.models[group.models[place]!]!.id) && !hasOpponent(group, place, candidates))
      if (dead.length > 0) this.#dead.set(group, new Set(dead))
      for (const place of dead) this.answers[group.models[place]!]! -= 1
      total -= dead.length
    }
    this.total = total
  }

  nth(n: number): Place {
    let left = n
    for (const { group, places } of this.#index.groups) {
      const dead = this.#dead.get(group)
      const count = places.length - (dead?.size ?? 0)
      if (left < count) return { group, place: (dead ? places.filter((place) => !dead.has(place)) : places)[left]! }
      left -= count
    }
    throw new RangeError('There are fewer answers.')
  }

  nthOf(model: number, n: number): Place {
    const { groups, starts, groupAt, placeAt } = this.#index
    let left = n
    for (let at = starts[model]!; at < starts[model + 1]!; at++) {
      const { group } = groups[groupAt[at]!]!
      const place = placeAt[at]!
      if (!this.#dead.get(group)?.has(place) && left-- === 0) return { group, place }
    }
    throw new RangeError('The model has fewer answers.')
  }
}

function hasOpponent(group: CandidateGroup, place: number, candidates: Candidates): boolean {
  for (let other = 0; other < group.responses.length; other++) if (mayMeet(group, place, other, candidates)) return true
  return false
}

/** What is the same for every voter. */
interface PoolIndex {
  groups: Array<{ group: CandidateGroup; places: number[] }>
  total: number
  answers: Int32Array
  /** The answers of model m are those from `starts[m]` to below `starts[m + 1]` of the two lists after. */
  starts: Int32Array
  groupAt: Int32Array
  placeAt: Int32Array
}

/** Counting 164,212 answers takes longer than all the rest of a draw, so it is done once for a list of groups. */
const indices = { variants: new WeakMap<readonly CandidateGroup[], PoolIndex>(), noVariants: new WeakMap<readonly CandidateGroup[], PoolIndex>() }

function indexOf(candidates: Candidates): PoolIndex {
  const known = candidates.variants ? indices.variants : indices.noVariants
  const index = known.get(candidates.groups) ?? makeIndex({ ...candidates, taken: new Map() })
  known.set(candidates.groups, index)
  return index
}

function makeIndex(candidates: Candidates): PoolIndex {
  const groups = candidates.groups.map((group) => ({ group, places: [...group.responses.keys()].filter((place) => hasOpponent(group, place, candidates)) }))
  const answers = new Int32Array(candidates.models.length)
  for (const { group, places } of groups) for (const place of places) answers[group.models[place]!]! += 1
  const starts = new Int32Array(answers.length + 1)
  for (let model = 0; model < answers.length; model++) starts[model + 1] = starts[model]! + answers[model]!
  const total = starts.at(-1)!
  const [groupAt, placeAt, next] = [new Int32Array(total), new Int32Array(total), starts.slice()]
  for (const [index, { group, places }] of groups.entries()) {
    for (const place of places) {
      const at = next[group.models[place]!]!++
      groupAt[at] = index
      placeAt[at] = place
    }
  }
  return { groups, total, answers, starts, groupAt, placeAt }
}
