import type { ChallengeFacts } from '../challenges/challenge.ts'
import type { Pool } from '../duels/duel.ts'
import type { ModelFacts } from '../models/model.ts'
import type { OutputType } from '../responses/output-type.ts'
import type { JudgeKind, Strength, Verdict } from '../votes/vote.ts'

/** Where a row stands in its file: a 1-based line for line formats, a 0-based index for arrays. */
export type Position = { line: number } | { index: number }

/**
 * One row of a source file: either the records it holds, or the reason why it was rejected.
 * `lost` names the source's fields of this row that have no place with us, as paths: `conv_metadata.turns`.
 * `collection` is given by a row that names its own, as our own exports do; otherwise its file's counts.
 */
export type ImportedRow =
  | { at: Position; records: ImportedRecord[]; lost?: string[]; collection?: CollectionFacts }
  | { at: Position; rejected: string }

export type ImportedRecord = ImportedModel | ImportedChallenge | ImportedResponse | ImportedVote

export interface ImportedModel {
  kind: 'model'
  /** The name by which the source's other rows call this model; an opaque string. */
  name: string
  facts: ModelFacts
}

/**
 * A challenge is the same as one we have when its `key` was seen before, or else when system prompt and turns are
 * equal to the byte. Give a key where other rows refer to it: `mt-bench:81`, `rival:ai-board-game-logic`.
 */
export interface ImportedChallenge extends ChallengeFacts {
  kind: 'challenge'
  key?: string
}

/** A challenge met earlier under this key, or spelled out. */
export type ChallengeReference = { key: string } | ImportedChallenge

export interface ImportedResponse {
  kind: 'response'
  /** The public id it had in another Diptych, which it keeps: rows that Diptych itself exported. */
  id?: string
  /** The model's name as the source spells it; an opaque string. */
  model: string
  challenge: ChallengeReference
  /**
   * The exact answer. An empty answer is an answer; `missing` is one whose bytes the source names but does not hold
   * (a picture in another archive): the same answer imported later with bytes fills it.
   */
  body: string | Uint8Array | { missing: string }
  outputType: OutputType
  /** Media type of a picture, sound or film, e.g. `image/png`. */
  mediaType?: string
  /** Which prompt turn this answers, from 1. */
  turn?: number
  /** The source's sample number, from 1. */
  sample?: number
  /** The exact prompt this model was given, where it differs from the challenge's. */
  askedPrompt?: string
  /** The source's own id of this answer. */
  sourceId?: string
  /** Title that the source gave this answer. */
  title?: string
  /** As exact as the source: `2025-03-30` or an ISO time. */
  answeredAt?: string
  settings?: Record<string, unknown>
  inputTokens?: number
  outputTokens?: number
  reasoningTokens?: number
  timeToFirstTokenMs?: number
  durationMs?: number
  costUsd?: number
  finishReason?: string
  /** The source says that it changed the text before publishing it. */
  transformed?: boolean
  /** Nobody may browse it until a duel over it was revealed. */
  sealed?: boolean
  /** Further facts of the source about this answer that have no column: kept and shown as provenance. */
  provenance?: Record<string, unknown>
}

export interface ImportedVote {
  kind: 'vote'
  /** What makes this vote unique within its collection, so that importing twice adds nothing. */
  key: string
  challenge?: ChallengeReference
  left: { model: string; response?: ImportedResponse }
  right: { model: string; response?: ImportedResponse }
  verdict: Verdict
  /** How clear it was, where the voter said so. */
  strength?: Strength
  /** Probability that the right one is better, where the source gives one, 0 to 1. */
  probabilityRight?: number
  /** Of a vote on a duel: which answers it was drawn from. */
  pool?: Pool
  /** Whether the voter could not see the names: yes, no, or (null) unknown. */
  blind: boolean | null
  /** Whether `left` was really shown left (or first): false where the source lost the side. */
  sidesKnown: boolean
  judgeKind: JudgeKind
  /** Name of the judging model or pseudonym of the voter. */
  judge?: string
  turn?: number
  language?: string
  category?: string
  votedAt?: string
  reasons?: string[]
  comment?: string
  criteria?: Record<string, unknown>
  provenance?: Record<string, unknown>
}

/** Where rows came from. */
export interface CollectionFacts {
  slug: string
  name: string
  url?: string
  licence?: string
}
