import type { BoardDocument } from '../../core/boards/board.ts'
import type { Store } from '../../store/database.ts'

const none: ReadonlyMap<number, number> = new Map()
const known = new WeakMap<BoardDocument, ReadonlyMap<number, number>>()

/**
 * The newest ratings of models by id, for drawing opponents near a new model. Empty until a board is computed: then new
 * models meet others by balance alone.
 */
export async function knownRatings({ boards }: Pick<Store, 'boards'>): Promise<ReadonlyMap<number, number>> {
  const board = await boards.mainBoard()
  if (!board) return none
  const ratings = known.get(board.document) ?? ratingsOf(board.document)
  known.set(board.document, ratings)
  return ratings
}

/** Ratings of different parts are on different scales: only those of the largest are told. */
function ratingsOf({ report, modelIds }: BoardDocument): ReadonlyMap<number, number> {
  const part = report.parts && new Set(report.parts[0])
  return new Map(report.models.flatMap(({ model, rating }, index) => (rating !== null && (!part || part.has(model)) ? [[modelIds[index]!, rating]] : [])))
}
