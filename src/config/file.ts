import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Document } from 'yaml'
import { z } from 'zod'
import type { Price } from '../core/models/model.ts'
import { providerKinds, type ProviderKind } from '../core/providers/provider.ts'
import type { ProviderLimits } from '../core/runs/run.ts'
import { SettingsError } from './settings.ts'

/** A provider as the configuration file names it, with the key that the environment holds for it. */
export interface FileProvider {
  slug: string
  kind: ProviderKind
  baseUrl: string | null
  allowPrivate: boolean
  limits: ProviderLimits
  /** By the model's id as the provider spells it. */
  prices: Record<string, Price>
  /** Environment variable that holds its key; null where it has none of its own. */
  keyVariable: string | null
  /** Empty where that variable is. */
  key: string
}

/** Checks a base URL and answers its usual form. @throws Error with a sentence. */
export type CheckUrl = (url: string, options: { allowPrivate: boolean }) => string

const require = createRequire(import.meta.url)

const defaultPath = './diptych.config.yaml'

const limit = z.int().min(1).max(1_000_000_000).optional()
const dollars = z.number().min(0).max(1_000_000).optional()

const ProviderEntry = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'should be lower-case letters, digits, dots and dashes'),
  kind: z.enum(providerKinds).exclude(['house']),
  baseUrl: z.string().optional(),
  keyVariable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'should be the name of an environment variable, not the key itself').optional(),
  allowPrivate: z.boolean().default(false),
  limits: z.strictObject({ concurrency: limit, requestsPerMinute: limit, tokensPerMinute: limit }).default({}),
  prices: z.record(z.string(), z.strictObject({ input: dollars, output: dollars, cacheRead: dollars, cacheWrite: dollars, reasoning: dollars })).default({}),
})

type Entry = z.output<typeof ProviderEntry>

/** What is wrong with an entry whose fields are right by themselves. */
function faultsOf({ slug, kind, baseUrl, allowPrivate }: Entry, checkUrl: CheckUrl): Array<[field: keyof Entry, message: string]> {
  const faults: Array<[keyof Entry, string]> = []
  if (slug === 'house') faults.push(['slug', '"house" is the program\'s own'])
  if (kind === 'openai-compatible' && baseUrl === undefined) faults.push(['baseUrl', 'an OpenAI-compatible endpoint needs one, such as http://127.0.0.1:11434/v1'])
  try {
    if (baseUrl !== undefined) checkUrl(baseUrl, { allowPrivate })
  } catch (error) {
    faults.push(['baseUrl', (error as Error).message])
  }
  return faults
}

function fileSchema(checkUrl: CheckUrl) {
  const entry = ProviderEntry.superRefine((value, { addIssue }) => {
    for (const [field, message] of faultsOf(value, checkUrl)) addIssue({ code: 'custom', path: [field], message })
  })
  const entries = z.array(entry).max(200).superRefine((all, { addIssue }) => all.forEach(({ slug }, index) => {
    if (all.findIndex((other) => other.slug === slug) !== index) addIssue({ code: 'custom', path: [index, 'slug'], message: `"${slug}" is named twice` })
  }))
  return z.strictObject({ providers: entries.default([]) })
}

/**
 * The providers that the configuration file names; none where there is no such file. `named` is the path of a file that
 * has to be there.
 * @throws SettingsError that lists everything that is wrong, without repeating values.
 */
export function readConfigFile(named: string, environment: Record<string, string | undefined>, checkUrl: CheckUrl): FileProvider[] {
  const path = named || defaultPath
  if (!named && !existsSync(path)) return []
  return parseConfig(readText(path), { path, environment, checkUrl })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SettingsError(`The configuration file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}). DIPTYCH_CONFIG names it.`)
  }
}

interface Circumstances {
  path: string
  environment: Record<string, string | undefined>
  checkUrl: CheckUrl
}

/** The providers that a text in YAML names. @throws SettingsError */
export function parseConfig(text: string, { path, environment, checkUrl }: Circumstances): FileProvider[] {
  // Comes with the first file: most programs run without one.
  const { parseDocument } = require('yaml') as typeof import('yaml')
  const document = parseDocument(text, { prettyErrors: false })
  const lines = (position: number) => text.slice(0, position).split('\n').length
  refuseIfAny(path, document.errors.map(({ pos, code }) => `line ${lines(pos[0])}: this is no YAML (${code.toLowerCase().replaceAll('_', ' ')})`))
  const parsed = fileSchema(checkUrl).safeParse(readValue(document, path))
  if (!parsed.success) throw refusal(path, parsed.error.issues.map(told))
  return parsed.data.providers.map(({ baseUrl, keyVariable, ...entry }): FileProvider => ({
    ...entry, baseUrl: baseUrl === undefined ? null : checkUrl(baseUrl, entry), limits: withoutGaps(entry.limits),
    prices: Object.fromEntries(Object.entries(entry.prices).map(([model, price]) => [model, { ...withoutGaps(price), provider: entry.slug, source: path.split('/').at(-1)! }])),
    keyVariable: keyVariable ?? null, key: (keyVariable && environment[keyVariable]) || '',
  }))
}

/** An empty file is one that names nothing. */
function readValue(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch {
    // Aliases that multiply beyond measure.
    throw refusal(path, ['this is no YAML that can be read'])
  }
}

function told({ path, message, ...issue }: z.core.$ZodIssue): string {
  const place = path.length > 0 ? `${path.join('.')}: ` : ''
  const keys = 'keys' in issue ? (issue.keys as string[]) : []
  if (keys.some((key) => /^(api_?)?key$/i.test(key))) return `${place}a key does not belong into this file: name the environment variable that holds it, as keyVariable`
  return `${place}${message}`
}

function withoutGaps<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
}

function refuseIfAny(path: string, wrong: string[]): void {
  if (wrong.length > 0) throw refusal(path, wrong)
}

function refusal(path: string, wrong: string[]): SettingsError {
  return new SettingsError(`The configuration file ${path} is wrong:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
}
