import type { Pool } from '../../core/duels/duel.ts'
import { canonicalVote } from '../../core/ledger/canonical.ts'
import type { ChainedVote } from '../../core/ledger/canonical.ts'
import type { Decider, Strength, Verdict } from '../../core/votes/vote.ts'
import type { Database } from '../database.ts'
import { batchHash, sha256, writeEntry } from '../ledger.ts'
import { prepared } from '../prepared.ts'

/** The collection of the votes that are cast here. */
export const arenaCollection = 'arena'

export async function ensureArenaCollection(transaction: Database, at: string): Promise<void> {
  await newCollection(transaction, { at })
}

const newCollection = prepared((db, { at }: { at: string }) =>
  db.insertInto('collections').values({ slug: arenaCollection, name: 'Arena', url: null, licence: null, created_at: at }).onConflict((conflict) => conflict.doNothing()))

/** A vote on a duel as it is stored. */
export interface ArenaVote {
  key: string
  duel_id: number
  challenge_id: number
  left_model_id: number
  right_model_id: number
  left_response_id: number
  right_response_id: number
  verdict: Verdict
  strength: Strength | null
  pool: Pool
  judge_kind: Decider
  judge: string
  language: string | null
  category: string | null
  voted_at: string
  reasons: string[] | null
  comment: string | null
  criteria: Record<string, unknown> | null
  provenance: Record<string, unknown> | null
}

/** What every vote on a duel has in common. */
const always = { source: 'arena', turn: 1, probability_right: null, blind: true, sides_known: true } as const

/** By what names the ledger knows what the vote is about. */
export type VoteNames = Pick<ChainedVote, 'challenge' | 'leftModel' | 'rightModel' | 'leftResponse' | 'rightResponse'>

/**
 * Stores a vote together with its entry of the ledger. Answers the vote's id and the entry's hash. A second vote on a duel
 * fails: the database has one at most.
 */
export async function insertVote(transaction: Database, vote: ArenaVote, names: VoteNames, place: { id: number; previous: string }): Promise<{ id: number; ledgerHash: string }> {
  const [stored] = await newVote(transaction, { ...vote, ledger_id: place.id })
  const payload = batchHash([sha256(canonicalVote(chained(vote, names)))])
  return { id: stored!.id, ledgerHash: await writeEntry(transaction, { ...place, kind: 'votes', votes: 1, payload, at: vote.voted_at }) }
}

const newVote = prepared((db, slots: ArenaVote & { ledger_id: number }) => db.insertInto('votes').values({
  ...always, collection_id: db.selectFrom('collections').select('id').where('slug', '=', arenaCollection) as never,
  key: slots.key, duel_id: slots.duel_id, challenge_id: slots.challenge_id, left_model_id: slots.left_model_id, right_model_id: slots.right_model_id,
  left_response_id: slots.left_response_id, right_response_id: slots.right_response_id, verdict: slots.verdict, strength: slots.strength, pool: slots.pool,
  judge_kind: slots.judge_kind, judge: slots.judge, language: slots.language, category: slots.category, voted_at: slots.voted_at, created_at: slots.voted_at, reasons: slots.reasons,
  comment: slots.comment, criteria: slots.criteria, provenance: slots.provenance, ledger_id: slots.ledger_id,
}).returning('id'))

function chained(vote: ArenaVote, names: VoteNames): ChainedVote {
  return {
    ...names, collection: arenaCollection, key: vote.key, source: always.source, turn: always.turn, verdict: vote.verdict,
    probabilityRight: always.probability_right, strength: vote.strength, pool: vote.pool, blind: always.blind, sidesKnown: always.sides_known,
    judgeKind: vote.judge_kind, judge: vote.judge, language: vote.language, category: vote.category, votedAt: vote.voted_at,
    reasons: vote.reasons, comment: vote.comment, criteria: vote.criteria, provenance: vote.provenance,
  }
}

/** The vote on a duel, with its entry of the ledger and whether its voter took it back. */
export async function findVote(db: Database, by: { duelId: number } | { key: string }) {
  const votes = db.selectFrom('votes').leftJoin('ledger', 'ledger.id', 'votes.ledger_id').leftJoin('vote_withdrawals', 'vote_withdrawals.vote_id', 'votes.id')
    .select([
      'votes.id', 'votes.key', 'votes.duel_id', 'votes.verdict', 'votes.judge_kind', 'votes.strength', 'votes.criteria', 'votes.reasons', 'votes.comment', 'votes.voted_at', 'votes.ledger_id',
      'ledger.hash as ledger_hash', 'ledger.payload as ledger_payload', 'vote_withdrawals.at as withdrawn_at',
    ])
  if ('duelId' in by) return votes.where('votes.duel_id', '=', by.duelId).executeTakeFirst()
  const collection = db.selectFrom('collections').select('id').where('slug', '=', arenaCollection)
  return votes.where('votes.key', '=', by.key).where('votes.collection_id', '=', collection).executeTakeFirst()
}

export type VoteRow = Awaited<ReturnType<typeof findVote>> & {}

export async function insertWithdrawal(transaction: Database, voteId: number, at: string, ledgerId: number): Promise<void> {
  await transaction.insertInto('vote_withdrawals').values({ vote_id: voteId, at, ledger_id: ledgerId }).execute()
}
