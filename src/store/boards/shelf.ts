import type { BoardDetail } from '../../core/boards/board.ts'
import type { Database } from '../database.ts'
import { readBoard, type BoardRow, type WholeBoard } from './stored.ts'

/** A board of a hundred models is 100 kB as values, its pairs ten times that. */
const mostBoards = 40
const mostDetails = 6

/** Boards that were read lately. The pairs under an id never change; what else is told there does when the same board is computed again. */
export class BoardShelf {
  readonly #boards = new Map<string, Promise<WholeBoard | undefined>>()
  readonly #details = new Map<number, Promise<BoardDetail | undefined>>()

  /** The board of this row, or what it has become since the row was read. */
  board(db: Database, { id, computed_at }: Pick<BoardRow, 'id' | 'computed_at'>): Promise<WholeBoard | undefined> {
    return kept(this.#boards, `${id} ${computed_at}`, mostBoards, () => readBoard(db, id))
  }

  detail(id: number, read: () => Promise<BoardDetail | undefined>): Promise<BoardDetail | undefined> {
    return kept(this.#details, id, mostDetails, read)
  }
}

function kept<K, T>(shelf: Map<K, Promise<T | undefined>>, key: K, most: number, read: () => Promise<T | undefined>): Promise<T | undefined> {
  const found = shelf.get(key) ?? read()
  shelf.delete(key)
  shelf.set(key, found)
  if (shelf.size > most) shelf.delete(shelf.keys().next().value!)
  // Neither a failure nor an absence is kept.
  found.then((value) => value === undefined && shelf.delete(key), () => shelf.delete(key))
  return found
}
