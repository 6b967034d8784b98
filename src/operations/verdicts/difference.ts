import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import type { Difference } from '../../core/boards/verdict-sentence.ts'

interface Named {
  slug: string
  name: string
}

/** How many points the first is above the second, or why nobody can tell. */
export function differenceOf({ report }: BoardDocument, detail: BoardDetail, one: Named, other: Named): { difference?: Difference; reason?: string } {
  const [a, b] = [one, other].map(({ slug }) => report.models.find(({ model }) => model === slug))
  if (!a || !b) return { reason: `nobody has voted on ${[!a && one.name, !b && other.name].filter(Boolean).join(' or ')}` }
  if (report.parts && partOf(report.parts, a.model) !== partOf(report.parts, b.model)) return { reason: 'the votes do not connect them, not even over other models' }
  const differences = [detail.differences, ...(detail.differencesApart ?? [])].find((part) => part?.models.includes(a.model))
  const places = [a, b].map(({ model }) => differences?.models.indexOf(model) ?? -1)
  if (!differences || a.rating === null || b.rating === null || places.some((place) => place < 0)) return { reason: 'their votes give no ratings with an honest interval' }
  const [high, low] = [Math.max(...places), Math.min(...places)]
  const se = differences.se[(high * (high - 1)) / 2 + low]!
  const points = a.rating - b.rating
  return { difference: { points, se, lo: points - differences.critical * se, hi: points + differences.critical * se } }
}

function partOf(parts: string[][], model: string): number {
  return parts.findIndex((part) => part.includes(model))
}
