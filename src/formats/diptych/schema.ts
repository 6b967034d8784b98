import { z } from 'zod'
import { difficulties } from '../../core/challenges/challenge.ts'
import { pools } from '../../core/duels/duel.ts'
import type { CollectionFacts, ImportedRecord } from '../../core/imports/records.ts'
import { capabilities, creatorKinds, modalities } from '../../core/models/model.ts'
import { outputTypes } from '../../core/responses/output-type.ts'
import { strengths, verdicts } from '../../core/votes/vote.ts'

/**
 * Diptych's own rows: the records of an import as they are, told apart by `kind`. Only an answer's bytes are written in
 * another way: text as text, other bytes as `{"base64": …}`, bytes that nobody holds as `{"missing": …}`.
 * Absent and null mean unknown.
 */

const name = z.string().min(1)
const count = z.number().int().nonnegative()
const amount = z.number().nonnegative()
const facts = z.record(z.string(), z.unknown())

/** A field that may be absent or null, which are the same. */
function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined)
}

export const collectionSchema = z.object({
  slug: name, name, url: maybe(z.url({ protocol: /^https?$/ })), licence: maybe(z.string()),
}) satisfies z.ZodType<CollectionFacts>

const price = z.object({
  input: maybe(amount), output: maybe(amount), cacheRead: maybe(amount), cacheWrite: maybe(amount),
  reasoning: maybe(amount),
  provider: name, source: name, date: maybe(z.string()),
})

const creator = z.object({
  slug: name, name, kind: maybe(z.enum(creatorKinds)), country: maybe(z.string()), url: maybe(z.string()),
})

const modelFacts = z.object({
  slug: maybe(name), name, creator: maybe(creator), family: maybe(z.string()), base: maybe(z.string()),
  variant: maybe(z.string()), released: maybe(z.string()), retired: maybe(z.string()), knowledge: maybe(z.string()),
  input: maybe(z.array(z.enum(modalities))), output: maybe(z.array(z.enum(modalities))),
  capabilities: maybe(z.array(z.enum(capabilities))), categories: maybe(z.array(z.string())),
  contextTokens: maybe(count), outputTokens: maybe(count),
  sizeClass: maybe(z.enum(['small', 'medium', 'large', 'xlarge'])),
  openWeights: maybe(z.boolean()), licence: maybe(z.string()), url: maybe(z.string()), prices: maybe(z.array(price)),
  aliases: maybe(z.array(name)), source: maybe(z.string()), sourceDate: maybe(z.string()),
})

const model = z.object({ kind: z.literal('model'), name, facts: modelFacts })

const challenge = z.object({
  kind: z.literal('challenge'), key: maybe(name), slug: maybe(name), title: maybe(z.string()),
  description: maybe(z.string()), category: maybe(z.string()), difficulty: maybe(z.enum(difficulties)),
  outputType: maybe(z.enum(outputTypes)), tags: maybe(z.array(z.string())),
  audiences: maybe(z.array(z.object({ slug: name, name, keywords: z.array(z.string()) }))),
  criteria: maybe(z.array(z.string())), language: maybe(z.string()), system: maybe(z.string()), turns: z.array(z.string()).min(1),
  version: maybe(count), reference: maybe(z.array(z.string())),
})

/** Inside another row it need not say that it is one. */
const nestedChallenge = challenge.extend({ kind: z.literal('challenge').default('challenge') })

const challengeReference = z.union([nestedChallenge, z.object({ key: name })])

const body = z.union([
  z.string(),
  z.object({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64')),
  z.object({ missing: z.string() }),
])

const response = z.object({
  kind: z.literal('response'), id: maybe(z.string().regex(/^[0-9a-z]{24}$/)), model: name, challenge: challengeReference, body, outputType: z.enum(outputTypes).default('text'),
  mediaType: maybe(z.string()), turn: maybe(count.positive()), sample: maybe(count.positive()),
  askedPrompt: maybe(z.string()), sourceId: maybe(z.string()), title: maybe(z.string()), answeredAt: maybe(z.string()),
  settings: maybe(facts), inputTokens: maybe(count), outputTokens: maybe(count), reasoningTokens: maybe(count),
  timeToFirstTokenMs: maybe(amount), durationMs: maybe(amount), costUsd: maybe(amount),
  finishReason: maybe(z.string()), transformed: maybe(z.boolean()), sealed: maybe(z.boolean()),
  provenance: maybe(facts),
})

const side = z.object({ model: name, response: maybe(response) })

const vote = z.object({
  kind: z.literal('vote'), key: name, challenge: maybe(challengeReference), left: side, right: side,
  verdict: z.enum(verdicts), strength: maybe(z.enum(strengths)), probabilityRight: maybe(z.number().min(0).max(1)), pool: maybe(z.enum(pools)), blind: z.boolean().nullable(),
  sidesKnown: z.boolean(), judgeKind: z.enum(['human', 'model', 'unknown']), judge: maybe(z.string()),
  turn: maybe(count.positive()), language: maybe(z.string()), category: maybe(z.string()), votedAt: maybe(z.string()),
  reasons: maybe(z.array(z.string())), comment: maybe(z.string()), criteria: maybe(facts), provenance: maybe(facts),
})

/** What a row of each kind has to look like. */
export const rowSchemas = { model, challenge, response, vote } satisfies
  { [Kind in ImportedRecord['kind']]: z.ZodObject & z.ZodType<Extract<ImportedRecord, { kind: Kind }>> }

export type RowKind = keyof typeof rowSchemas

export function isRowKind(kind: unknown): kind is RowKind {
  return typeof kind === 'string' && Object.hasOwn(rowSchemas, kind)
}
