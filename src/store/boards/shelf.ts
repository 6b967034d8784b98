import type { BoardDetail, BoardDocument } from '../../core/boards/board.ts'
import type { Database } from '../database.ts'
import { readDocument } from './stored.ts'

/** A board of a hundred models is 100 kB as values, its pairs ten times that. */
const mostDocuments = 40
const mostDetails = 6

/** Boards that were read lately, by id: what is stored under an id never changes. */
export class BoardShelf {
  readonly #documents = new Map<number, Promise<BoardDocument | undefined>>()
  readonly #details = new Map<number, Promise<BoardDetail | undefined>>()

  document(db: Database, id: number): Promise<BoardDocument | undefined> {
    return kept(this.#documents, id, mostDocuments, () => readDocument(db, id))
  }

  detail(id: number, read: () => Promise<BoardDetail | undefined>): Promise<BoardDetail | undefined> {
    return kept(this.#details, id, mostDetails, read)
  }
}

function kept<T>(shelf: Map<number, Promise<T | undefined>>, id: number, most: number, read: () => Promise<T | undefined>): Promise<T | undefined> {
  const found = shelf.get(id) ?? read()
  shelf.delete(id)
  shelf.set(id, found)
  if (shelf.size > most) shelf.delete(shelf.keys().next().value!)
  // Neither a failure nor an absence is kept.
  found.then((value) => value === undefined && shelf.delete(id), () => shelf.delete(id))
  return found
}
