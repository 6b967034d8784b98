import { zstdDecompress } from 'node:zlib'
import { promisify } from 'node:util'
import type { Selectable } from 'kysely'
import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import { sliceKey } from '../../core/boards/slice.ts'
import type { Database } from '../database.ts'
import type { BoardTable, ComputationTable } from '../tables.ts'
import { ensureRules } from '../vote-rules.ts'
import type { ComputedBoard } from './compute.ts'
import { taskKey, type StoredTask } from './task.ts'

const decompress = promisify(zstdDecompress)

export type BoardRow = Omit<Selectable<BoardTable>, 'report'>

/** A board with its document, both of one computation. */
export type WholeBoard = BoardRow & { document: BoardDocument }

const boardColumns = [
  'id', 'hash', 'slice_key', 'slice', 'rules_id', 'method_version', 'votes', 'last_vote_id', 'as_of', 'ledger_head', 'computed_at',
] as const

/** What is kept: so many tasks in all, so many boards of a slice from the last day, and before that one a day for so long. */
const mostTasks = 200
const mostBoardsOfLastDay = 100
const mostDays = 400
const msOfDay = 86_400_000

export type ComputationRow = Pick<Selectable<ComputationTable>, 'key' | 'task' | 'asked_at' | 'state' | 'board_id'>

export async function findComputation(db: Database, key: string): Promise<ComputationRow | undefined> {
  return db.selectFrom('computations').select(['key', 'task', 'asked_at', 'state', 'board_id']).where('key', '=', key).executeTakeFirst()
}

/** Tasks that somebody asked for since then, the latest first. */
export async function askedSince(db: Database, since: string): Promise<ComputationRow[]> {
  return db.selectFrom('computations').select(['key', 'task', 'asked_at', 'state', 'board_id']).where('asked_at', '>=', since).orderBy('asked_at', 'desc').execute()
}

export async function hasVotes(db: Database): Promise<boolean> {
  return (await db.selectFrom('votes').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function findBoard(db: Database, by: { id: number } | { hash: string }): Promise<BoardRow | undefined> {
  const query = db.selectFrom('boards').select(boardColumns)
  return ('id' in by ? query.where('id', '=', by.id) : query.where('hash', '=', by.hash)).executeTakeFirst()
}

/** Boards of a slice, the newest first. */
export async function listBoards(db: Database, key: string, limit: number): Promise<BoardRow[]> {
  return db.selectFrom('boards').select(boardColumns).where('slice_key', '=', key).orderBy('computed_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function readBoard(db: Database, id: number): Promise<WholeBoard | undefined> {
  const row = await db.selectFrom('boards').select([...boardColumns, 'report']).where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const { report, ...board } = row
  return { ...board, document: await opened<BoardDocument>(report) }
}

/** What the newest result of a task holds beside its board: for a slice its pairs. */
export async function readDetail<T = BoardDetail>(db: Database, key: string): Promise<T | undefined> {
  const row = await db.selectFrom('computations').select('detail').where('key', '=', key).executeTakeFirst()
  return row?.detail ? await opened<T>(row.detail) : undefined
}

async function opened<T>(bytes: Uint8Array): Promise<T> {
  return JSON.parse((await decompress(bytes)).toString()) as T
}

/**
 * Stores a board and makes it the current one of its slice. One of the same hash has the same ratings and keeps its id; what
 * is told beside them, and up to when it is true, becomes that of this computation.
 */
export async function saveBoard(transaction: Database, board: ComputedBoard, at: Date): Promise<void> {
  const { hash, slice, rulesId, lastVoteId, asOf, ledgerHead, votes, report, state, detail } = board
  const facts = {
    rules_id: rulesId ?? await ensureRules(transaction, at.toISOString()), last_vote_id: lastVoteId, as_of: asOf, ledger_head: ledgerHead,
    report, computed_at: at.toISOString(),
  }
  const { id: boardId } = await transaction.insertInto('boards')
    .values({ hash, slice_key: sliceKey(slice), slice: { ...slice }, method_version: board.methodVersion, votes, ...facts })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet(facts)).returning('id').executeTakeFirstOrThrow()
  await saveResult(transaction, { kind: 'board', slice }, { state, boardId, detail }, at)
  await forgetOldBoards(transaction, sliceKey(slice), boardId, at)
}

/** Stores what a task came to, and forgets the tasks that nobody asked for the longest. */
export async function saveResult(
  transaction: Database, task: StoredTask, { state, boardId, detail }: { state: string; boardId: number | null; detail: Uint8Array }, at: Date,
): Promise<void> {
  const values = { state, board_id: boardId, detail }
  await transaction.insertInto('computations').values({ key: taskKey(task), task, asked_at: at.toISOString(), ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values)).execute()
  const forgotten = await transaction.selectFrom('computations').select('key').orderBy('asked_at', 'desc').offset(mostTasks).limit(mostTasks).execute()
  for (const { key } of forgotten) {
    await transaction.deleteFrom('computations').where('key', '=', key).execute()
    await transaction.deleteFrom('boards').where('slice_key', '=', key).execute()
  }
}

/** Somebody asked for this task. */
export async function touch(db: Database, key: string, at: Date): Promise<void> {
  await db.updateTable('computations').set({ asked_at: at.toISOString() }).where('key', '=', key).execute()
}

/** Keeps the boards of the last day, and of each day before only the last. The current one is always kept. */
async function forgetOldBoards(transaction: Database, key: string, currentId: number, now: Date): Promise<void> {
  const rows = await transaction.selectFrom('boards').select(['id', 'computed_at']).where('slice_key', '=', key)
    .orderBy('computed_at', 'desc').orderBy('id', 'desc').execute()
  const yesterday = new Date(now.getTime() - msOfDay).toISOString()
  const days = new Set<string>()
  const old = rows.filter(({ id, computed_at }, index) => {
    const day = computed_at.slice(0, 10)
    const isLastOfItsDay = !days.has(day)
    days.add(day)
    return id !== currentId && !(computed_at >= yesterday && index < mostBoardsOfLastDay) && !(isLastOfItsDay && days.size <= mostDays)
  })
  for (const { id } of old) await transaction.deleteFrom('boards').where('id', '=', id).execute()
}
