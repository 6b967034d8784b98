import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import { findBoard } from '../../store/boards/stored.ts'
import { defineOperation } from '../operation.ts'
import { presentWhole } from './look.ts'
import { readableBoard } from './readable.ts'
import { BoardShape } from './shapes.ts'

export const BoardHash = z.string().regex(/^[0-9a-f]{64}$/, 'a board is named by 64 hexadecimal digits').describe('Hash of the board.')

export const getBoard = defineOperation({
  name: 'boards.get', kind: 'read', path: '/boards/{board}',
  summary: 'Read a stored board by its hash, also one that is no longer current.',
  input: z.object({ board: BoardHash }),
  output: BoardShape,
  readable: readableBoard,
  async run({ board: hash }, _caller, { db, store }) {
    const board = await findBoard(db, { hash })
    const document = board && await store.boards.document(board)
    if (!board || !document) throw noBoard(hash)
    return presentWhole({ ...board, document }, { db, store })
  },
})

export function noBoard(hash: string): DomainError {
  return new DomainError('not-found', `There is no board ${hash.slice(0, 12)}…: it was not computed here, or is no longer kept. Of days gone by, the last board of each is.`)
}
