import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { JudgeKind, Verdict } from '../../core/votes/vote.ts'
import type { SourceFile } from '../format.ts'
import { importRow, readJsonRows, unplacedFields, type Reading } from '../import-row.ts'
import { timeOfEpoch } from '../source-time.ts'
import { readBattle, type Battle } from './battle-records.ts'
import { contextOf } from './context.ts'
import { conversationOf, Message, type Conversation } from './conversation.ts'

/** The labels that Arena's files have had; any other is not known to mean anything. */
const Winner = z.enum(['model_a', 'model_b', 'tie', 'tie (bothbad)', 'both_bad'])
const verdictOfWinner: Record<z.infer<typeof Winner>, Verdict> = {
  'model_a': 'left', 'model_b': 'right', 'tie': 'tie', 'tie (bothbad)': 'both-bad', 'both_bad': 'both-bad',
}

/** Some copies of the data sets hold conversations as JSON inside a text. */
const Messages = z.preprocess(jsonInText, z.array(Message)).nullish()
const Flagged = z.object({ flagged: z.boolean() })

const fact = z.unknown().optional()
/** Facts about a row that are kept with its vote as they are. */
const KeptFacts = z.object({
  toxic_chat_tag: fact, is_code: fact, is_refusal: fact, dedup_tag: fact, category_tag: fact, occupational_tags: fact,
  evaluation_session_id: fact, evaluation_order: fact,
})

/** A row of any of Arena's published battles. */
export const BattleRow = z.object({
  id: z.string().min(1).nullish(),
  question_id: z.union([z.string(), z.number()]).nullish(),
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: Winner,
  judge: z.string().nullish(),
  judge_hash: z.string().nullish(),
  conversation_a: Messages,
  conversation_b: Messages,
  full_conversation: z.preprocess(jsonInText, z.unknown()).optional(),
  /** The prompts alone, where a release has no answers. */
  turns: z.array(z.string()).nullish(),
  turn: z.number().int().min(1).nullish(),
  anony: z.boolean().nullish(),
  language: z.string().nullish(),
  tstamp: z.number().nullish(),
  timestamp: z.union([z.string(), z.number()]).nullish(),
  openai_moderation: Flagged.loose().nullish(),
  ...KeptFacts.shape,
})
export type BattleRow = z.infer<typeof BattleRow>

/** Battles as a JSON array or as JSON lines. */
export async function* readBattles(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const source of readJsonRows(file)) yield importRow(source, BattleRow, readBattleRow)
}

function readBattleRow(row: BattleRow): Reading {
  const sides = sidesOf(row)
  if ('rejected' in sides) return sides
  const [left, right] = sides
  const context = contextOf(row.full_conversation, left?.turns ?? [])
  const provenance = row.evaluation_order === undefined ? undefined : { evaluation_order: row.evaluation_order }
  const reading = readBattle({
    vote: voteOf(row),
    left: { model: row.model_a, conversation: left, provenance },
    right: { model: row.model_b, conversation: right, provenance },
    challengeKey: mtBenchKey(row, left),
    earlierTurns: context.earlierTurns,
  })
  if ('rejected' in reading) return reading
  return { ...reading, lost: [...reading.lost ?? [], ...context.lost, ...lostFields(row)] }
}

/** Everything a row says of its vote but what was compared. */
export function voteOf(row: BattleRow): Battle['vote'] {
  const judge = judgeOf(row)
  const judgeKind = judgeKindOf(row.judge)
  return {
    key: row.id ?? JSON.stringify([row.question_id, row.model_a, row.model_b, judge, row.turn, row.tstamp]),
    verdict: verdictOfWinner[row.winner],
    blind: row.anony ?? null,
    // Where a model judged, it saw both orders.
    sidesKnown: judgeKind !== 'model',
    judgeKind,
    judge,
    turn: row.turn ?? undefined,
    language: row.language ?? undefined,
    votedAt: timeOf(row),
    provenance: provenanceOf(row),
  }
}

/** Parts of a row's fields that have no place with us. */
export function lostFields(row: BattleRow): string[] {
  const moderation = row.openai_moderation ? unplacedFields(row.openai_moderation, Flagged, 'openai_moderation.') : []
  return row.judge && judgeOf(row) !== row.judge ? ['judge', ...moderation] : moderation
}

function sidesOf(row: BattleRow): [Conversation?, Conversation?] | { rejected: string } {
  if (row.turns) {
    const prompts: Conversation = { field: 'turns', turns: row.turns, answers: [], lost: [] }
    return [prompts, prompts]
  }
  const left = row.conversation_a ? conversationOf(row.conversation_a, 'conversation_a') : undefined
  const right = row.conversation_b ? conversationOf(row.conversation_b, 'conversation_b') : undefined
  if (left && 'rejected' in left) return left
  if (right && 'rejected' in right) return right
  return [left, right]
}

/** MT-bench's questions are known by their numbers, as long as the row shows the whole question. */
function mtBenchKey({ question_id: id }: BattleRow, conversation: Conversation | undefined): string | undefined {
  const isMtBench = typeof id === 'number' && id >= 81 && id <= 160 && conversation?.turns.length === 2
  return isMtBench ? `mt-bench:${id}` : undefined
}

const internetAddress = /\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f]*:/i

/** The voter's pseudonym. Battles that were not made anonymous have an address in its place, which is not kept. */
function judgeOf({ judge, judge_hash }: BattleRow): string | undefined {
  if (judge && internetAddress.test(judge)) return undefined
  return judge ?? judge_hash ?? undefined
}

function judgeKindOf(judge: string | null | undefined): JudgeKind {
  if (!judge || /^(arena_user|expert|author)_/.test(judge)) return 'human'
  return judge.startsWith('gpt') ? 'model' : 'unknown'
}

function timeOf({ tstamp, timestamp }: BattleRow): string | undefined {
  if (typeof timestamp !== 'string') return timeOfEpoch(tstamp ?? timestamp)
  return Number.isNaN(Date.parse(timestamp)) ? undefined : timestamp
}

function provenanceOf({ openai_moderation, ...row }: BattleRow): Record<string, unknown> | undefined {
  const moderation = openai_moderation ? { flagged: openai_moderation.flagged } : undefined
  const facts = Object.entries({ ...KeptFacts.parse(row), openai_moderation: moderation })
  const said = facts.filter(([, value]) => value !== undefined && value !== null)
  return said.length > 0 ? Object.fromEntries(said) : undefined
}

function jsonInText(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
