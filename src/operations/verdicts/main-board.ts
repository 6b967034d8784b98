import { defaultSlice } from '../../core/boards/slice.ts'
import type { Services } from '../operation.ts'

/** The board of people's votes with its pairs, looked up once for each version of the data: every comparison speaks of it. */
export function mainBoard({ store }: Pick<Services, 'store'>) {
  return store.remember('board that verdicts are read from', async () => {
    const look = await store.boards.look(defaultSlice)
    return { ...look, detail: look.board && await store.boards.detail(defaultSlice) }
  })
}
