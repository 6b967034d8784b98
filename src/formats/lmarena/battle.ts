import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { JudgeKind, Verdict } from '../../core/votes/vote.ts'
import type { SourceFile } from '../format.ts'
import { importRow, readJsonRows, unplacedFields, type Reading } from '../import-row.ts'
import { timeOfEpoch } from '../source-time.ts'
import { readBattle, type Battle } from './battle-records.ts'
import { conversationOf, Messages, textOf, type Conversation } from './conversation.ts'

/** The labels that Arena's files have had; any other is not known to mean anything. */
export const Winner = z.enum(['model_a', 'model_b', 'tie', 'tie (bothbad)', 'both_bad'])
const verdictOfWinner: Record<z.infer<typeof Winner>, Verdict> = {
  'model_a': 'left', 'model_b': 'right', 'tie': 'tie', 'tie (bothbad)': 'both-bad', 'both_bad': 'both-bad',
}

/** Some copies of the data sets hold conversations as JSON inside a text. */
const ConversationField = z.preprocess(parsedText, Messages).nullish()
const Moderation = z.looseObject({ flagged: z.boolean() })

const fact = z.unknown().optional()
/** Facts about a row that are kept with its vote as they are. */
const KeptFacts = z.object({
  toxic_chat_tag: fact, is_code: fact, is_refusal: fact, dedup_tag: fact, category_tag: fact, occupational_tags: fact,
  evaluation_session_id: fact, evaluation_order: fact,
})

/** A row of any of Arena's published battles; docs/formats.md says which fields belong to which release. */
export const BattleRow = z.object({
  id: z.string().nullish(),
  question_id: z.union([z.string(), z.number()]).nullish(),
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: Winner,
  judge: z.string().nullish(),
  judge_hash: z.string().nullish(),
  conversation_a: ConversationField,
  conversation_b: ConversationField,
  full_conversation: z.preprocess(parsedText, z.unknown()).optional(),
  /** The prompts alone, where a release has no answers. */
  turns: z.array(z.string()).nullish(),
  turn: z.number().int().min(1).nullish(),
  anony: z.boolean().nullish(),
  language: z.string().nullish(),
  tstamp: z.number().nullish(),
  timestamp: z.union([z.string(), z.number()]).nullish(),
  openai_moderation: Moderation.nullish(),
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
  return 'rejected' in reading ? reading : { ...reading, lost: [...reading.lost ?? [], ...context.lost, ...lostFields(row)] }
}

/** Everything a row says of its vote but what was compared. */
export function voteOf(row: BattleRow): Battle['vote'] {
  const judge = judgeOf(row)
  return {
    key: keyOf(row, judge),
    verdict: verdictOfWinner[row.winner],
    blind: row.anony ?? null,
    // Where a model judged, it saw both orders.
    sidesKnown: judgeKindOf(row.judge) !== 'model',
    judgeKind: judgeKindOf(row.judge),
    judge,
    turn: row.turn ?? undefined,
    language: row.language ?? undefined,
    votedAt: timeOf(row),
    provenance: provenanceOf(row),
  }
}

/** Fields of a row whose inner parts have no place with us. */
export function lostFields(row: BattleRow): string[] {
  return [
    ...(row.judge && judgeOf(row) !== row.judge ? ['judge'] : []),
    ...(row.openai_moderation ? unplacedFields(row.openai_moderation, z.object({ flagged: z.boolean() }), 'openai_moderation.') : []),
  ]
}

function sidesOf(row: BattleRow): [Conversation?, Conversation?] | { rejected: string } {
  if (row.turns) {
    const prompts: Conversation = { turns: row.turns, answers: [], lost: [] }
    return [prompts, prompts]
  }
  const left = row.conversation_a ? conversationOf(row.conversation_a, 'conversation_a') : undefined
  const right = row.conversation_b ? conversationOf(row.conversation_b, 'conversation_b') : undefined
  if (left && 'rejected' in left) return left
  if (right && 'rejected' in right) return right
  return [left, right]
}

/**
 * What the person said before this row's conversation. In the 140k data set new models are drawn after each vote, so
 * that a row holds only its own turns, and `full_conversation` the whole with the answers of the models before.
 */
function contextOf(full: unknown, turns: Array<string | null>): { earlierTurns: string[]; lost: string[] } {
  const said = saidIn(full)
  const earlierTurns = said.slice(0, Math.max(0, said.length - turns.length))
  const fits = JSON.stringify(said.slice(earlierTurns.length)) === JSON.stringify(turns)
  if (!fits || !earlierTurns.every((turn) => turn !== null)) return { earlierTurns: [], lost: said.length > 0 ? ['full_conversation'] : [] }
  return { earlierTurns, lost: earlierTurns.length > 0 ? ['full_conversation.answers'] : [] }
}

/** The person's turns in a list of messages, or in a list of turns with one message of each party. */
function saidIn(full: unknown): Array<string | null> {
  if (!Array.isArray(full)) return []
  return full.flatMap((entry: { role?: unknown; user?: unknown } | null) => {
    const message = Messages.element.safeParse(entry?.user ?? entry)
    return message.success && message.data.role === 'user' ? [textOf(message.data.content)] : []
  })
}

/** MT-bench's questions are known by their numbers, as long as the row shows the whole question. */
function mtBenchKey({ question_id: id }: BattleRow, conversation: Conversation | undefined): string | undefined {
  const isMtBench = typeof id === 'number' && id >= 81 && id <= 160 && conversation?.turns.length === 2
  return isMtBench ? `mt-bench:${id}` : undefined
}

function keyOf(row: BattleRow, judge: string | undefined): string {
  return row.id ?? JSON.stringify([row.question_id, row.model_a, row.model_b, judge, row.turn, row.tstamp])
}

/** The voter's pseudonym. Logs that were not made anonymous have an address in its place, which is not kept. */
function judgeOf({ judge, judge_hash }: BattleRow): string | undefined {
  if (judge && /\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f]*:/i.test(judge)) return undefined
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
  const facts = { ...KeptFacts.parse(row), ...openai_moderation && { openai_moderation: { flagged: openai_moderation.flagged } } }
  const said = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null)
  return said.length > 0 ? Object.fromEntries(said) : undefined
}

function parsedText(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
