import type { Side } from '../duels/duel.ts'

/** What a voter may judge beside the whole, unless a challenge names criteria of its own. */
export const defaultCriteria = ['correct', 'useful', 'clear', 'style'] as const

/** What a voter can say of one criterion. */
export const criterionVerdicts = ['left', 'right', 'tie', 'both-bad'] as const
export type CriterionVerdict = (typeof criterionVerdicts)[number]

/** More than these are no ballot, but a form. */
export const mostCriteria = 8

/** Longer names do not stand beside their buttons on a phone. */
export const longestCriterion = 40

/** Letters, digits and what joins them: a name that stands in `clear=left,style=tie`, in an address and on a ballot. */
const name = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ’'-]*[\p{L}\p{M}\p{N}])?$/u

/** Why a challenge cannot name these criteria, in a sentence; undefined where it can. */
export function whyNoCriteria(criteria: string[]): string | undefined {
  if (criteria.length > mostCriteria) return `A challenge names up to ${mostCriteria} criteria, this one ${criteria.length}.`
  if (new Set(criteria).size < criteria.length) return 'A criterion is named twice.'
  const wrong = criteria.find((criterion) => criterion.length > longestCriterion || !name.test(criterion))
  if (wrong === undefined) return
  return `The criterion “${wrong.slice(0, longestCriterion).toWellFormed()}” is no short name: letters, digits, spaces and hyphens, up to ${longestCriterion}.`
}

/** What the answers to a challenge may be judged by: its own criteria, or the usual ones. */
export function criteriaFor(own: string[] | null): readonly string[] {
  return own?.length ? own : defaultCriteria
}

/** What a page or program saw of the voting, where it tells: kept with the vote for its checks. */
export interface SeenFacts {
  /** How long the answers were before the voter. */
  dwellMs?: number
  /** Whether both answers were on the screen, as far as a screen can tell. */
  bothSeen?: boolean
  /** Of which answers that are web pages the scripts were run; without any, they were judged as they stand still. */
  scriptsRun?: Side[]
}
