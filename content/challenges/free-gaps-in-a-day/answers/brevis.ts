export interface Block { start: string; end: string } // 'HH:MM', 24 hours, start < end

const minutes = (time: string) => 60 * Number(time.slice(0, 2)) + Number(time.slice(3))

// Times of equal width compare as strings.
export function freeGaps(busy: Block[], opening: Block, minimumMinutes: number): Block[] {
  const closing = { start: opening.end, end: opening.end }
  const byStart = [...busy].sort((a, b) => minutes(a.start) - minutes(b.start))
  const gaps: Block[] = []
  let free = opening.start
  for (const block of [...byStart, closing]) {
    const until = block.start < opening.end ? block.start : opening.end
    if (until > free && minutes(until) - minutes(free) >= minimumMinutes) gaps.push({ start: free, end: until })
    if (block.end > free) free = block.end
  }
  return gaps
}
