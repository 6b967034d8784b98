import { z } from 'zod'
import { difficulties } from '../../core/challenges/challenge.ts'
import type { ChallengeReference, ImportedChallenge, ImportedResponse } from '../../core/imports/records.ts'
import { makerCalled } from '../../core/models/maker-names.ts'
import type { ModelFacts } from '../../core/models/model.ts'
import type { OutputType } from '../../core/responses/output-type.ts'
import { slugify } from '../../core/text/slug.ts'
import { known, tokenCount } from '../catalogue-facts.ts'
import type { Reading } from '../import-row.ts'
import { saysSomething } from '../import-row.ts'
import { proseDate } from '../prose-date.ts'
import { audiencesOf } from './audiences.ts'

export const rivalCollection = { slug: 'rival', name: 'RIVAL', url: 'https://rival.tips' }

const outputTypes: Record<string, OutputType> = {
  text: 'text', code: 'code', svg: 'svg', image: 'image', html: 'html', website: 'html',
}

/** How a source calls an output type is a closed list; a new word there is nothing to guess at. */
const outputType = z.string().refine((word) => Object.hasOwn(outputTypes, word), 'unknown output type')
  .transform((word) => outputTypes[word]!)

export const rivalModel = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  provider: z.string().nullish(),
  releaseDate: z.unknown().optional(),
  capabilities: z.array(z.string()).nullish(),
  categories: z.array(z.string()).nullish(),
  size: z.unknown().optional(),
  contextWindow: z.unknown().optional(),
  url: z.unknown().optional(),
})

/** Facts of a model. What its site calls capabilities (`conversation`) are categories with us. */
export function readModel(row: z.output<typeof rivalModel>): Reading {
  const facts = known<ModelFacts>({
    slug: slugify(row.id) || undefined,
    name: row.name,
    creator: row.provider ? makerCalled(row.provider) : undefined,
    released: proseDate(row.releaseDate),
    output: row.capabilities?.join() === 'image-generation' ? ['image'] : undefined,
    categories: categoriesOf(row),
    contextTokens: tokenCount(row.contextWindow),
    sizeClass: sizeClasses.find((size) => size === row.size),
    url: typeof row.url === 'string' && /^https?:\/\//.test(row.url) ? row.url : undefined,
    source: rivalCollection.name,
  })
  const unread = { provider: facts.creator, releaseDate: facts.released, size: facts.sizeClass, contextWindow: facts.contextTokens }
  const lost = Object.entries(unread)
    .filter(([field, value]) => value === undefined && saysSomething(row[field as keyof typeof unread]))
  return { records: [{ kind: 'model', name: row.id, facts }], lost: lost.map(([field]) => field) }
}

const sizeClasses = ['small', 'medium', 'large', 'xlarge'] as const

function categoriesOf({ categories, capabilities }: z.output<typeof rivalModel>): string[] | undefined {
  const all = new Set([...categories ?? [], ...capabilities ?? []])
  return all.size > 0 ? [...all] : undefined
}

export const rivalChallenge = z.object({
  id: z.string().min(1),
  title: z.string(),
  description: z.string().nullish(),
  prompt: z.string().min(1),
  category: z.string().nullish(),
  difficulty: z.enum(difficulties).nullish().catch(undefined),
  expectedOutputType: outputType.nullish(),
})

export function readChallenge(row: z.output<typeof rivalChallenge>): Reading & { records: [ImportedChallenge] } {
  const challenge = known<ImportedChallenge>({
    kind: 'challenge',
    key: keyOf(row.id),
    slug: slugify(row.id) || undefined,
    title: row.title,
    description: row.description || undefined,
    category: row.category || undefined,
    difficulty: row.difficulty ?? undefined,
    outputType: row.expectedOutputType ?? undefined,
    audiences: audiencesOf(row.prompt),
    turns: [row.prompt],
  })
  return { records: [challenge] }
}

/** The name under which other rows refer to a challenge. */
export function keyOf(slug: string): string {
  return `rival:${slug}`
}

export const rivalResponse = z.object({
  id: z.string().nullish(),
  modelId: z.string().min(1),
  challengeId: z.string().nullish(),
  _slug: z.string().nullish(),
  prompt: z.string(),
  responseDate: z.unknown().optional(),
  type: outputType,
  title: z.string().nullish(),
  description: z.string().nullish(),
  content: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  funFact: z.string().nullish(),
  /** Folder and file that the answer was taken from; the slug stands for them. */
  _dir: z.unknown().optional(),
  _file: z.string().nullish(),
})

/** The wordings of challenges met so far, by slug. A slug keeps its first one; other wordings are asked prompts. */
export type Wordings = Map<string, string>

export function readResponse(
  row: z.output<typeof rivalResponse>, wordings: Wordings, form: { transformed?: true } = {},
): Reading {
  const slug = row._slug || row.challengeId || undefined
  const answeredAt = proseDate(row.responseDate)
  const response = known<ImportedResponse>({
    kind: 'response',
    model: row.modelId,
    challenge: challengeOf(row, slug, wordings),
    body: row.content,
    outputType: row.type,
    askedPrompt: slug === undefined || wordings.get(slug) === row.prompt ? undefined : row.prompt,
    sourceId: row.id || undefined,
    title: row.title || undefined,
    answeredAt,
    settings: row.metadata ?? undefined,
    provenance: provenanceOf(row),
    ...pictureOf(row),
    ...form,
  })
  const isDateLost = answeredAt === undefined && saysSomething(row.responseDate)
  return { records: [response], lost: isDateLost ? ['responseDate'] : [] }
}

function challengeOf(
  row: z.output<typeof rivalResponse>, slug: string | undefined, wordings: Wordings,
): ChallengeReference {
  if (slug === undefined) return { kind: 'challenge', turns: [row.prompt], outputType: row.type }
  if (wordings.has(slug)) return { key: keyOf(slug) }
  wordings.set(slug, row.prompt)
  const { title, prompt, type: outputType } = row
  return known<ImportedChallenge>({
    kind: 'challenge', key: keyOf(slug), slug: slugify(slug) || undefined, title: title || undefined, turns: [prompt],
    outputType,
  })
}

function provenanceOf({ description, funFact, _file: file }: z.output<typeof rivalResponse>) {
  const facts = known({ description: description || undefined, funFact: funFact || undefined, file: file || undefined })
  return Object.keys(facts).length > 0 ? facts : undefined
}

/** Pictures are named by their path on the site; their bytes come with `rival-images`. */
function pictureOf({ type, content }: z.output<typeof rivalResponse>): Partial<ImportedResponse> {
  if (type !== 'image') return {}
  return { body: { missing: content }, mediaType: pictureTypeOf(content) }
}

const pictureTypes: Record<string, string> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif',
}

/** The media type of a picture, by the ending of its path. */
export function pictureTypeOf(path: string): string | undefined {
  return pictureTypes[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '']
}
