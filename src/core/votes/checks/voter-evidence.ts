import type { VoterEvidence } from '../../ratings/voter-evidence.ts'
import { couldNotLook, type Finding } from '../check.ts'

export const voterEvidenceVersion = 1

/** With fewer votes nothing can be said of a voter. */
export const fewestVotes = 3

/**
 * How many of a voter's first votes may be held against what others are expected to vote. The error of that grows with the
 * number of models and shrinks with the votes of others; beyond as many votes an honest voter would stand out for nothing but
 * that error: of two honest voters with a hundred votes each on thirty models up to seven in ten would be excluded.
 */
export function votesThatTell(others: number, models: number): number {
  return Math.floor(others / models)
}

/**
 * Do this voter's votes look like a reader's, not like a coin, a habit or a campaign? Votes of a voter whose e-value has come
 * above the limit of exclusion fail; from the limit of review on a person should look (RATINGS.md 7).
 */
export function checkVoterEvidence(evidence: VoterEvidence | undefined, model?: string): Finding {
  if (!evidence || evidence.votes < fewestVotes) return couldNotLook
  const { flag, peak, votes, habit, flaggedAfter } = evidence
  const detail = { eValue: rounded(peak), votes, flag, ...(habit && { habit }), ...(model !== undefined && { model }), ...(flaggedAfter !== undefined && { flaggedAfter }) }
  return { outcome: flag === 'exclude' ? 'fail' : 'pass', detail }
}

/** Three digits are enough of an e-value, and JSON has no infinity. */
function rounded(eValue: number): number {
  return Number(Math.min(eValue, 1e200).toPrecision(3))
}
