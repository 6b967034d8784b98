import { termsOf } from '../text/terms.ts'

/** Words that almost every prompt has tell no two apart; nearly all of them are short. */
const shortestTelling = 4

/** The words by which a challenge is likened to others. */
export function tellingWords(text: string): Set<string> {
  return new Set(termsOf(text).filter((term) => term.length >= shortestTelling))
}

/**
 * How alike two sets of words are, from 0 to 1: the share of what they have in common in all they have, |A∩B| / |A∪B|.
 * Two empty sets have nothing in common. Jaccard, Étude comparative de la distribution florale, 1901.
 */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = a.union(b).size
  return all === 0 ? 0 : a.intersection(b).size / all
}
