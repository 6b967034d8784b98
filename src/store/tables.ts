import type { ColumnType, Generated } from 'kysely'
import type { Audience, Difficulty } from '../core/challenges/challenge.ts'
import type { Capability, CreatorKind, Modality, Price } from '../core/models/model.ts'
import type { OutputType } from '../core/responses/output-type.ts'
import type { AskedWith } from '../core/responses/provenance.ts'
import type { CheckOutcome } from '../core/votes/check.ts'
import type { DuelEnd, DuelState, DrawReason, Pool } from '../core/duels/duel.ts'
import type { Round } from '../core/lab/session.ts'
import type { JudgeKind, Strength, Verdict } from '../core/votes/vote.ts'
import type { ModelSettings, ProviderKind, Usage } from '../core/providers/provider.ts'
import type { ProviderProblem } from '../core/providers/provider-error.ts'
import type { AttemptState, CellState, ProviderLimits, RunState } from '../core/runs/run.ts'
import type { StoredConnection, StoredMessage } from './runs/stored.ts'
import type { StoredTask } from './boards/task.ts'

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
  response_changes: ResponseChangeTable
  votes: VoteTable
  duels: DuelTable
  vote_withdrawals: VoteWithdrawalTable
  vote_checks: VoteCheckTable
  vote_rules: VoteRulesTable
  ledger: LedgerTable
  boards: BoardTable
  computations: ComputationTable
  secrets: SecretTable
  imports: ImportTable
  idempotency_keys: IdempotencyKeyTable
  providers: ProviderTable
  provider_tests: ProviderTestTable
  visitor_asks: VisitorAsksTable
  runs: RunTable
  run_models: RunModelTable
  run_cells: RunCellTable
  attempts: AttemptTable
  lab_sessions: LabSessionTable
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
  /** Only sessions of the Lab have named it whose names are hidden: in no list, count, search or export, and on no page. */
  hidden: Generated<boolean>
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
  /** What answers may be judged by beside the whole; null for the usual criteria. */
  criteria: Json<string[] | null>
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
  /** Kept off public pages until a duel over it was revealed. */
  sealed: Generated<boolean>
}

/** A response got its bytes, or was sealed or unsealed, after it was stored: what duels are drawn from follows these rows. */
export interface ResponseChangeTable {
  id: Generated<number>
  response_id: number
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
  /** Of a vote cast here: its duel, which has one vote at most, … */
  duel_id: number | null
  /** … the pool the duel was drawn from, … */
  pool: Pool | null
  /** … and how clear the verdict is, where the voter says so. */
  strength: Strength | null
  /** The entry of the ledger that chains this vote; null until it is written. */
  ledger_id: number | null
}

/** A sealed pair drawn for one voter, with everything that is needed to check the draw. */
export interface DuelTable {
  id: Generated<number>
  /** 122 random bits: who knows it may see the duel, unless it is bound to a cookie. */
  public_id: string
  challenge_id: number
  left_response_id: number
  right_response_id: number
  left_model_id: number
  right_model_id: number
  pool: Pool
  state: DuelState
  /** How a duel ended without a vote. */
  ended: DuelEnd | null
  /** Pseudonym of the voter, as in `votes.judge`. */
  voter: string
  /** Its voter showed a cookie: nobody else may see it, and its id alone is no permission. */
  bound: Generated<boolean>
  /** Who got a cookie together with this duel, which was drawn without one: it is theirs once they vote on it. */
  offered_to: string | null
  /** Equal for the votes that came from one address on one day; what address that was cannot be told from it. */
  voted_from: string | null
  /** Its voter, from the vote until they go on: so long they may take it back. */
  undo_for: string | null
  /** What the voter asked for: challenge, category, pool. */
  asked: Json<Record<string, unknown>>
  reason: DrawReason
  /** Of drawing this pair, sides aside, under the policy at that time. */
  probability: number
  seed: string
  drawn_at: string
  expires_at: string
  voted_at: string | null
  revealed_at: string | null
}

/** A voter took a vote back. The vote stays; rules leave it out. */
export interface VoteWithdrawalTable {
  vote_id: number
  at: string
  ledger_id: number
}

/** A fact about a vote. No row: nobody looked. */
export interface VoteCheckTable {
  vote_id: number
  name: string
  version: number
  outcome: CheckOutcome
  detail: Json<Record<string, unknown> | null>
  at: string
}

/** Which votes count, from when on; the newest row is in force, the older ones are the change log. */
export interface VoteRulesTable {
  id: Generated<number>
  rules: Json<Record<string, unknown>>
  note: string
  at: string
}

/** Chained hashes over votes and withdrawals, in the order they were stored. */
export interface LedgerTable {
  id: Generated<number>
  kind: 'votes' | 'withdrawal'
  /** How many votes the entry covers. */
  votes: number
  /** SHA-256 (hex) of what is chained, and of that together with the entry before. */
  payload: string
  previous: string
  hash: string
  at: string
}

/** A computed leaderboard: a pure function of votes, rules and code, named by their hash. */
export interface BoardTable {
  id: Generated<number>
  hash: string
  /** The slice in its canonical form; the newest board of a slice is the current one. */
  slice_key: string
  slice: Json<Record<string, unknown>>
  rules_id: number
  method_version: string
  votes: number
  /** Which votes and facts it took in: those up to this vote and this time. */
  last_vote_id: number
  as_of: string
  ledger_head: string | null
  /** The report as compressed JSON. */
  report: Uint8Array
  computed_at: string
}

/** What the board thread computes from all votes, and keeps current while somebody asks for it. */
export interface ComputationTable {
  key: string
  task: Json<StoredTask>
  /** When somebody last asked for it, to the hour. */
  asked_at: string
  /** What it was computed from (boards/state.ts): the current state, or an earlier one. */
  state: string
  /** Of a slice, its current board. */
  board_id: number | null
  /** Compressed JSON: the pairs of the board, or the whole of another result. */
  detail: Uint8Array
}

/** Keys of this installation: made once, never shown. */
export interface SecretTable {
  name: string
  value: string
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

/** A configured AI service. One that is named in the configuration file has no row. */
export interface ProviderTable {
  id: Generated<number>
  slug: string
  kind: ProviderKind
  base_url: string | null
  /** Encrypted, and bound to the address it was entered for (operations/providers/keys.ts). */
  sealed_key: string | null
  allow_private: boolean
  limits: Json<ProviderLimits>
  prices: Json<Record<string, Price>> | null
  created_at: string
  changed_at: string
}

/** What became of the last try to reach a provider, wherever it is configured. */
export interface ProviderTestTable {
  /** Its slug. */
  provider: string
  at: string
  /** Null where it answered. */
  problem: ProviderProblem | null
  message: string | null
  /** How many models it offers. */
  models: number | null
  /** Ids of models that it offered, for lists to choose from. */
  offered: Json<string[]> | null
  duration_ms: number
}

/** Questions of visitors to models, by day and by a keyed hash of voter or address. */
export interface VisitorAsksTable {
  day: string
  who: string
  asks: number
}

/** A matrix of challenges, models and samples being filled, or a session of the Lab. */
export interface RunTable {
  id: Generated<number>
  public_id: string
  kind: 'run' | 'lab'
  name: string | null
  state: RunState
  /** What was asked for, as it was asked. */
  asked: Json<Record<string, unknown>>
  /** Only the process that was started for it works on it: it alone knows the key. */
  own_worker: boolean
  /** Most cells held at the same time, by all workers. */
  concurrency: number
  samples: number
  cells: number
  budget_usd: number | null
  budget_tokens: number | null
  spent_usd: number
  spent_tokens: number
  /** Attempts whose cost is unknown. */
  unpriced: number
  caller: string
  created_at: string
  started_at: string | null
  finished_at: string | null
}

/** A column of the matrix: which model is asked where, how, and at what price. */
export interface RunModelTable {
  id: Generated<number>
  run_id: number
  position: number
  model_id: number
  /** Slug of the provider; of an endpoint that is not configured, its address. */
  provider: string
  /** How to reach an endpoint that is not configured; never its key. */
  connection: Json<StoredConnection | null>
  /** As the provider spells it. */
  name: string
  settings: Json<ModelSettings>
  /** As it was when the run was made. */
  price: Json<Price | null>
  /** As they were then: an endpoint that is not configured keeps them; of a provider those count that it has now. */
  limits: Json<ProviderLimits>
  /** Whole answers so far, those of them whose tokens are known, and those whose cost is. */
  answers: Generated<number>
  counted: Generated<number>
  priced: Generated<number>
  input_tokens: Generated<number>
  output_tokens: Generated<number>
  cost_usd: Generated<number>
  /** Duration of those answers whose output tokens are known. */
  answer_ms: Generated<number>
  /** How often it was asked, and perhaps charged, without a whole answer. */
  unanswered: Generated<number>
}

/** The matrix is the queue. */
export interface RunCellTable {
  id: Generated<number>
  run_id: number
  run_model_id: number
  challenge_id: number | null
  sample: number
  provider: string
  state: CellState
  /** Which prompt turn is asked next, from 1. */
  turn: number
  /** How often that turn was asked in vain. */
  tries: number
  not_before: string | null
  owner: string | null
  lease_until: string | null
  /** Held back from the budget while it is under way. */
  reserved_usd: number
  reserved_tokens: number
  /** Of the Lab: the messages. Of a run they follow from the challenge. */
  question: Json<StoredMessage[] | null>
  /** What went wrong last. */
  problem: ProviderProblem | null
  message: string | null
  /** When somebody last stopped it in the Lab, whatever its state is now. */
  stopped_at: Generated<string | null>
}

/** One time that a model was asked; none is ever deleted. */
export interface AttemptTable {
  id: Generated<number>
  public_id: string
  run_id: number
  cell_id: number
  provider: string
  turn: number
  /** 1 for the first time this turn was asked, and for the first one after somebody let a failed cell wait again. */
  number: number
  state: AttemptState
  owner: string
  asked_at: string
  ended_at: string | null
  problem: ProviderProblem | null
  message: string | null
  status: number | null
  request_id: string | null
  served_model: string | null
  finish_reason: string | null
  ttft_ms: number | null
  duration_ms: number | null
  usage: Json<Usage | null>
  /** For limits and budgets: what was used, or the most it can have been where that is unknown. */
  tokens: number
  cost_usd: number | null
  warnings: Json<string[] | null>
  /** What had arrived, whole or partial. */
  body_id: number | null
  reasoning: string | null
  /** Of the Lab, with the texts of its question folded in it. Of a run its response says it. */
  asked_with: Json<AskedWith | null>
  response_id: number | null
}

/** A prompt that somebody tries on several models at once. Its run has a column for each, its cells are the questions. */
export interface LabSessionTable {
  id: Generated<number>
  run_id: number
  /** 144 random bits: who knows it and is its owner, or anybody once it is shared, may see it. */
  public_id: string
  /** Pseudonym of the voter, or `admin`. */
  owner: string
  title: string | null
  /** As it was written, with its variables. */
  template: string
  variables: Json<Record<string, string>>
  system: string | null
  /** Names are hidden until the owner has chosen. */
  blind: boolean
  revealed_at: string | null
  shared: boolean
  rounds: Json<Round[]>
  saved_challenge_id: number | null
  saved_at: string | null
  created_at: string
}
