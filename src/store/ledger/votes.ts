import { hash } from 'node:crypto'
import { canonicalVote, type ChainedVote } from '../../core/ledger/canonical.ts'
import type { Database } from '../database.ts'

/** Votes with the names by which the ledger knows what they are about. */
export function votesToChain(db: Database) {
  return db.selectFrom('votes')
    .innerJoin('collections', 'collections.id', 'votes.collection_id')
    .innerJoin('models as left_model', 'left_model.id', 'votes.left_model_id')
    .innerJoin('models as right_model', 'right_model.id', 'votes.right_model_id')
    .leftJoin('challenges', 'challenges.id', 'votes.challenge_id')
    .leftJoin('responses as left_response', 'left_response.id', 'votes.left_response_id')
    .leftJoin('responses as right_response', 'right_response.id', 'votes.right_response_id')
    .select([
      'votes.id', 'votes.ledger_id', 'votes.key', 'votes.source', 'votes.turn', 'votes.verdict', 'votes.probability_right', 'votes.strength', 'votes.pool',
      'votes.blind', 'votes.sides_known', 'votes.judge_kind', 'votes.judge', 'votes.language', 'votes.category', 'votes.voted_at',
      'votes.reasons', 'votes.comment', 'votes.criteria', 'votes.provenance',
      'collections.slug as collection', 'challenges.slug as challenge', 'left_model.slug as left_model', 'right_model.slug as right_model',
      'left_response.public_id as left_response', 'right_response.public_id as right_response',
    ])
}

export type VoteToChain = Awaited<ReturnType<ReturnType<typeof votesToChain>['execute']>>[number]

function toChainedVote(row: VoteToChain): ChainedVote {
  return {
    collection: row.collection, key: row.key, source: row.source, challenge: row.challenge, turn: row.turn,
    leftModel: row.left_model, rightModel: row.right_model, leftResponse: row.left_response, rightResponse: row.right_response,
    verdict: row.verdict, probabilityRight: row.probability_right, strength: row.strength, pool: row.pool,
    blind: row.blind, sidesKnown: row.sides_known, judgeKind: row.judge_kind, judge: row.judge,
    language: row.language, category: row.category, votedAt: row.voted_at,
    reasons: row.reasons, comment: row.comment, criteria: row.criteria, provenance: row.provenance,
  }
}

/** SHA-256 over a vote as it is stored. */
export function voteHash(row: VoteToChain): string {
  return hash('sha256', canonicalVote(toChainedVote(row)))
}

export async function hashOfVote(db: Database, id: number): Promise<string> {
  return voteHash(await votesToChain(db).where('votes.id', '=', id).executeTakeFirstOrThrow())
}
