import { z } from 'zod'
import type { ImportedRow, ImportedVote } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import { known } from '../catalogue-facts.ts'
import { firstJsonFields, hasAll } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { importRow, readJsonRows, saysSomething, unplacedFields, type Reading } from '../import-row.ts'
import { timeOfEpoch } from '../source-time.ts'
import { Snapshot } from './snapshot.ts'

/** The export of Open WebUI's feedback: thumbs on answers, with the chat as it was. */
export const openWebui: Format = {
  name: 'open-webui',
  title: 'Open WebUI feedback',
  summary: 'A thumb up on one of several answers side by side beats each of the others that has none, a thumb down loses ' +
    'to them; the names were in sight. Thumbs on single answers compare nothing and are rejected; the rest of the chat is lost.',
  detect: ({ head }) => (isFeedback(firstJsonFields(head)) ? 'rows' : 'no'),
  order: () => 2,
  hasVotes: () => true,
  collection: () => ({ slug: 'open-webui', name: 'Open WebUI feedback' }),
  read: readFeedback,
}

function isFeedback(fields: Map<string, unknown>): boolean {
  const data = fields.get('data')
  return hasAll(fields, 'id', 'user_id', 'type', 'data', 'meta') && typeof data === 'object' && data !== null && 'model_id' in data
}

/** Thumbs are written as numbers or as texts. */
const Thumb = z.union([z.literal([1, -1]), z.literal(['1', '-1']).transform(Number)])

const Data = z.looseObject({
  rating: Thumb,
  model_id: z.string().min(1),
  sibling_model_ids: z.array(z.string()).nullish(),
  reason: z.string().nullish(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  details: z.looseObject({ rating: z.number().nullish() }).nullish(),
})

const Meta = z.looseObject({
  arena: z.boolean().nullish(),
  chat_id: z.string().nullish(),
  message_id: z.string().nullish(),
  message_index: z.number().nullish(),
  base_models: z.record(z.string(), z.unknown()).nullish(),
})

const Feedback = z.object({
  id: z.string().min(1),
  user_id: z.string().nullish(),
  type: z.literal('rating'),
  data: Data,
  meta: Meta.nullish(),
  snapshot: Snapshot.nullish(),
  created_at: z.number().nullish(),
  updated_at: z.number().nullish(),
})
type Feedback = z.output<typeof Feedback>

async function* readFeedback(file: SourceFile): AsyncGenerator<ImportedRow> {
  const thumbs = await thumbsIn(file)
  for await (const row of readJsonRows(file)) yield importRow(row, Feedback, (feedback) => readBattles(feedback, thumbs))
}

/** The thumbs of all answers, since what one means depends on those of its neighbours. */
async function thumbsIn(file: SourceFile): Promise<Map<string, number>> {
  const thumbs = new Map<string, number>()
  for await (const row of readJsonRows(file)) {
    const feedback = Feedback.safeParse('value' in row ? row.value : undefined)
    if (feedback.success) thumbs.set(answerOf(feedback.data, feedback.data.data.model_id), feedback.data.data.rating)
  }
  return thumbs
}

/** An answer's place: which model, to which prompt of which chat, and who rated it. */
function answerOf(feedback: Feedback, model: string): string {
  return JSON.stringify([promptOf(feedback), model])
}

function promptOf({ user_id, meta, snapshot }: Feedback): unknown[] {
  return [user_id ?? '', meta?.chat_id ?? '', snapshot?.promptIdOf(meta?.message_id) ?? meta?.message_index ?? meta?.message_id ?? '']
}

/** One vote for each answer beside the rated one. */
function readBattles(feedback: Feedback, thumbs: Map<string, number>): Reading {
  const { model_id: model, rating, sibling_model_ids: siblings } = feedback.data
  const others = [...new Set(siblings)].filter((other) => other !== model)
  if (others.length === 0) return { rejected: 'a thumb on a single answer compares nothing' }
  const votes = others.map((other) => voteOf(feedback, other, verdictOf(rating, thumbs.get(answerOf(feedback, other)))))
  return { records: votes, lost: lostIn(feedback) }
}

/** Whether the rated answer (left) beats its neighbour (right): a thumb of its own may make the neighbour its equal. */
function verdictOf(rating: number, neighbour: number | undefined): Verdict {
  if (rating === neighbour) return rating === 1 ? 'tie' : 'both-bad'
  return rating === 1 ? 'left' : 'right'
}

/**
 * The vote, the same from whichever of the two answers it is told: two thumbs on one pair are one vote. Which answer
 * stood left is not in the file, so the models stand in the order of their names.
 */
function voteOf(feedback: Feedback, other: string, verdict: Verdict): ImportedVote {
  const { data, meta, snapshot } = feedback
  const [left, right] = [data.model_id, other].toSorted() as [string, string]
  const turned = left !== data.model_id
  const turn = snapshot?.turnOf(meta?.message_id)
  return known<ImportedVote>({
    kind: 'vote', key: JSON.stringify([...promptOf(feedback), left, right]),
    challenge: turn?.challenge,
    left: { model: left, response: turn?.responseOf(left) },
    right: { model: right, response: turn?.responseOf(right) },
    verdict: turned ? mirrored(verdict) : verdict,
    // In its arena the names are hidden, but other answers to the same prompt may be in sight with theirs.
    blind: meta?.arena ? null : false,
    sidesKnown: false, judgeKind: 'human', judge: feedback.user_id || undefined, turn: turn?.turn,
    votedAt: timeOfEpoch(feedback.updated_at ?? feedback.created_at),
    reasons: data.reason ? [data.reason] : undefined, comment: data.comment || undefined,
    provenance: provenanceOf(feedback),
  })
}

function mirrored(verdict: Verdict): Verdict {
  if (verdict === 'left') return 'right'
  return verdict === 'right' ? 'left' : verdict
}

function provenanceOf({ data, meta }: Feedback): Record<string, unknown> {
  const facts = {
    weak: true, rated: data.model_id, thumb: data.rating === 1 ? 'up' : 'down', rating: data.details?.rating, tags: data.tags,
    arena: meta?.arena, baseModels: meta?.base_models,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => saysSomething(value)))
}

function lostIn({ data, meta, snapshot }: Feedback): string[] {
  return [
    ...unplacedFields(data, Data, 'data.'),
    ...unplacedFields(meta ?? {}, Meta, 'meta.').filter((field) => field !== 'meta.model_id' && field !== 'meta.tags'),
    ...snapshot ? ['snapshot.chat'] : [],
  ]
}
