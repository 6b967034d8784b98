import { readSigningKey } from '../../store/secrets.ts'
import type { Services } from '../operation.ts'
import { signed, verified } from '../signing.ts'

/** The page that shows the result of a duel to anybody. It lets nobody vote or undo. */
export async function shareAddress(vote: string, { store }: Pick<Services, 'store'>): Promise<string> {
  return `/arena/results/${signed(await readSigningKey(store), 'result', vote)}`
}

/** The id of the vote that a link shares; undefined where we never made it. */
export async function sharedVote(result: string, { store }: Pick<Services, 'store'>): Promise<string | undefined> {
  return verified(await readSigningKey(store), 'result', result)
}
