import { bestOfBias } from '../../core/ratings/best-of.ts'
import type { RatedModel } from '../../core/ratings/report.ts'

/** Of how many variants a model is the best, and by how many points luck would lift the best of so many equal ones. */
export interface BestOf {
  variants: number
  points: number
}

/**
 * For the best-rated variant of each base model that has several on a board: whoever shows only the best of many shows its
 * luck too ("The Leaderboard Illusion", arXiv:2504.20879). `familyOf` answers what variants of one base model share, and
 * another value where models are not on one scale.
 */
export function bestOfVariants(models: RatedModel[], familyOf: (model: string) => string | undefined): Map<string, BestOf> {
  const rated = models.filter(({ model, rating, se }) => rating !== null && se !== null && familyOf(model) !== undefined)
  const families = Map.groupBy(rated, ({ model }) => familyOf(model))
  return new Map([...families.values()].filter((variants) => variants.length > 1).map((variants) => {
    const best = variants.reduce((one, other) => (other.rating! > one.rating! ? other : one))
    return [best.model, { variants: variants.length, points: bestOfBias(variants.length, best.se!) }]
  }))
}
