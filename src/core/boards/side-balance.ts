import type { Votes } from '../ratings/votes.ts'

/**
 * How well votes tell what the left side is worth from who stands there, 0 to 1: the share of votes that stand against one on
 * the same pair with the sides changed, Σ 4 l r / (l + r) over pairs by Σ (l + r). 1 where every pair was shown both ways as
 * often, 0 where each pair only ever stood one way: then a worth of the side and a difference of the models are the same thing.
 */
export function sideBalance({ length, models, left, right }: Votes): number {
  const pairs = new Map<number, [asNumbered: number, turned: number]>()
  for (let row = 0; row < length; row++) {
    const [a, b] = [left[row]!, right[row]!]
    const key = Math.min(a, b) * models.length + Math.max(a, b)
    const counts = pairs.get(key) ?? [0, 0]
    pairs.set(key, counts)
    counts[a < b ? 0 : 1] += 1
  }
  const against = [...pairs.values()].reduce((sum, [one, other]) => sum + (4 * one * other) / (one + other), 0)
  return length > 0 ? against / length : 0
}
