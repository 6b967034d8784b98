import type { ColumnType, Generated } from 'kysely'
import type { Audience, Difficulty } from '../core/challenges/challenge.ts'
import type { Capability, CreatorKind, Modality, Price } from '../core/models/model.ts'
import type { OutputType } from '../core/responses/output-type.ts'
import type { JudgeKind, Verdict } from '../core/votes/vote.ts'

/**
 * The tables, as both databases have them. Differences of representation (booleans, JSON, byte strings, big integers)
 * are smoothed out by `dialect.ts`: a row read through Kysely has exactly these types on SQLite and on PostgreSQL.
 * Times of ours are ISO 8601 in UTC (`2026-01-02T03:04:05.678Z`); dates of a source are kept as exact as it gave them.
 */
export interface Tables {
  creators: CreatorTable
  models: ModelTable
  model_aliases: ModelAliasTable
  collections: CollectionTable
  challenges: ChallengeTable
  challenge_keys: ChallengeKeyTable
  bodies: BodyTable
  responses: ResponseTable
  votes: VoteTable
  imports: ImportTable
  idempotency_keys: IdempotencyKeyTable
}

/** A JSON column: read as a value, written as a value. */
export type Json<T> = ColumnType<T, T, T>

export interface CreatorTable {
  id: Generated<number>
  slug: string
  name: string
  kind: CreatorKind
  country: string | null
  url: string | null
}

export interface ModelTable {
  id: Generated<number>
  slug: string
  name: string
  creator_id: number | null
  family: string | null
  base_id: number | null
  variant: string | null
  released: string | null
  retired: string | null
  knowledge: string | null
  input_modalities: Json<Modality[] | null>
  output_modalities: Json<Modality[] | null>
  capabilities: Json<Capability[] | null>
  categories: Json<string[] | null>
  context_tokens: number | null
  output_tokens: number | null
  size_class: string | null
  open_weights: boolean | null
  licence: string | null
  url: string | null
  prices: Json<Price[] | null>
  /** Price of a million input and output tokens at the first price's provider, for sorting and filtering. */
  input_price: number | null
  output_price: number | null
  /** A house author: sample texts made for this project, labelled so everywhere. */
  house: boolean
  source: string | null
  source_date: string | null
  created_at: string
}

/** Which spelling means which model. `spelling` is the normalised form (core/models/alias.ts). */
export interface ModelAliasTable {
  spelling: string
  /** As it was first met. */
  written: string
  model_id: number
  /** Who said so: the shipped catalogue, an import that met a new name, or a person. */
  origin: 'catalogue' | 'import' | 'person'
}

export interface CollectionTable {
  id: Generated<number>
  slug: string
  name: string
  url: string | null
  licence: string | null
  created_at: string
}

export interface ChallengeTable {
  id: Generated<number>
  slug: string
  title: string
  description: string | null
  category: string | null
  difficulty: Difficulty | null
  output_type: OutputType
  tags: Json<string[]>
  audiences: Json<Audience[]>
  language: string | null
  system: string | null
  turns: Json<string[]>
  reference: Json<string[] | null>
  version: number
  /** SHA-256 (hex) of system prompt and turns: importing/prompt-hash.ts. */
  prompt_hash: string
  collection_id: number | null
  created_at: string
}

export interface ChallengeKeyTable {
  key: string
  challenge_id: number
}

/** The exact bytes of answers, each text once. */
export interface BodyTable {
  id: Generated<number>
  /** SHA-256 in lower-case hex. */
  sha256: string
  size: number
  /** The bytes, or null where they lie in the blob store under their hash. */
  bytes: Uint8Array | null
  /** Words, for textual bodies (core/text/measure.ts). */
  words: number | null
}

export interface ResponseTable {
  id: Generated<number>
  /** Public and stable: a hash of what identifies the answer in its collection (importing/identity.ts). */
  public_id: string
  model_id: number
  challenge_id: number
  collection_id: number
  /** Null where the source names an answer whose bytes it does not hold. */
  body_id: number | null
  /** What the source calls the bytes it does not hold; stays when they have arrived from elsewhere. */
  missing: string | null
  output_type: OutputType
  media_type: string | null
  turn: number
  sample: number
  title: string | null
  asked_prompt: string | null
  source_id: string | null
  answered_at: string | null
  settings: Json<Record<string, unknown> | null>
  input_tokens: number | null
  output_tokens: number | null
  reasoning_tokens: number | null
  ttft_ms: number | null
  duration_ms: number | null
  cost_usd: number | null
  finish_reason: string | null
  transformed: boolean
  provenance: Json<Record<string, unknown> | null>
  created_at: string
}

export interface VoteTable {
  id: Generated<number>
  /** Unique within the collection. */
  key: string
  collection_id: number
  source: 'import' | 'arena'
  challenge_id: number | null
  turn: number
  left_model_id: number
  right_model_id: number
  left_response_id: number | null
  right_response_id: number | null
  verdict: Verdict
  probability_right: number | null
  blind: boolean | null
  sides_known: boolean
  judge_kind: JudgeKind
  judge: string | null
  language: string | null
  category: string | null
  voted_at: string | null
  reasons: Json<string[] | null>
  comment: string | null
  criteria: Json<Record<string, unknown> | null>
  provenance: Json<Record<string, unknown> | null>
  created_at: string
}

/** One imported file and its report. */
export interface ImportTable {
  id: Generated<number>
  file: string
  format: string
  collection_id: number | null
  read: number
  imported: number
  duplicates: number
  rejected: number
  /** The first rejected rows with position and reason. */
  rejections: Json<Array<{ line?: number; index?: number; reason: string }>>
  lost: Json<string[]>
  state: 'running' | 'done' | 'failed'
  started_at: string
  finished_at: string | null
}

/** Replies to writes that came with an idempotency key. */
export interface IdempotencyKeyTable {
  caller: string
  operation: string
  key: string
  /** SHA-256 of the input; the same key with another input is refused. */
  input_hash: string
  output: Json<unknown>
  created_at: string
}
