import { styleFeatures } from '../../core/ratings/style-features.ts'

type Counts = Record<string, unknown>

/** Where `conv_metadata` of LMArena's data sets holds each feature of a side (`a` or `b`). */
const countsOf: Record<(typeof styleFeatures)[number], (metadata: Counts, side: string) => unknown> = {
  tokens: (metadata, side) => metadata[`sum_assistant_${side}_tokens`],
  headers: (metadata, side) => metadata[`header_count_${side}`],
  lists: (metadata, side) => metadata[`list_count_${side}`],
  bold: (metadata, side) => metadata[`bold_count_${side}`],
}

/** The counts of style that Arena published with a vote, from the JSON of its `conv_metadata`; NaN where one is missing. */
export function styleOfMetadata(json: string): Array<[feature: string, left: number, right: number]> {
  const metadata = JSON.parse(json) as unknown
  if (typeof metadata !== 'object' || metadata === null) return []
  return styleFeatures.map((feature) =>
    [feature, total(countsOf[feature](metadata as Counts, 'a')), total(countsOf[feature](metadata as Counts, 'b'))])
}

/** A count, or the sum of the counts of its kinds (`{"h1": 0, "h2": 2}`). */
function total(counted: unknown): number {
  if (typeof counted === 'number') return counted
  if (typeof counted !== 'object' || counted === null) return NaN
  return Object.values(counted).reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : NaN), 0)
}
