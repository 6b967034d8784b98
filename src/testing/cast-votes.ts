import { hash, randomUUID } from 'node:crypto'
import type { CheckName, RuleName, VoteRules } from '../core/votes/rules.ts'
import type { CheckOutcome } from '../core/votes/check.ts'
import type { Pool } from '../core/duels/duel.ts'
import type { Verdict } from '../core/votes/vote.ts'
import { inTransaction, type Database, type Store } from '../store/database.ts'
import { arenaCollection, ensureArenaCollection } from '../store/duels/votes.ts'
import { chainVotes, chainWithdrawal, openEntry } from '../store/ledger.ts'

/** A vote as the arena stores it, on models and a challenge that are there, by their slugs. */
export interface CastVoteFacts {
  left: string
  right: string
  verdict: Verdict
  challenge?: string
  voter?: string
  pool?: Pool
  criteria?: Record<string, unknown>
  at?: string
}

/** Stores votes as if they had been cast here, each chained by itself. Answers their row ids. */
export async function castVotes(store: Store, ...votes: CastVoteFacts[]): Promise<number[]> {
  const ids: number[] = []
  for (const vote of votes) await inTransaction(store.write, async (tx) => void ids.push(await castVote(tx, vote)))
  return ids
}

async function castVote(tx: Database, { left, right, verdict, challenge, voter = 'reader', pool = 'open', criteria, at = '2026-01-02T03:04:05.000Z' }: CastVoteFacts): Promise<number> {
  await ensureArenaCollection(tx, at)
  const idOf = async (table: 'models' | 'challenges' | 'collections', slug: string) =>
    (await tx.selectFrom(table).select('id').where('slug', '=', slug).executeTakeFirstOrThrow(() => new Error(`There is no ${slug} in ${table}.`))).id
  const entry = await openEntry(tx)
  const { id } = await tx.insertInto('votes').values({
    key: hash('sha256', randomUUID()), collection_id: await idOf('collections', arenaCollection), source: 'arena', ledger_id: entry.id,
    challenge_id: challenge === undefined ? null : await idOf('challenges', challenge), turn: 1, left_model_id: await idOf('models', left),
    right_model_id: await idOf('models', right), verdict, blind: true, sides_known: true, judge_kind: 'human', judge: voter,
    voted_at: at, created_at: at, pool, criteria: criteria ?? null,
  }).returning('id').executeTakeFirstOrThrow()
  await chainVotes(tx, entry, at)
  return id
}

export async function withdraw(store: Store, voteId: number, at = '2026-01-02T03:05:05.000Z'): Promise<void> {
  await inTransaction(store.write, async (tx) => {
    const vote = await tx.selectFrom('votes').innerJoin('collections', 'collections.id', 'votes.collection_id').select(['votes.key', 'collections.slug as collection'])
      .where('votes.id', '=', voteId).executeTakeFirstOrThrow()
    const { id } = await chainWithdrawal(tx, vote, at)
    await tx.insertInto('vote_withdrawals').values({ vote_id: voteId, at, ledger_id: id }).execute()
  })
}

export async function writeCheck(store: Store, voteId: number, name: CheckName, outcome: CheckOutcome, version = 1, at = '2026-01-02T03:05:05.000Z'): Promise<void> {
  await store.write.insertInto('vote_checks').values({ vote_id: voteId, name, version, outcome, detail: null, at }).execute()
}

export async function chooseRules(store: Store, rules: VoteRules, note = 'For a test.'): Promise<void> {
  await store.write.insertInto('vote_rules').values({ rules: rules as Partial<Record<RuleName, boolean>>, note, at: '2026-01-02T03:06:05.000Z' }).execute()
}
