import { z } from 'zod'
import { difficulties } from '../core/challenges/challenge.ts'
import { capabilities, creatorKinds, modalities } from '../core/models/model.ts'
import { outputTypes } from '../core/responses/output-type.ts'
import { defaultCriteria } from '../core/votes/criteria.ts'
import { UntrustedData, UntrustedText } from './untrusted.ts'

/** Shapes that several operations answer with. Null means unknown throughout. */

export const Slug = z.string().min(1).max(200)

export const PriceShape = z.object({
  provider: z.string(), source: z.string(), date: z.string().optional(),
  input: z.number().optional(), output: z.number().optional(), cacheRead: z.number().optional(), cacheWrite: z.number().optional(), reasoning: z.number().optional(),
}).describe('US dollars per million tokens; a class that is missing is unknown, not free.')

export const CreatorReference = z.object({ slug: z.string(), name: z.string() })
export const ModelReference = z.object({ slug: z.string(), name: z.string(), house: z.boolean().describe('A house author: sample texts made for this project, by no model.') })
export const ChallengeReference = z.object({ slug: z.string(), title: z.string() })

export const ModelSummary = ModelReference.extend({
  creator: CreatorReference.nullable(),
  family: z.string().nullable(),
  released: z.string().nullable().describe('As exact as the source: 2025, 2025-07 or 2025-07-11.'),
  retired: z.string().nullable(),
  input: z.array(z.enum(modalities)).nullable(),
  output: z.array(z.enum(modalities)).nullable(),
  capabilities: z.array(z.enum(capabilities)).nullable(),
  contextTokens: z.number().nullable(),
  openWeights: z.boolean().nullable(),
  inputPrice: z.number().nullable().describe('US dollars per million input tokens at the first price’s provider.'),
  outputPrice: z.number().nullable(),
  answers: z.number().int().describe('Stored answers of this model.'),
  challenges: z.number().int().describe('Challenges it answered.'),
})

export const ModelDetail = ModelSummary.extend({
  base: z.string().nullable().describe('Slug of the model this one is a variant of.'),
  variant: z.string().nullable(),
  knowledge: z.string().nullable(),
  categories: z.array(z.string()).nullable(),
  outputTokens: z.number().nullable(),
  sizeClass: z.string().nullable(),
  licence: z.string().nullable(),
  url: z.string().nullable(),
  prices: z.array(PriceShape).nullable(),
  source: z.string().nullable(),
  sourceDate: z.string().nullable(),
})

export const CreatorShape = z.object({
  slug: z.string(), name: z.string(), kind: z.enum(creatorKinds), country: z.string().nullable(), url: z.string().nullable(),
})

export const AudienceShape = z.object({ slug: z.string(), name: z.string() })

export const ChallengeSummary = ChallengeReference.extend({
  description: z.string().nullable(),
  category: z.string().nullable(),
  difficulty: z.enum(difficulties).nullable(),
  outputType: z.enum(outputTypes),
  tags: z.array(z.string()),
  turns: z.number().int().describe('How many prompts it has.'),
  collection: CreatorReference.nullable(),
  answers: z.number().int(),
  models: z.number().int().describe('How many models answered.'),
})

export const ChallengeDetail = ChallengeSummary.extend({
  prompts: z.array(UntrustedText).describe('What the person says, turn by turn.'),
  system: UntrustedText.nullable(),
  audiences: z.array(AudienceShape),
  criteria: z.array(z.string()).nullable().describe(`What its answers may be judged by beside the whole; null: ${defaultCriteria.join(', ')}.`),
  reference: z.array(UntrustedText).nullable().describe('The answer key, turn by turn, where there is one.'),
  language: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.string(),
})

export const ResponseSummary = z.object({
  id: z.string(),
  model: ModelReference.extend({ creator: z.string().nullable() }),
  challenge: ChallengeReference,
  collection: z.object({ slug: z.string(), name: z.string(), url: z.string().nullable(), licence: z.string().nullable() }),
  outputType: z.enum(outputTypes),
  mediaType: z.string().nullable(),
  turn: z.number().int(),
  sample: z.number().int(),
  sha256: z.string().nullable().describe('Of the exact bytes; null where the source named the answer but did not hold it.'),
  size: z.number().nullable(),
  words: z.number().nullable(),
  answeredAt: z.string().nullable(),
  excerpt: UntrustedText.nullable(),
  fault: z.string().nullable().describe('Why browsers draw nothing of an SVG drawing; null where no fault is known.'),
})

export const AudiencePart = z.object({ slug: z.string(), name: z.string(), html: z.string() })

export const ResponseDetail = ResponseSummary.extend({
  text: UntrustedText.nullable().describe('The answer, where its bytes are text. The exact bytes are at /responses/{id}/raw.'),
  html: z.string().optional().describe('The answer as safe HTML, when `render` was asked for.'),
  notes: z.array(z.string()).optional().describe('What the rendering left out, for a reader.'),
  parts: z.array(AudiencePart).optional().describe('The answer per audience, where its headings allow it.'),
  title: UntrustedText.nullable().describe('Title that the source gave this answer.'),
  askedPrompt: UntrustedText.nullable().describe('The exact prompt this model was given, where it differs from the challenge’s.'),
  settings: UntrustedData.nullable(),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  finishReason: z.string().nullable(),
  transformed: z.boolean().describe('The source says that it changed the text before publishing it.'),
  provenance: UntrustedData.nullable().describe('Further facts of the source about this answer.'),
  importedAt: z.string(),
})
