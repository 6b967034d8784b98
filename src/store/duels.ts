import { sql, type Insertable } from 'kysely'
import type { DuelEnd } from '../core/duels/duel.ts'
import type { Database } from './database.ts'
import { prepared } from './prepared.ts'
import type { DuelTable } from './tables.ts'

/** A duel with what may be said of its challenge. No column of it names a model. */
export type DuelRow = Awaited<ReturnType<typeof findDuel>> & {}

export async function findDuel(db: Database, publicId: string) {
  return (await duelByPublicId(db, { publicId }))[0]
}

export async function findDuelById(db: Database, id: number): Promise<DuelRow | undefined> {
  return duelRows(db).where('duels.id', '=', id).executeTakeFirst()
}

const duelByPublicId = prepared((db, { publicId }: { publicId: string }) => duelRows(db).where('duels.public_id', '=', publicId))

function duelRows(db: Database) {
  return db.selectFrom('duels').innerJoin('challenges', 'challenges.id', 'duels.challenge_id')
    .selectAll('duels')
    .select([
      'challenges.slug as challenge_slug', 'challenges.title as challenge_title', 'challenges.category as challenge_category',
      'challenges.language as challenge_language', 'challenges.output_type as challenge_output_type', 'challenges.turns', 'challenges.system',
      'challenges.criteria as challenge_criteria',
    ])
}

type NewDuel = Required<Omit<Insertable<DuelTable>, 'id' | 'undo_for'>>

export async function insertDuel(transaction: Database, duel: NewDuel): Promise<void> {
  await newDuel(transaction, duel)
}

const newDuel = prepared((db, slots: NewDuel) => db.insertInto('duels').values({
  public_id: slots.public_id, challenge_id: slots.challenge_id, left_response_id: slots.left_response_id, right_response_id: slots.right_response_id,
  left_model_id: slots.left_model_id, right_model_id: slots.right_model_id, pool: slots.pool, state: slots.state, ended: slots.ended, voter: slots.voter,
  bound: slots.bound, offered_to: slots.offered_to, voted_from: slots.voted_from, asked: slots.asked, reason: slots.reason, probability: slots.probability, seed: slots.seed, drawn_at: slots.drawn_at, expires_at: slots.expires_at,
  voted_at: slots.voted_at, revealed_at: slots.revealed_at,
}))

/** The duel has its vote, which this voter may take back, from this address; with `revealed`, its names are out too. False where it was not waiting for one. */
export async function markVoted(
  transaction: Database, { id, voter, offered_to }: Pick<DuelRow, 'id' | 'voter' | 'offered_to'>, at: string, { revealed, from }: { revealed: boolean; from: string | null },
): Promise<boolean> {
  const rows = await votedDuel(transaction, { id, at, voter, from, state: revealed ? 'revealed' : 'voted', revealedAt: revealed ? at : null })
  if (rows.length === 0) return false
  // Written only where it changes: the database would write its entry in an index anew, and a page with it.
  if (voter === offered_to) await transaction.updateTable('duels').set({ voter }).where('id', '=', id).execute()
  return true
}

interface VotedDuel {
  id: number
  at: string
  voter: string
  from: string | null
  state: 'voted' | 'revealed'
  revealedAt: string | null
}

const votedDuel = prepared((db, { id, at, voter, from, state, revealedAt }: VotedDuel) =>
  db.updateTable('duels').set({ state, undo_for: voter, voted_from: from, voted_at: at, revealed_at: revealedAt }).where('id', '=', id).where('state', '=', 'sealed').returning('id'))

export async function markRevealed(transaction: Database, id: number, at: string): Promise<void> {
  await transaction.updateTable('duels').set({ state: 'revealed', revealed_at: at }).where('id', '=', id).where('state', '=', 'voted').execute()
}

/** The duel ends without a vote. False where it was not waiting for one. */
export async function markExpired(transaction: Database, id: number, ended: DuelEnd): Promise<boolean> {
  const ids = await transaction.updateTable('duels').set({ state: 'expired', ended }).where('id', '=', id).where('state', '=', 'sealed').returning('id').execute()
  return ids.length === 1
}

/** Ends the duels whose time has run out. */
export async function expireOldDuels(transaction: Database, now: string): Promise<void> {
  await oldDuels(transaction, { now })
}

const oldDuels = prepared((db, { now }: { now: string }) =>
  db.updateTable('duels').set({ state: 'expired', ended: 'time' }).where(sql<boolean>`state = 'sealed'`).where('expires_at', '<=', now))

/** What a voter may see of two answers before the vote, by id. */
export async function sealedAnswers(db: Database, [left, right]: [number, number]) {
  const rows = await sealedRows(db, { left, right })
  return new Map(rows.map((row) => [row.id, row]))
}

export type SealedAnswer = Awaited<ReturnType<typeof sealedAnswers>> extends Map<number, infer Row> ? Row : never

const sealedRows = prepared((db, { left, right }: { left: number; right: number }) =>
  db.selectFrom('responses').innerJoin('bodies', 'bodies.id', 'responses.body_id')
    .select(['responses.id', 'responses.output_type', 'responses.media_type', 'bodies.sha256', 'bodies.size', 'bodies.words', 'bodies.bytes'])
    .where('responses.id', 'in', [left, right]))

/** Whose answers they are, left and right. Only for what is said after the vote, and for storing it. */
export async function revealedAnswers(db: Database, [left, right]: [number, number]): Promise<[RevealedAnswer, RevealedAnswer] | undefined> {
  const rows = await revealedRows(db, { left, right })
  const [one, two] = [rows.find(({ id }) => id === left), rows.find(({ id }) => id === right)]
  return one && two && [one, two]
}

export type RevealedAnswer = Awaited<ReturnType<typeof revealedRows>>[number]

const revealedRows = prepared((db, { left, right }: { left: number; right: number }) =>
  db.selectFrom('responses').innerJoin('models', 'models.id', 'responses.model_id')
    .leftJoin('creators', 'creators.id', 'models.creator_id').leftJoin('bodies', 'bodies.id', 'responses.body_id')
    .select([
      'responses.id', 'responses.public_id', 'responses.sealed', 'responses.output_type', 'models.slug', 'models.name', 'models.house', 'creators.name as creator',
      'bodies.sha256', 'bodies.size', 'bodies.words',
    ])
    .where('responses.id', 'in', [left, right]))

/** Pairs of models that this voter has judged, passed by, or has before them right now. */
export function pairsOfVoter(db: Database, voter: string, now: string) {
  return pairsHad(db, { voter, now })
}

const pairsHad = prepared((db, { voter, now }: { voter: string; now: string }) =>
  db.selectFrom('duels').select(['challenge_id', 'left_model_id', 'right_model_id']).where(({ or, eb }) => or([eb('voter', '=', voter), eb('offered_to', '=', voter)]))
    .where(({ or, eb, and }) => or([eb('state', 'in', ['voted', 'revealed']), eb('ended', '=', 'skipped'), and([eb('state', '=', 'sealed'), eb('expires_at', '>', now)])])))

/** The voter goes on: what they have voted so far can no longer be taken back. */
export async function endUndo(transaction: Database, voter: string): Promise<void> {
  await noUndo(transaction, { voter })
}

const noUndo = prepared((db, { voter }: { voter: string }) => db.updateTable('duels').set({ undo_for: null }).where('undo_for', '=', voter))
