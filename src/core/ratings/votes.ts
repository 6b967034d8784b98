/** Outcomes of a vote as a column holds them: the index is the code. */
export const outcomes = ['left', 'right', 'tie', 'both-bad'] as const
export type Outcome = (typeof outcomes)[number]
export const leftWins = 0
export const rightWins = 1
export const tied = 2
export const bothBad = 3

/**
 * Votes as columns, row by row in the order they were read: what every rating method takes. Models are numbered by their
 * place in `models`; their names are opaque strings. A column that the source does not have is absent, and a single
 * unknown is -1 (NaN among floating point numbers): unknown is never zero.
 */
export interface Votes {
  length: number
  models: string[]
  left: Int32Array
  right: Int32Array
  /** A code of `outcomes`. */
  outcome: Uint8Array
  /** Share of the left answer, 0 to 1, where a judge gave a probability; NaN where `outcome` says it all. */
  share?: Float64Array
  /** How many equal votes a row stands for; 1 for all where absent. */
  weight?: Float64Array
  /** Number of the prompt, from 0 to `promptCount` - 1. */
  prompt?: Int32Array
  promptCount?: number
  /** Number of the voter or judge, from 0 to `voterCount` - 1. */
  voter?: Int32Array
  voterCount?: number
  /** Number of the category in `categories`. */
  category?: Int32Array
  categories?: string[]
  /** Milliseconds since 1970. */
  at?: Float64Array
  style?: StyleColumns
}

/** Counts of style per answer (tokens or characters, headers, lists, bold): `left[feature][row]`. */
export interface StyleColumns {
  features: string[]
  left: Float64Array[]
  right: Float64Array[]
}

/** What the left answer of a row scored: 1 won, 0 lost, ½ for a tie of either kind, or the judge's probability. */
export function scoreOf(votes: Votes, row: number): number {
  const share = votes.share?.[row]
  if (share !== undefined && !Number.isNaN(share)) return share
  const outcome = votes.outcome[row]
  return outcome === leftWins ? 1 : outcome === rightWins ? 0 : 0.5
}
