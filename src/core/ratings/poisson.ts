import { logGamma } from './special-functions.ts'
import type { Random } from './random.ts'

/** Draws one Poisson number for each of many means, over and over. */
export interface PoissonDraws {
  /** Fills `into` with new numbers, in the order of the means. */
  drawInto(into: Float64Array, random: Random): void
}

/**
 * Poisson numbers by alias tables (Walker, 1977; Vose, 1991), one table for each different mean: a draw is one number of chance
 * and two look-ups, whatever the mean. What lies beyond seven standard deviations is left out.
 */
export function poissonDraws(means: Float64Array): PoissonDraws {
  const tables = new Map<number, { start: number; size: number; lowest: number }>()
  const keep: number[] = []
  const alias: number[] = []
  const [start, size, lowest] = [new Int32Array(means.length), new Int32Array(means.length), new Int32Array(means.length)]
  for (const [index, mean] of means.entries()) {
    let table = tables.get(mean)
    if (!table) {
      const { first, chances } = chancesOf(mean)
      table = { start: keep.length, size: chances.length, lowest: first }
      tables.set(mean, table)
      appendAliases(chances, keep, alias)
    }
    start[index] = table.start
    size[index] = table.size
    lowest[index] = table.lowest
  }
  const [kept, other] = [Float64Array.from(keep), Int32Array.from(alias)]
  return {
    drawInto(into, random) {
      for (let index = 0; index < start.length; index++) {
        const place = random() * size[index]!
        const column = Math.floor(place)
        const at = start[index]! + column
        into[index] = lowest[index]! + (place - column < kept[at]! ? column : other[at]!)
      }
    },
  }
}

/** Chances of the numbers from `first` on. */
function chancesOf(mean: number): { first: number; chances: Float64Array } {
  if (mean === 0) return { first: 0, chances: Float64Array.of(1) }
  const first = Math.max(0, Math.floor(mean - 7 * Math.sqrt(mean)))
  const last = Math.ceil(mean + 7 * Math.sqrt(mean) + 15)
  const chances = Float64Array.from({ length: last - first + 1 }, (_, index) => {
    const k = first + index
    return Math.exp(k * Math.log(mean) - mean - logGamma(k + 1))
  })
  const sum = chances.reduce((total, chance) => total + chance, 0)
  return { first, chances: chances.map((chance) => chance / sum) }
}

/** Appends a table: column k stands for itself with the chance `keep`, else for `alias`. */
function appendAliases(chances: Float64Array, keep: number[], alias: number[]): void {
  const [start, size] = [keep.length, chances.length]
  const share = chances.map((chance) => chance * size)
  const [small, large]: [number[], number[]] = [[], []]
  for (let column = 0; column < size; column++) {
    keep.push(1)
    alias.push(column)
    ;(share[column]! < 1 ? small : large).push(column)
  }
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop()!, large.at(-1)!]
    keep[start + less] = share[less]!
    alias[start + less] = more
    share[more]! -= 1 - share[less]!
    if (share[more]! < 1) small.push(large.pop()!)
  }
}
