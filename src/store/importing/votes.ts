import type { ImportedVote } from '../../core/imports/records.ts'
import type { Database } from '../database.ts'
import { chainVotes, openEntry } from '../ledger.ts'
import { insertNew } from '../rows.ts'

/** A vote whose models, challenge and responses are known. */
export interface PlannedVote {
  record: ImportedVote
  challengeId: number | null
  leftModelId: number
  rightModelId: number
  /** Public ids of the responses that were compared, where the source has them. */
  left: string | undefined
  right: string | undefined
}

const columns = [
  'key', 'collection_id', 'source', 'challenge_id', 'turn', 'left_model_id', 'right_model_id', 'left_response_id',
  'right_response_id', 'verdict', 'strength', 'probability_right', 'pool', 'blind', 'sides_known', 'judge_kind', 'judge', 'language',
  'category', 'voted_at', 'reasons', 'comment', 'criteria', 'provenance', 'created_at', 'ledger_id',
] as const

/** Stores the votes that are new, chains them as one entry of the ledger, and answers their keys. */
export async function storeVotes(
  db: Database, planned: PlannedVote[], responseIds: Map<string, number>, { collectionId, at }: { collectionId: number; at: string },
): Promise<Set<string>> {
  if (planned.length === 0) return new Set()
  const entry = await openEntry(db)
  const rows = planned.map((vote) => [...rowOf(vote, responseIds, collectionId, at), entry.id])
  const added = await insertNew<{ key: string }>(db, { table: 'votes', columns, returning: 'key' }, rows)
  if (added.length > 0) await chainVotes(db, entry, at)
  return new Set(added.map(({ key }) => key))
}

function rowOf(vote: PlannedVote, responseIds: Map<string, number>, collectionId: number, at: string): unknown[] {
  const { record } = vote
  const responseId = (publicId: string | undefined) => (publicId === undefined ? null : responseIds.get(publicId))
  return [
    record.key, collectionId, 'import', vote.challengeId, record.turn ?? 1, vote.leftModelId, vote.rightModelId,
    responseId(vote.left), responseId(vote.right), record.verdict, record.strength,
    record.probabilityRight, record.pool, record.blind,
    record.sidesKnown, record.judgeKind, record.judge, record.language, record.category, record.votedAt,
    toJson(record.reasons), record.comment, toJson(record.criteria), toJson(record.provenance), at,
  ]
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
