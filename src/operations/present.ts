import type { z } from 'zod'
import type { ChallengeRow } from '../store/challenges.ts'
import type { ModelRow, WholeModelRow } from '../store/models.ts'
import type { ChallengeDetail, ChallengeSummary, ModelDetail, ModelSummary } from './shapes.ts'
import { untrusted } from './untrusted.ts'

type Counts = { answers: number; challenges: number }

/** A model as lists show it. */
export function presentModel(row: ModelRow, counts: Counts = { answers: 0, challenges: 0 }): z.input<typeof ModelSummary> {
  return {
    slug: row.slug, name: row.name, house: row.house,
    creator: row.creator_slug ? { slug: row.creator_slug, name: row.creator_name! } : null,
    family: row.family, released: row.released, retired: row.retired,
    input: row.input_modalities, output: row.output_modalities, capabilities: row.capabilities,
    contextTokens: row.context_tokens, openWeights: row.open_weights,
    inputPrice: row.input_price, outputPrice: row.output_price,
    answers: counts.answers, challenges: counts.challenges,
  }
}

/** A model with everything known of it. */
export function presentModelDetail(row: WholeModelRow, counts?: Counts): z.input<typeof ModelDetail> {
  return {
    ...presentModel(row, counts),
    base: row.base_slug, variant: row.variant, knowledge: row.knowledge, categories: row.categories,
    outputTokens: row.output_tokens, sizeClass: row.size_class, licence: row.licence, url: row.url,
    prices: row.prices, source: row.source, sourceDate: row.source_date,
  }
}

export function presentChallenge(row: ChallengeRow, counts: { answers: number; models: number } = { answers: 0, models: 0 }): z.input<typeof ChallengeSummary> {
  return {
    slug: row.slug, title: row.title, description: row.description, category: row.category, difficulty: row.difficulty,
    outputType: row.output_type, tags: row.tags, turns: row.turns.length,
    collection: row.collection_slug ? { slug: row.collection_slug, name: row.collection_name! } : null,
    ...counts,
  }
}

export function presentChallengeDetail(row: ChallengeRow, counts?: { answers: number; models: number }): z.input<typeof ChallengeDetail> {
  return {
    ...presentChallenge(row, counts),
    prompts: row.turns.map(untrusted), system: row.system === null ? null : untrusted(row.system),
    audiences: row.audiences.map(({ slug, name }) => ({ slug, name })), criteria: row.criteria,
    reference: row.reference?.map(untrusted) ?? null, language: row.language, version: row.version, createdAt: row.created_at,
  }
}
