/** One of several answers to the same question; null is unknown. */
export interface Sample {
  id: string
  /** SHA-256 of its bytes, turn after turn. */
  sha256: string | null
  words: number | null
  size: number | null
  outputTokens: number | null
  durationMs: number | null
  costUsd: number | null
}

export interface Range {
  least: number
  most: number
  /** Of how many samples it is known. */
  known: number
}

/** How far several answers to the same question are apart. */
export interface Spread {
  samples: number
  /** Different answers among those whose bytes are here. */
  different: number
  /** Samples whose bytes are not here: nobody knows whether they are like another. */
  notHeld: number
  /** Ids of samples that are the same to the byte, those with most samples first; each group has at least two. */
  same: string[][]
  words: Range | null
  size: Range | null
  outputTokens: Range | null
  durationMs: Range | null
  costUsd: Range | null
}

export function spreadOf(samples: readonly Sample[]): Spread {
  const held = samples.filter(({ sha256 }) => sha256 !== null)
  const groups = [...Map.groupBy(held, ({ sha256 }) => sha256).values()]
  return {
    samples: samples.length, different: groups.length, notHeld: samples.length - held.length,
    same: groups.filter(({ length }) => length > 1).toSorted((a, b) => b.length - a.length).map((group) => group.map(({ id }) => id)),
    words: rangeOf(samples, 'words'), size: rangeOf(samples, 'size'), outputTokens: rangeOf(samples, 'outputTokens'),
    durationMs: rangeOf(samples, 'durationMs'), costUsd: rangeOf(samples, 'costUsd'),
  }
}

function rangeOf(samples: readonly Sample[], name: Exclude<keyof Sample, 'id' | 'sha256'>): Range | null {
  const known = samples.flatMap((sample) => sample[name] ?? [])
  return known.length === 0 ? null : { least: Math.min(...known), most: Math.max(...known), known: known.length }
}

/** “3 of 5 samples are the same.” */
export function tellSameness({ samples, different, notHeld, same }: Pick<Spread, 'samples' | 'different' | 'notHeld' | 'same'>): string {
  const most = same[0]?.length ?? 0
  if (samples < 2) return 'One sample.'
  if (notHeld === samples) return `${samples} samples, none of them held here.`
  const held = notHeld === 0 ? '' : ` (${notHeld} not held here)`
  if (most === 0) return notHeld === 0 ? samples === 2 ? 'The two samples are different.' : `All ${samples} samples are different.` : `${samples} samples, those held here all different${held}.`
  if (most === samples) return samples === 2 ? 'Both samples are the same.' : `All ${samples} samples are the same.`
  return `${most} of ${samples} samples are the same${same.length > 1 ? `, ${different} different answers in all` : ''}${held}.`
}
