import { sql } from 'kysely'
import type { CheckOutcome } from '../core/votes/check.ts'
import type { CheckName } from '../core/votes/rules.ts'
import type { Database } from './database.ts'
import { isOneOfIds } from './dialect.ts'

export interface VoteFilter {
  /** On either side. */
  modelId?: number
  challengeId?: number
  /** Slug. */
  collection?: string
  voter?: string
  /** What the newest fact of a check says; `unknown` also where there is none. */
  found?: { check: CheckName; outcome: CheckOutcome }
}

/** Votes have no index by model, challenge or check, which every vote would have to write: they are looked through. By voter they have. */
const windowLength = 20_000
const mostWindows = 10

/**
 * Votes before the one with this id, newest first, without those whose voter has not yet been told the names. At most
 * 200,000 are looked through: `next` is where to go on, null at the end, and a page may be short or even empty before that.
 */
export async function listVotes(db: Database, filter: VoteFilter, { before, limit }: { before?: number; limit: number }) {
  let high = before ?? await newestId(db) + 1
  const rows: ListedVote[] = []
  for (let window = 0; window < mostWindows && high > 1; window++) {
    const low = filter.voter === undefined ? high - windowLength : 1
    const found = await selectVotes(db, filter).where('votes.id', '>=', low).where('votes.id', '<', high).orderBy('votes.id', 'desc').limit(limit - rows.length).execute()
    rows.push(...found)
    if (rows.length === limit) return { rows, next: rows.at(-1)!.id > 1 ? rows.at(-1)!.id : null }
    high = low
  }
  return { rows, next: high > 1 ? high : null }
}

export type ListedVote = Awaited<ReturnType<ReturnType<typeof selectVotes>['execute']>>[number]

async function newestId(db: Database): Promise<number> {
  const { last } = await db.selectFrom('votes').select(({ fn }) => fn.max('id').as('last')).executeTakeFirstOrThrow()
  return last ?? 0
}

function selectVotes(db: Database, { modelId, challengeId, collection, voter, found }: VoteFilter) {
  let query = db.selectFrom('votes').innerJoin('collections', 'collections.id', 'votes.collection_id')
    .innerJoin('models as left_model', 'left_model.id', 'votes.left_model_id').innerJoin('models as right_model', 'right_model.id', 'votes.right_model_id')
    .leftJoin('challenges', 'challenges.id', 'votes.challenge_id').leftJoin('duels', 'duels.id', 'votes.duel_id')
    .leftJoin('vote_withdrawals', 'vote_withdrawals.vote_id', 'votes.id')
    .select([
      'votes.id', 'votes.key', 'votes.source', 'votes.turn', 'votes.verdict', 'votes.probability_right', 'votes.strength', 'votes.pool', 'votes.blind',
      'votes.sides_known', 'votes.judge_kind', 'votes.judge', 'votes.language', 'votes.category', 'votes.voted_at', 'votes.criteria', 'votes.ledger_id',
      'collections.slug as collection', 'challenges.slug as challenge', 'left_model.slug as left', 'right_model.slug as right', 'vote_withdrawals.at as withdrawn_at',
    ])
    .where(({ or, eb }) => or([eb('duels.id', 'is', null), eb('duels.state', '=', 'revealed')]))
  // The pluses keep indices of other columns out of it: rows come in order of their ids.
  if (modelId !== undefined) query = query.where(sql<boolean>`(+votes.left_model_id = ${modelId} or +votes.right_model_id = ${modelId})`)
  if (challengeId !== undefined) query = query.where(sql<boolean>`+votes.challenge_id = ${challengeId}`)
  if (collection !== undefined) query = query.where('collections.slug', '=', collection)
  if (voter !== undefined) query = query.where('votes.judge', '=', voter)
  if (found) {
    const newest = db.selectFrom('vote_checks').select('outcome').where(sql<boolean>`vote_id = votes.id`).where('name', '=', found.check).orderBy('version', 'desc').limit(1)
    query = query.where(({ fn, val }) => fn.coalesce(newest, val('unknown')), '=', found.outcome)
  }
  return query
}

/** The newest fact of each check about these votes, by vote. */
export async function factsOfVotes(db: Database, ids: number[]) {
  const rows = await db.selectFrom('vote_checks').select(['vote_id', 'name', 'version', 'outcome', 'detail', 'at'])
    .where(isOneOfIds(db, sql.ref('vote_id'), ids)).orderBy('version').execute()
  const facts = new Map<number, Map<CheckName, typeof rows[number]>>()
  for (const row of rows) facts.set(row.vote_id, (facts.get(row.vote_id) ?? new Map<CheckName, typeof row>()).set(row.name as CheckName, row))
  return facts
}
