export interface Block { start: string; end: string } // 'HH:MM', 24 hours, start < end

/**
 * Answers the maximal free stretches of at least `minimumMinutes` within `opening`, in order of time.
 * Definition: a moment is free when it lies within the opening hours and within no busy block.
 * A stretch of no length is not a stretch, and is therefore never returned.
 * Times are compared as strings, which is exact because all of them have the form 'HH:MM'.
 */
export function freeGaps(busy: Block[], opening: Block, minimumMinutes: number): Block[] {
  const inOrderOfStart = [...busy].sort((first, second) => compareTimes(first.start, second.start))
  const candidates: Block[] = []

  // Invariant: everything before `examinedUntil` has been attributed to a candidate or to a busy block.
  let examinedUntil = opening.start
  for (const block of inOrderOfStart) {
    candidates.push({ start: examinedUntil, end: earlierOf(block.start, opening.end) })
    examinedUntil = laterOf(examinedUntil, block.end)
  }
  candidates.push({ start: examinedUntil, end: opening.end })

  return candidates.filter((candidate) => {
    const duration = minutesSinceMidnight(candidate.end) - minutesSinceMidnight(candidate.start)
    return duration > 0 && duration >= minimumMinutes
  })
}

function compareTimes(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0
}

function earlierOf(first: string, second: string): string {
  return first < second ? first : second
}

function laterOf(first: string, second: string): string {
  return first > second ? first : second
}

function minutesSinceMidnight(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
