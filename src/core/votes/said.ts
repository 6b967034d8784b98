import { outcomes, type Outcome } from '../ratings/votes.ts'

/**
 * What a vote says of one criterion. A vote cast here holds a verdict by name (`{"clear": "left"}`); compar:IA's voters ticked
 * words for each side (`{"left": {"ticked": ["useful"]}}`), and a word that only one side got prefers that side, or the other
 * where the word is a fault. Undefined where it says nothing.
 */
export function saidOf(criteria: unknown, criterion: string): Outcome | undefined {
  if (typeof criteria !== 'object' || criteria === null) return undefined
  const verdict = Object.hasOwn(criteria, criterion) ? (criteria as Record<string, unknown>)[criterion] : undefined
  if (isOutcome(verdict)) return verdict
  return tickedFor(criteria, criterion)
}

/** The criteria that a vote says something of. */
export function criteriaNamed(criteria: unknown): string[] {
  if (typeof criteria !== 'object' || criteria === null) return []
  const named = Object.entries(criteria).filter(([, verdict]) => isOutcome(verdict)).map(([name]) => name)
  return [...named, ...tickedCriteria.filter((name) => !named.includes(name) && tickedFor(criteria, name) !== undefined)]
}

/** The criterion each of compar:IA's words is about, and whether it praises. */
const words: Record<string, Array<{ word: string; praises: boolean }>> = {
  useful: [{ word: 'useful', praises: true }],
  clear: [{ word: 'clear_formatting', praises: true }],
  creative: [{ word: 'creative', praises: true }],
  complete: [{ word: 'complete', praises: true }, { word: 'superficial', praises: false }],
  correct: [{ word: 'incorrect', praises: false }],
  instructions: [{ word: 'instructions_not_followed', praises: false }],
}

/** The criteria that ticked words are about. */
export const tickedCriteria = Object.keys(words)

function tickedFor(criteria: object, criterion: string): Outcome | undefined {
  const about = Object.hasOwn(words, criterion) ? words[criterion]! : []
  const { left, right } = criteria as { left?: unknown; right?: unknown }
  const [ofLeft, ofRight] = [tickedOf(left), tickedOf(right)]
  const said = about.filter(({ word }) => ofLeft.includes(word) || ofRight.includes(word))
  if (said.length === 0) return undefined
  const points = (ticked: unknown[]) => said.reduce((sum, { word, praises }) => sum + (ticked.includes(word) ? (praises ? 1 : -1) : 0), 0)
  const lead = points(ofLeft) - points(ofRight)
  if (lead !== 0) return lead > 0 ? 'left' : 'right'
  return points(ofLeft) < 0 ? 'both-bad' : 'tie'
}

function tickedOf(side: unknown): unknown[] {
  const ticked = typeof side === 'object' && side !== null ? (side as { ticked?: unknown }).ticked : undefined
  return Array.isArray(ticked) ? ticked : []
}

function isOutcome(verdict: unknown): verdict is Outcome {
  return outcomes.includes(verdict as Outcome)
}
