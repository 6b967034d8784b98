/** Whom a judge prefers of two answers: the first, neither, or the second. Both bad counts as neither. */
export const preferences = ['first', 'neither', 'second'] as const
export type Preference = 0 | 1 | 2

/** One pair of answers that both sides judged: how often each of the two said what. */
export interface JudgedPair {
  /** Number of the prompt. */
  prompt: number
  one: [number, number, number]
  other: [number, number, number]
}

export interface Agreement {
  pairs: number
  prompts: number
  /** Chance that a verdict of one and a verdict of the other on the same pair are equal. */
  raw: number
  /** The same among verdicts that prefer one of the two answers; null where there are none. */
  decided: number | null
  /** Cohen's kappa: 0 as chance would have it, 1 always. Null where both always say one and the same thing. */
  kappa: number | null
  /** 95 % interval of kappa, clustered by prompt; null where there are fewer than two prompts. */
  lo: number | null
  hi: number | null
}

/**
 * How far two judges agree (Cohen, 1960). Every pair counts once, however many verdicts there are on it: its table holds
 * the shares of each combination of verdicts, so that with one verdict each this is the textbook's kappa. The standard
 * error is that of Fleiss, Cohen and Everitt (1969), as sums of each pair's influence, added up by prompt.
 */
export function agreementOf(pairs: readonly JudgedPair[]): Agreement | null {
  return summary(pairs.map(({ prompt, one, other }) => ({ prompt, table: tableOf(one, other) })))
}

/** How far two people agree who judged the same pair: of each pair, all combinations of two different verdicts on it. */
export function agreementAmong(pairs: ReadonlyArray<Pick<JudgedPair, 'prompt' | 'one'>>): Agreement | null {
  const several = pairs.filter(({ one }) => sum(one) > 1)
  return summary(several.map(({ prompt, one }) => ({ prompt, table: tableAmong(one) })))
}

interface Counted {
  prompt: number
  /** Shares of each combination, row by row; they add up to 1. */
  table: number[]
}

function tableOf(one: number[], other: number[]): number[] {
  const total = sum(one) * sum(other)
  return one.flatMap((a) => other.map((b) => (a * b) / total))
}

function tableAmong(counts: number[]): number[] {
  const total = sum(counts)
  return counts.flatMap((a, row) => counts.map((b, column) => (a * (row === column ? b - 1 : b)) / (total * (total - 1))))
}

function summary(items: Counted[]): Agreement | null {
  if (items.length === 0) return null
  const mean = Array.from({ length: 9 }, (_, cell) => sum(items.map(({ table }) => table[cell]!)) / items.length)
  const [rows, columns] = [rowsOf(mean), columnsOf(mean)]
  const observed = diagonal(mean)
  const expected = dot(rows, columns)
  const decided = mean[0]! + mean[2]! + mean[6]! + mean[8]!
  const kappa = expected < 1 ? (observed - expected) / (1 - expected) : null
  const prompts = new Set(items.map(({ prompt }) => prompt)).size
  const common = {
    pairs: items.length, prompts, raw: observed, decided: decided > 0 ? (mean[0]! + mean[8]!) / decided : null, kappa,
  }
  if (kappa === null || prompts < 2) return { ...common, lo: null, hi: null }
  const influences = items.map(({ prompt, table }) => {
    const towardsExpected = dot(rowsOf(table), columns) + dot(rows, columnsOf(table)) - 2 * expected
    const influence = (diagonal(table) - observed) / (1 - expected) - ((1 - observed) * towardsExpected) / (1 - expected) ** 2
    return { prompt, influence }
  })
  const width = 1.959963984540054 * clusteredError(influences, prompts)
  return { ...common, lo: kappa - width, hi: Math.min(1, kappa + width) }
}

/** Standard error of a mean from the influence of each item, items of one prompt moving together. */
function clusteredError(influences: Array<{ prompt: number; influence: number }>, prompts: number): number {
  const sums = new Map<number, number>()
  for (const { prompt, influence } of influences) sums.set(prompt, (sums.get(prompt) ?? 0) + influence)
  const squares = sum([...sums.values()].map((value) => value * value))
  return Math.sqrt((squares * prompts) / (prompts - 1)) / influences.length
}

function rowsOf(table: number[]): number[] {
  return [0, 3, 6].map((start) => table[start]! + table[start + 1]! + table[start + 2]!)
}

function columnsOf(table: number[]): number[] {
  return [0, 1, 2].map((start) => table[start]! + table[start + 3]! + table[start + 6]!)
}

function diagonal(table: number[]): number {
  return table[0]! + table[4]! + table[8]!
}

function dot(a: number[], b: number[]): number {
  return sum(a.map((value, index) => value * b[index]!))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
