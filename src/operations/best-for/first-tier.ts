import type { z } from 'zod'
import { widestTier } from '../../core/boards/first-tier.ts'
import type { BoardRowShape } from '../boards/shapes.ts'

type Row = z.input<typeof BoardRowShape>

/** The models that are not significantly worse than the best one, in the order of the board; none where there is no ranking. */
export function firstTier(rows: Row[]): Row[] {
  return rows.filter(({ tier, part }) => tier === 1 && part === 1)
}

/** The one of a first tier with the lowest known output price; null where none is known, or the tier is too wide to mean anything. */
export function cheapestOf(tier: Row[]): Row | null {
  if (tier.length > widestTier) return null
  const priced = tier.filter(({ model }) => model.outputPrice !== null)
  return priced.sort((a, b) => a.model.outputPrice! - b.model.outputPrice! || (b.rating ?? 0) - (a.rating ?? 0))[0] ?? null
}
