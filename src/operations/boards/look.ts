import type { z } from 'zod'
import type { Slice } from '../../core/boards/slice.ts'
import type { BoardLook, ResultLook } from '../../store/boards/keeper.ts'
import { votersTask, type Task } from '../../store/boards/task.ts'
import type { Caller, Context } from '../operation.ts'
import { presentBoard, withoutStyle } from './present.ts'
import type { LeaderboardShape } from './shapes.ts'

/** How long a caller wants to wait. On the command line nobody asks again in a moment, so it waits to the end. */
function waitMsOf(caller: Caller, seconds: number): number {
  return caller.kind === 'system' && caller.id === 'cli' ? 600_000 : seconds * 1_000
}

/** Rules look at what is known of voters: who waits to the end gets a board that has that in it. A server sees to it by itself. */
async function voterFacts(caller: Caller, waitMs: number, { store }: Context): Promise<void> {
  if (caller.kind !== 'system' || caller.id !== 'cli' || (await store.boards.voters()).state === 'current') return
  await store.boards.settled(votersTask, waitMs)
}

/** The newest board of a slice, after waiting for a newer one as long as the caller wants. */
export async function lookAt(slice: Slice, wait: number, caller: Caller, context: Context): Promise<BoardLook> {
  const { store } = context
  const waitMs = waitMsOf(caller, wait)
  await voterFacts(caller, waitMs, context)
  const look = await store.boards.look(slice)
  if (look.state === 'current' || waitMs === 0) return look
  await store.boards.settled({ kind: 'board', slice }, waitMs)
  return store.boards.look(slice)
}

/** The same for the newest result of another task. */
export async function lookAtResult<T>(task: Task, look: () => Promise<ResultLook<T>>, wait: number, caller: Caller, context: Context): Promise<ResultLook<T>> {
  const waitMs = waitMsOf(caller, wait)
  await voterFacts(caller, waitMs, context)
  const found = await look()
  if (found.state === 'current' || waitMs === 0) return found
  await context.store.boards.settled(task, waitMs)
  return look()
}

/** A slice's board as it is answered; with style control, held against the one without. */
export async function presentLook(slice: Slice, look: BoardLook, { db, store }: Context): Promise<z.input<typeof LeaderboardShape>> {
  const { state, problem = null, board } = look
  if (!board) return { state, problem, slice, board: null }
  const detail = await store.boards.detail(slice)
  const plain = slice.style ? (await store.boards.look(withoutStyle(slice))).board?.document : undefined
  return { state, problem, slice, board: await presentBoard(db, board, { detail, plain }) }
}
