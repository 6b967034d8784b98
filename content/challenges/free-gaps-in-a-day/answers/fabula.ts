export interface Block { start: string; end: string } // 'HH:MM', 24 hours, start < end

/**
 * Walks through the opening hours, from the unlocking of the door to the locking, and brings back every
 * quiet stretch of at least `minimumMinutes`. A stretch of no minutes is no stretch, whatever the minimum.
 */
export function freeGaps(busy: Block[], opening: Block, minimumMinutes: number): Block[] {
  const shortestWorthKeeping = Math.max(minimumMinutes, 1)
  const quiet: Block[] = []
  let weAreAt = opening.start

  for (const appointment of inOrderOfTime(busy)) {
    listenUntil(earlier(appointment.start, opening.end))
    weAreAt = later(weAreAt, appointment.end) // an appointment inside a longer one never takes us back
  }
  listenUntil(opening.end)
  return quiet

  function listenUntil(interruption: string): void {
    const silence = minutesOf(interruption) - minutesOf(weAreAt)
    if (silence >= shortestWorthKeeping) quiet.push({ start: weAreAt, end: interruption })
  }
}

/** A sorted copy: the diary on the desk stays as it was written. */
function inOrderOfTime(diary: Block[]): Block[] {
  return [...diary].sort((one, other) => minutesOf(one.start) - minutesOf(other.start))
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function earlier(one: string, other: string): string {
  return minutesOf(one) < minutesOf(other) ? one : other
}

function later(one: string, other: string): string {
  return minutesOf(one) > minutesOf(other) ? one : other
}
