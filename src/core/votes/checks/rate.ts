import { couldNotLook, type Finding } from '../check.ts'

/** More votes of one voter within so long were not read for: one in three seconds, or one in nine for an hour. */
export const paces = [{ withinMs: 60_000, most: 20 }, { withinMs: 3_600_000, most: 400 }] as const

/** From one address come more only from several people: a class, an office, or somebody who drops the cookie after each vote. */
export const addressPaces = [{ withinMs: 60_000, most: 60 }, { withinMs: 3_600_000, most: 1_200 }] as const

/** 2: of the address too. */
export const rateVersion = 2

/** How many votes of the voter, or of the address, there are, this one among them, in the time of each pace up to this vote. */
export type PaceCounts = [inMinute: number, inHour: number]

/**
 * Did the voter vote at a human pace, and those who vote from the same address too? Null where nobody knows when the voter
 * voted, or from where.
 */
export function checkRate(counts: PaceCounts | null, ofAddress: PaceCounts | null): Finding {
  if (!counts) return couldNotLook
  const tooFast = fasterThan(paces, counts)
  if (tooFast) return { outcome: 'fail', detail: tooFast }
  const tooFastFromThere = ofAddress ? fasterThan(addressPaces, ofAddress) : undefined
  return tooFastFromThere ? { outcome: 'fail', detail: { ...tooFastFromThere, of: 'address' } } : { outcome: 'pass', detail: null }
}

function fasterThan(limits: typeof paces | typeof addressPaces, counts: PaceCounts): Record<'votes' | 'withinMs', number> | undefined {
  const tooMany = limits.findIndex(({ most }, index) => counts[index]! > most)
  return tooMany < 0 ? undefined : { votes: counts[tooMany]!, withinMs: limits[tooMany]!.withinMs }
}

/**
 * The counts of each of a voter's votes, whose times are given in milliseconds and in order. Where more votes bear one time
 * than a minute may have, they were stamped together, which says nothing of any of the voter's votes: null.
 */
export function paceCounts(times: readonly number[]): PaceCounts[] | null {
  const starts = paces.map(() => 0)
  let alike = 0
  const counts: PaceCounts[] = []
  for (const [index, time] of times.entries()) {
    alike = index > 0 && times[index - 1] === time ? alike + 1 : 1
    if (alike > paces[0].most) return null
    for (const [pace, { withinMs }] of paces.entries()) while (times[starts[pace]!]! <= time - withinMs) starts[pace]! += 1
    counts.push(starts.map((start) => index - start + 1) as PaceCounts)
  }
  return counts
}
