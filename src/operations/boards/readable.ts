import type { z } from 'zod'
import { readableReason } from '../../core/boards/readable-reason.ts'
import type { BoardShape, LeaderboardShape } from './shapes.ts'

/** A board as a person reads it: what to know about its ratings names models by their names. */
export function readableBoard(board: z.output<typeof BoardShape>): z.output<typeof BoardShape> {
  return { ...board, reason: readableReason(board) }
}

/** The newest board of a slice, its table and lines beside how fresh it is. */
export function readableLook<Look extends z.output<typeof LeaderboardShape>>({ board, ...look }: Look) {
  return { ...look, ...(board && readableBoard(board)) }
}
