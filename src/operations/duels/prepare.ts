import { candidatesOf } from '../../store/duels/candidates.ts'
import type { Services } from '../operation.ts'

/** Reads what duels are drawn from, a little at a time, so that the first voter after a start need not wait for it. */
export function prepareDraws({ store }: Pick<Services, 'store'>): Promise<void> {
  return candidatesOf(store).follow(store.read)
}
