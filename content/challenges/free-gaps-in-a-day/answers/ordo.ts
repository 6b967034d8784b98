// Times are compared as minutes since midnight; 24:00 is minute 1440.

export interface Block { start: string; end: string } // 'HH:MM', 24 hours, start < end

/** Free stretches of at least minimumMinutes within the opening hours, in order of time. */
export function freeGaps(busy: Block[], opening: Block, minimumMinutes: number): Block[] {
  // 1. Order: a sorted copy, so that the caller's list stays as it is.
  const ordered = busy
    .map(({ start, end }) => ({ from: toMinutes(start), to: toMinutes(end) }))
    .sort((left, right) => left.from - right.from)

  // 2. Bounds: a busy block of no length at closing time ends the last gap.
  const closing = toMinutes(opening.end)
  const barriers = [...ordered, { from: closing, to: closing }]

  // 3. Sweep: freeFrom is the end of everything busy so far.
  const gaps: Block[] = []
  let freeFrom = toMinutes(opening.start)
  for (const { from, to } of barriers) {
    const freeUntil = Math.min(from, closing)
    const length = freeUntil - freeFrom
    if (length > 0 && length >= minimumMinutes) gaps.push({ start: toTime(freeFrom), end: toTime(freeUntil) })
    freeFrom = Math.max(freeFrom, to)
  }
  return gaps
}

function toMinutes(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function toTime(minutes: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}
