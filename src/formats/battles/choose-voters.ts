import type { Votes } from '../../core/ratings/votes.ts'
import { reasons, type Rejections } from './rejections.ts'
import { judgeKinds } from './vote-columns.ts'

export const voterChoices = ['humans', 'judges', 'all'] as const
export type Voters = (typeof voterChoices)[number]

const human = judgeKinds.indexOf('human')
const model = judgeKinds.indexOf('model')

/**
 * The votes of those who were asked for, and unless said otherwise of people where people voted. Votes of whom nobody
 * says what they were always count. What is left out is counted as rejected.
 */
export function chooseVoters(votes: Votes, kinds: Int32Array | undefined, voters: Voters | undefined, rejections: Rejections): Votes {
  if (!kinds || voters === 'all') return votes
  const leftOut = voters === 'judges' ? human : voters === 'humans' || kinds.includes(human) ? model : undefined
  if (leftOut === undefined || !kinds.includes(leftOut)) return votes
  const kept = Int32Array.from(kinds.keys()).filter((row) => kinds[row] !== leftOut)
  const reason = voters === undefined ? reasons.judgeAmongPeople : reasons.notAsked
  rejections.add(reason, undefined, { count: votes.length - kept.length })
  return votesAt(votes, kept)
}

/** These rows alone, with models, prompts, voters and categories numbered anew. */
function votesAt(votes: Votes, rows: Int32Array): Votes {
  const models = new Numbering(votes.models.length)
  const picked = { left: new Int32Array(rows.length), right: new Int32Array(rows.length) }
  for (const [at, row] of rows.entries()) {
    picked.left[at] = models.of(votes.left[row]!)
    picked.right[at] = models.of(votes.right[row]!)
  }
  const [prompts, voters, categories] = [votes.promptCount ?? 0, votes.voterCount ?? 0, votes.categories?.length ?? 0].map((count) => new Numbering(count)) as [Numbering, Numbering, Numbering]
  const floats = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
  const { share, weight, prompt, voter, category, style } = votes
  return {
    length: rows.length, ...picked, outcome: Uint8Array.from(rows, (row) => votes.outcome[row]!), models: models.pick(votes.models),
    ...(share && { share: floats(share) }), ...(weight && { weight: floats(weight) }),
    ...(prompt && { prompt: prompts.column(prompt, rows), promptCount: prompts.count }),
    ...(voter && { voter: voters.column(voter, rows), voterCount: voters.count }),
    ...(category && { category: categories.column(category, rows), categories: categories.pick(votes.categories!) }),
    ...(style && { style: { features: style.features, left: style.left.map(floats), right: style.right.map(floats) } }),
  }
}

/** Numbers anew, in the order in which they are first asked for. */
class Numbering {
  count = 0
  readonly #numbers: Int32Array

  constructor(before: number) {
    this.#numbers = new Int32Array(before).fill(-1)
  }

  of(number: number): number {
    if (number < 0) return number
    if (this.#numbers[number]! < 0) this.#numbers[number] = this.count++
    return this.#numbers[number]!
  }

  column(column: Int32Array, rows: Int32Array): Int32Array {
    return rows.map((row) => this.of(column[row]!))
  }

  pick(names: string[]): string[] {
    const picked: string[] = []
    for (const [number, name] of names.entries()) if (this.#numbers[number]! >= 0) picked[this.#numbers[number]!] = name
    return picked
  }
}
