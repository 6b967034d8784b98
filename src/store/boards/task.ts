import { defaultSlice, sliceKey, type Slice } from '../../core/boards/slice.ts'

/**
 * What the board thread is asked for: the board of a slice, how far judges and people agree, whether voters vote like
 * readers, which votes decide on the board of a slice, or how many votes there are of each kind.
 */
export type Task =
  | { kind: 'board'; slice: Slice } | { kind: 'influence'; slice: Slice }
  | { kind: 'agreement' } | { kind: 'voters' } | { kind: 'summary' }

/** What is stored by task: also how far a recheck of all votes has come, which is not the thread's. */
export type StoredTask = Task | { kind: 'recheck' }

/** The same for the same task: what computations are found by. */
export function taskKey(task: StoredTask): string {
  if (task.kind === 'board') return sliceKey(task.slice)
  return task.kind === 'influence' ? `influence ${sliceKey(task.slice)}` : task.kind
}

export const defaultTask: Task = { kind: 'board', slice: defaultSlice }
export const votersTask: Task = { kind: 'voters' }

/**
 * Whether it is kept current without being asked for again. Slices by creator, language, collection or day are as many as
 * anybody can think of, and influence takes many fits: those are computed when somebody looks.
 */
export function isFollowed(task: StoredTask): task is Task {
  if (task.kind === 'influence' || task.kind === 'summary' || task.kind === 'recheck') return false
  if (task.kind !== 'board') return true
  const { creators, language, collection, until } = task.slice
  return !creators && !language && !collection && !until
}
