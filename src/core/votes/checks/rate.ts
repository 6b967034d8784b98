import { couldNotLook, type Finding } from '../check.ts'

/** More votes of one voter within so long were not read for: one in three seconds, or one in nine for an hour. */
export const paces = [{ withinMs: 60_000, most: 20 }, { withinMs: 3_600_000, most: 400 }] as const

export const rateVersion = 1

/** How many votes of the voter there are, this one among them, in the time of each pace up to this vote. */
export type PaceCounts = [inMinute: number, inHour: number]

/** Did the voter vote at a human pace? Null where nobody knows when the voter voted. */
export function checkRate(counts: PaceCounts | null): Finding {
  if (!counts) return couldNotLook
  const tooMany = paces.findIndex(({ most }, index) => counts[index]! > most)
  return tooMany < 0 ? { outcome: 'pass', detail: null } : { outcome: 'fail', detail: { votes: counts[tooMany], withinMs: paces[tooMany]!.withinMs } }
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
