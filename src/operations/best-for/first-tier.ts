import type { z } from 'zod'
import type { BoardRowShape } from '../boards/shapes.ts'

type Row = z.input<typeof BoardRowShape>

/**
 * The models that are not significantly worse than the best one, those with enough duels to say much first; none where
 * there is no ranking.
 */
export function firstTier(rows: Row[]): Row[] {
  return rows.filter(({ tier, part }) => tier === 1 && part === 1).toSorted((a, b) => Number(a.provisional) - Number(b.provisional))
}

/** The one with the lowest known output price. */
export function cheapestOf(rows: Row[]): Row | null {
  const priced = rows.filter(({ model }) => model.outputPrice !== null)
  return priced.sort((a, b) => a.model.outputPrice! - b.model.outputPrice! || (b.rating ?? 0) - (a.rating ?? 0))[0] ?? null
}
