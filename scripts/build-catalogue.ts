import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { CreatorFacts, ModelFacts, Price } from '../src/core/models/model.ts'
import { isPointer, modelSlug, writesOrDraws } from '../src/core/models/model-ids.ts'
import { withoutContradictions } from '../src/core/models/contradictions.ts'
import { known } from '../src/formats/catalogue-facts.ts'
import {
  leftOut, names, olderModels, releases, variants, wrongPrices, wrongRetirements,
} from './catalogue-corrections.ts'
import { matchKey, modelsDevDate, readEntries } from './catalogue-sources.ts'
import type { Entry } from './catalogue-sources.ts'

/** The shipped catalogue: what sources say of models and their makers, and nothing of how they describe them. */
export interface Catalogue {
  source: { name: string; url: string; licence: string; copyright: string; snapshot: string; notice: string }
  creators: CreatorFacts[]
  /** Most recent first; undated ones last. */
  models: ModelFacts[]
}

/** The same catalogue for the same sources, whenever it is built. `tell` hears of every fact that another one ruled out. */
export function buildCatalogue(folder: string, aliases: Record<string, string>, tell: (correction: string) => void = () => {}): Catalogue {
  const spellings = new Map(Object.entries(aliases).map(([spelling, slug]) => [modelSlug(spelling), slug]))
  const groups = groupEntries(readEntries(folder), spellings)
  const models = [...groups].map(([slug, entries]) => mergeEntries(slug, entries))
    .filter(({ creator, slug, output }) => creator && !leftOut.test(slug!) && writesOrDraws(slug!, output))
    .map((model) => consistent(model, tell))
  const creators = new Map(models.map(({ creator }) => [creator!.slug, creator!]))
  return {
    source: {
      name: 'models.dev',
      url: 'https://models.dev',
      licence: 'MIT',
      copyright: 'Copyright (c) 2025 models.dev',
      snapshot: modelsDevDate,
      notice: 'Facts only, no descriptions. Each model names its sources; their notices are in NOTICE.',
    },
    creators: [...creators.values()].toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
    models: withUniqueAliases(models.toSorted(mostRecentFirst)),
  }
}

/** Entries of the same model together, in the order of the sources. */
function groupEntries(entries: Entry[], spellings: Map<string, string>): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const keys = entry.ids.map((id) => matchKey(id, spellings))
    if (isPointer(entry.ids[0]!) && !spellings.has(modelSlug(entry.ids[0]!))) continue
    const key = keys.find((candidate) => groups.has(candidate)) ?? keys[0]!
    const group = groups.get(key)
    if (group) group.push(entry)
    else if (entry.adds || olderModels[key]) groups.set(key, [entry])
  }
  return groups
}

/** The first source's word on each fact that it has one on; a later one only where those before it are silent. */
function mergeEntries(slug: string, entries: Entry[]): ModelFacts {
  const facts: Partial<ModelFacts> = {}
  const sources: Entry[] = []
  for (const entry of entries) {
    const fresh = Object.entries(entry.facts).filter(([field]) => !(field in facts) && mayTell(field, slug, entry))
    if (fresh.length === 0) continue
    Object.assign(facts, Object.fromEntries(fresh))
    sources.push(entry)
  }
  const [base, variant] = variants[slug] ?? []
  const dated = releaseDate(entries) ?? dayInId(slug)
  const released = releases[slug] ?? monthInMistralId(slug, dated) ?? dated
  return known({
    ...facts,
    slug,
    name: names[slug] ?? olderModels[slug] ?? facts.name!,
    base, variant,
    released: released || undefined,
    prices: pricesOf(slug, entries),
    aliases: spellingsOf(slug, entries),
    source: [...new Set(sources.map(({ source }) => source))].join(', '),
    sourceDate: sources[0]!.sourceDate,
  })
}

function consistent(model: ModelFacts, tell: (correction: string) => void): ModelFacts {
  const { facts, corrections } = withoutContradictions(model)
  for (const { field, reason } of corrections) tell(`${model.slug}: ${field} corrected, ${reason}`)
  return known(facts)
}

/** What a source says of the release, or else the earliest day on which anyone listed the model. */
function releaseDate(entries: Entry[]): string | undefined {
  // Hosts write the first of January where they know the year at best.
  const dated = entries.filter(({ facts }) => facts.released && !facts.released.endsWith('-01-01'))
  const certain = dated.find(({ listing }) => !listing)
  return certain?.facts.released ?? dated.map(({ facts }) => facts.released!).toSorted()[0]
}

/** The day in a maker's own id (`-20240501`, `-2024-08-13`), for models that no source dates. */
function dayInId(slug: string): string | undefined {
  const [, year, month, day] = /-(20\d{2})-?(0[1-9]|1[0-2])-?([0-3]\d)$/.exec(slug) ?? []
  return year && `${year}-${month}-${day}`
}

/** litellm tells an end of life and, of models that nobody else has, everything; elsewhere its guesses add nothing. */
function mayTell(field: string, slug: string, entry: Entry): boolean {
  if (field === 'retired') return !wrongRetirements.has(slug) && entry.facts.retired! <= modelsDevDate
  return entry.source !== 'litellm' || slug in olderModels
}

/** Mistral dates its models in their ids (`-2407`), which the sources sometimes contradict by a year. */
function monthInMistralId(slug: string, released: string | undefined): string | undefined {
  const [, year, month] = /^[a-z]*[sx]tral-(?:.*-)?(2[3-6])(0[1-9]|1[0-2])$/.exec(slug) ?? []
  if (!year) return undefined
  const inMonth = released?.startsWith(`20${year}-${month}`) && !released.endsWith('-01')
  return inMonth ? released : `20${year}-${month}`
}

/** The maker's own price first, then what hosts charge; one price per provider. */
function pricesOf(slug: string, entries: Entry[]): Price[] | undefined {
  const prices = new Map<string, Price>()
  for (const { price, source } of entries) {
    if (!price || prices.has(price.provider) || (source === 'litellm' && wrongPrices.has(slug))) continue
    if (source === 'litellm' && [...prices.values()].some(({ provider }) => provider !== 'openrouter')) continue
    prices.set(price.provider, price)
  }
  const hostLast = [...prices.values()].toSorted((a, b) => rank(a) - rank(b))
  return hostLast.length > 0 ? hostLast : undefined
}

const rank = ({ provider }: Price) => (provider === 'openrouter' ? 1 : 0)

function spellingsOf(slug: string, entries: Entry[]): string[] | undefined {
  const ids = entries.flatMap((entry) => entry.ids).filter((id) => !isPointer(id))
  const spellings = new Set(ids.flatMap((id) => [id, id.slice(id.lastIndexOf('/') + 1)]).filter((id) => id !== slug))
  return spellings.size > 0 ? [...spellings].toSorted() : undefined
}

/** A spelling that two models claim means neither; one that only differs in case is said once. */
function withUniqueAliases(models: ModelFacts[]): ModelFacts[] {
  const owners = new Map<string, string>(models.map(({ slug }) => [slug!, slug!]))
  const shared = new Set<string>()
  for (const { slug, aliases } of models) {
    for (const alias of aliases ?? []) {
      const owner = owners.get(alias.toLowerCase())
      if (owner && owner !== slug) shared.add(alias.toLowerCase())
      owners.set(alias.toLowerCase(), slug!)
    }
  }
  return models.map(({ aliases, ...model }) => {
    const seen = new Set<string>()
    const own = aliases?.filter((alias) => {
      const lower = alias.toLowerCase()
      return !shared.has(lower) && lower !== model.slug && !seen.has(lower) && seen.add(lower)
    })
    return own?.length ? { ...model, aliases: own } : model
  })
}

function mostRecentFirst(a: ModelFacts, b: ModelFacts): number {
  const [later, earlier] = [b.released ?? '', a.released ?? '']
  if (later !== earlier) return later > earlier ? 1 : -1
  return a.slug! < b.slug! ? -1 : 1
}

/** One creator or model a line, keys in order: a change of the catalogue reads as a change of lines. */
export function catalogueText({ source, creators, models }: Catalogue): string {
  const lines = (rows: object[]) => rows.map((row) => `    ${JSON.stringify(row, sortedKeys)}`).join(',\n')
  return `{\n  "source": ${JSON.stringify(source)},\n  "creators": [\n${lines(creators)}\n  ],\n`
    + `  "models": [\n${lines(models)}\n  ]\n}\n`
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

if (import.meta.main) {
  const root = new URL('..', import.meta.url).pathname
  const folder = `${process.env['DIPTYCH_TEST_DATA'] ?? `${root}../shared/data`}/catalogue`
  if (!existsSync(folder)) throw new Error(`The sources are not at ${folder}; set DIPTYCH_TEST_DATA to their folder.`)
  const aliases = JSON.parse(readFileSync(`${root}content/aliases.json`, 'utf8'))
  const catalogue = buildCatalogue(folder, aliases, (correction) => process.stderr.write(`${correction}\n`))
  writeFileSync(`${root}content/catalogue.json`, catalogueText(catalogue))
  process.stdout.write(`${catalogue.models.length} models of ${catalogue.creators.length} creators\n`)
}
