/** A goal with the side on which it is met. */
export interface Goal {
  text: string
  isMet(value: number): boolean
}

export interface Result {
  name: string
  /** Null where a figure is only told, beside the one that has the goal. */
  goal: string | null
  value: number
  unit: string
  met: boolean | null
  /** The plainest thing that could do the job, measured in the same run. */
  baseline?: number
  /** `value` / `baseline`. */
  ratio?: number
  detail: string
}

export const atMost = (limit: number): Goal => ({ text: `≤ ${limit.toLocaleString('en')}`, isMet: (value) => value <= limit })
export const atLeast = (limit: number): Goal => ({ text: `≥ ${limit.toLocaleString('en')}`, isMet: (value) => value >= limit })

export function result(
  name: string, goal: Goal | null, value: number, unit: string, { baseline, detail }: { baseline?: number; detail: string },
): Result {
  return {
    name, goal: goal?.text ?? null, value: rounded(value), unit, met: goal?.isMet(value) ?? null,
    ...(baseline !== undefined && { baseline: rounded(baseline), ratio: rounded(value / baseline) }), detail,
  }
}

export function median(values: number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this share of the values lies, by linear interpolation (Hyndman and Fan, 1996, type 7). */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

/** Three significant digits say as much as a measurement on a shared machine knows. */
export function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1_000 ? 4 : 3))
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
