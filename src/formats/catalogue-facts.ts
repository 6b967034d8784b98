import { capabilities, modalities } from '../core/models/model.ts'
import type { Capability, Modality, ModelFacts, Price } from '../core/models/model.ts'
import { isPointer, modelSlug, writesOrDraws } from '../core/models/model-ids.ts'
import { isSourceDate } from '../core/text/source-date.ts'
import { saysSomething, type Reading } from './import-row.ts'

/** What a list of models says of one, as a row to import; a reason where its id is no model that people compare. */
export function catalogueReading(
  id: string, facts: ModelFacts, price: Price | undefined, lost: string[] = [],
): Reading {
  if (isPointer(id)) return { rejected: `${id} means whatever is newest or fits, so it is no model` }
  if (!writesOrDraws(id, facts.output)) return { rejected: `${id} gives no texts or pictures that people compare` }
  const bare = id.slice(id.lastIndexOf('/') + 1)
  const described = known({
    ...facts, slug: modelSlug(id), aliases: bare === id ? undefined : [bare], prices: price && [price],
  })
  return { records: [{ kind: 'model', name: id, facts: described }], lost }
}

/** Fields inside a field that have no place with us and say something other than nothing or zero: `pricing.image`. */
export function unplaced(field: string, held: object | null | undefined, placed: string[]): string[] {
  return Object.entries(held ?? {})
    .filter(([name, value]) => !placed.includes(name) && saysSomething(value) && Number(value) !== 0)
    .map(([name]) => `${field}.${name}`)
}

/** A date as exact as the source gave it, as `2025`, `2025-07` or `2025-07-11`; undefined where it is something else. */
export function exactDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const year = value.trim().match(/^(\d{2})\/(\d{4})$/)?.toReversed()
  const text = year ? `${year[0]}-${year[1]}` : value.trim()
  return /^(19|20)/.test(text) && isSourceDate(text) ? text : undefined
}

/** The date of a snapshot that stands in its file's name: `models-2026-07-02.json`. */
export function dateInPath(path: string): string | undefined {
  return /(?<!\d)(20\d{2}-\d{2}(?:-\d{2})?)(?!\d)/.exec(path)?.[1]
}

/** The day of a Unix time in seconds. */
export function dayOfEpoch(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return undefined
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** Dollars per million tokens of a price per token; sources write it as a number or as decimal text. */
export function perMillion(perToken: unknown): number | undefined {
  if (typeof perToken === 'string' && perToken.trim() === '') return undefined
  return price(Number(typeof perToken === 'string' || typeof perToken === 'number' ? perToken : NaN) * 1e6)
}

/** A price that is one: finite, not negative, without the dust of binary fractions. */
export function price(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined
  return Number(value.toPrecision(10))
}

/** A count of tokens that is one: sources write 0 where they do not know. */
export function tokenCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}

const otherModalityNames: Record<string, Modality> = { file: 'pdf' }

/** The modalities we know among those a source lists, in our order; undefined where it lists none. */
export function knownModalities(list: unknown): Modality[] | undefined {
  if (!Array.isArray(list)) return undefined
  const named = new Set(list.map((item) => otherModalityNames[String(item)] ?? item))
  const known = modalities.filter((modality) => named.has(modality))
  return known.length > 0 ? known : undefined
}

/** The capabilities a source says yes to; undefined where it speaks of none. */
export function saidCapabilities(said: Partial<Record<Capability, unknown>>): Capability[] | undefined {
  if (capabilities.every((capability) => typeof said[capability] !== 'boolean')) return undefined
  return capabilities.filter((capability) => said[capability] === true)
}

/**
 * Categories that facts alone decide: `text`, `image`, `audio` and `video` by what comes out, `multimodal` where a
 * picture may go in, `code` where the maker's own name says so.
 */
export function derivedCategories({ name, family, input, output }: ModelFacts): string[] | undefined {
  const found: string[] = [...output ?? []].filter((modality) => modality !== 'pdf')
  if (input?.includes('image')) found.push('multimodal')
  if (/\bcode\b|coder|codex|codestral|devstral|codellama|starcoder/i.test(`${name} ${family ?? ''}`)) found.push('code')
  return found.length > 0 ? found.toSorted() : undefined
}

/** Size class by total parameters, in billions. */
export function sizeClass(billions: number): NonNullable<ModelFacts['sizeClass']> {
  if (billions <= 10) return 'small'
  if (billions <= 80) return 'medium'
  return billions <= 250 ? 'large' : 'xlarge'
}

/** The same facts without the fields that are unknown, so that files and tests hold only what is known. */
export function known<T extends object>(facts: T): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T
}
