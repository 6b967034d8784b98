import type { z } from 'zod'
import type { BoardDocument } from '../../core/boards/board.ts'
import type { Slice } from '../../core/boards/slice.ts'
import type { BoardLook } from '../../store/boards/keeper.ts'
import { findCounterpart } from '../../store/boards/counterpart.ts'
import { findComputation, type WholeBoard } from '../../store/boards/stored.ts'
import { taskKey, votersTask, type Task } from '../../store/boards/task.ts'
import type { Caller, Context } from '../operation.ts'
import { presentBoard, withoutStyle } from './present.ts'
import type { BoardShape, LeaderboardShape } from './shapes.ts'

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
  return lookAtResult({ kind: 'board', slice }, () => context.store.boards.look(slice), wait, caller, context)
}

/** The computation that was under way when somebody asked may lack what came just before; the one after it does not. */
const computationsToWaitFor = 2

/** The same for the newest result of another task. */
export async function lookAtResult<Look extends Pick<BoardLook, 'state'>>(task: Task, look: () => Promise<Look>, wait: number, caller: Caller, context: Context): Promise<Look> {
  const { boards } = context.store
  const waitMs = waitMsOf(caller, wait)
  const endsAt = performance.now() + waitMs
  await voterFacts(caller, waitMs, context)
  let found = await look()
  for (let done = 0; done < computationsToWaitFor && found.state !== 'current' && performance.now() < endsAt; done++) {
    await boards.settled(task, endsAt - performance.now())
    found = await look()
  }
  return found
}

/** A slice's board as it is answered. */
export async function presentLook(slice: Slice, look: BoardLook, { db, store }: Context): Promise<z.input<typeof LeaderboardShape>> {
  const { state, problem = null, board } = look
  return { state, problem, slice, board: board ? await presentWhole(board, { db, store }) : null }
}

/** A board with what is told beside it: the same however it was asked for. */
export async function presentWhole(board: WholeBoard, { db, store }: Pick<Context, 'db' | 'store'>): Promise<z.input<typeof BoardShape>> {
  const { slice } = board.document
  const isCurrent = (await findComputation(db, taskKey({ kind: 'board', slice })))?.board_id === board.id
  return presentBoard(db, board, {
    // Those of older boards are not kept.
    detail: isCurrent ? await store.boards.detail(slice) : undefined,
    plain: slice.style ? await plainOf(board, isCurrent, { db, store }) : undefined,
  })
}

/** The ratings without style control of the same votes; of a current board, until there are those, the newest. */
async function plainOf(board: WholeBoard, isCurrent: boolean, { db, store }: Pick<Context, 'db' | 'store'>): Promise<BoardDocument | undefined> {
  const slice = withoutStyle(board.document.slice)
  const counterpart = await findCounterpart(db, board, slice)
  if (counterpart) return store.boards.document(counterpart)
  return isCurrent ? (await store.boards.look(slice)).board?.document : undefined
}
