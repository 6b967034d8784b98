import { withoutContradictions } from './contradictions.ts'
import type { ModelFacts } from './model.ts'
import { mergePrices } from './prices.ts'

/** A fact that a further source tells otherwise than it is known here. */
export interface Difference {
  field: keyof ModelFacts
  /** What is known here and stays; undefined where another known fact rules the offered one out. */
  kept: string | undefined
  offered: string
}

/** What makes a model itself, or where its facts come from: nothing to fill in from another source. */
const ownFields = new Set(['slug', 'name', 'aliases', 'base', 'source', 'sourceDate', 'prices'])

/** Lists to which a source may add without saying anything against what is there. */
const growingLists = new Set(['categories'])

/**
 * What is known of a model with what a further source says: unknown facts are filled, a date may become more exact, and
 * everything else that is known stays. What the source says otherwise is answered too, so that no fact is lost in silence.
 */
export function mergeFacts(known: ModelFacts, offered: ModelFacts): { facts: ModelFacts; differing: Difference[] } {
  const entries = Object.entries(offered).filter(([field, value]) => !ownFields.has(field) && !isUnknown(value))
  const filled = Object.fromEntries(entries.map(([field, value]) => [field, merged(field, known[field as keyof ModelFacts], value)]))
  const { facts } = withoutContradictions({ ...known, ...filled })
  const differing = entries.flatMap(([field, value]) => differenceOf(field as keyof ModelFacts, facts[field as keyof ModelFacts], value))
  const prices = offered.prices?.length ? mergePrices(known.prices ?? [], offered.prices) : known.prices
  const isTaken = entries.some(([field]) => !isSame(known[field as keyof ModelFacts], facts[field as keyof ModelFacts]))
  return { facts: { ...facts, prices, ...(isTaken && sourcesOf(known, offered)) }, differing }
}

function merged(field: string, known: unknown, offered: unknown): unknown {
  if (isUnknown(known)) return offered
  if (growingLists.has(field)) return [...new Set([...known as string[], ...offered as string[]])]
  return isMoreExact(offered, known) ? offered : known
}

/** `2025-07-11` says what `2025-07` says, and more. */
function isMoreExact(date: unknown, other: unknown): boolean {
  return isDate(date) && isDate(other) && date.startsWith(`${other}-`)
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}(-\d\d){0,2}$/.test(value)
}

function differenceOf(field: keyof ModelFacts, kept: unknown, offered: unknown): Difference[] {
  const missing = Array.isArray(offered) ? offered.filter((one) => !(kept as unknown[] | undefined)?.includes(one)) : [offered]
  if (missing.length === 0 || isSame(kept, offered) || isMoreExact(kept, offered)) return []
  return [{ field, kept: isUnknown(kept) ? undefined : textOf(kept), offered: textOf(offered) }]
}

function isSame(one: unknown, other: unknown): boolean {
  if (isCreator(one) && isCreator(other)) return one.slug === other.slug
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

function isCreator(value: unknown): value is { slug: string; name: string } {
  return typeof value === 'object' && value !== null && 'slug' in value
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return isCreator(value) ? value.name : String(value)
}

function isUnknown(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

/** Where facts come from, once another source has filled some in, each named once; the day is the first source's. */
function sourcesOf({ source: known, sourceDate }: ModelFacts, { source: offered, sourceDate: offeredDate }: ModelFacts): Partial<ModelFacts> {
  if (!offered) return {}
  if (!known) return { source: offered, sourceDate: offeredDate }
  return { source: [...new Set([...known.split(', '), ...offered.split(', ')])].join(', '), sourceDate }
}
