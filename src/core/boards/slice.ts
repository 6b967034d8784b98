import type { Pool } from '../duels/duel.ts'

/** Which votes a board is made of, and how it is computed. Absent fields ask for nothing. */
export interface Slice {
  method: 'bt' | 'davidson'
  ties: 'half' | 'drop'
  /** Whose verdicts: people's, models' as judges, or both together. */
  judges: 'human' | 'model' | 'all'
  /** Ratings at equal length and markup. */
  style: boolean
  /** Only votes that are known to be blind. Otherwise only those known not to be are left out, by rule. */
  blindOnly: boolean
  category?: string
  /** Verdicts on one criterion instead of on the whole. */
  criterion?: string
  pool?: Pool
  language?: string
  collection?: string
  /** Both models by these creators (slugs). */
  creators?: string[]
  openWeights?: boolean
  /** Only votes that are known to have been cast up to the end of this day, UTC: `2026-01-31`. */
  until?: string
}

export const defaultSlice: Slice = { method: 'bt', ties: 'half', judges: 'human', style: false, blindOnly: false }

/** The same for the same slice, however it was written: what boards are found by. */
export function sliceKey(slice: Slice): string {
  const entries = Object.entries(slice).filter(([, value]) => value !== undefined)
  const canonical = entries.map(([name, value]) => [name, Array.isArray(value) ? [...new Set(value)].sort() : value])
  return JSON.stringify(canonical.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}
