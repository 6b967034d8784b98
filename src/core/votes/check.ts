/** A check that could not look says `unknown`: that is not a failure. */
export const checkOutcomes = ['pass', 'fail', 'unknown'] as const
export type CheckOutcome = (typeof checkOutcomes)[number]

/** What a check found, with the figures it went by. */
export interface Finding {
  outcome: CheckOutcome
  detail: Record<string, unknown> | null
}

export const couldNotLook: Finding = { outcome: 'unknown', detail: null }

/**
 * A fact about a vote is never changed: where a check finds something else than before, a newer fact stands beside the
 * older. Its version counts in thousands the versions of the check, and below that the times it found something else.
 */
export function firstVersion(checkVersion: number): number {
  return checkVersion * versionStep
}

const versionStep = 1_000

/** The version of what was found now, after what was found last; undefined where it is the same, and nothing is to be written. */
export function nextVersion(checkVersion: number, outcome: CheckOutcome, last: { version: number; outcome: CheckOutcome } | undefined): number | undefined {
  if (!last || last.version < firstVersion(checkVersion)) return firstVersion(checkVersion)
  return last.outcome === outcome ? undefined : last.version + 1
}
