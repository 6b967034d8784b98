import { readSigningKey } from '../../store/secrets.ts'
import type { Services } from '../operation.ts'
import { keyedHash, signed, verified } from '../signing.ts'
import { adminTokenHash } from './token.ts'

/** How long an admin stays signed in. */
export const sessionSeconds = 12 * 3_600

type Place = Pick<Services, 'store' | 'settings' | 'now'>

/** What a browser shows in place of the token, for some hours. It holds for the token that is in force now, and no other. */
export async function makeSession(place: Place): Promise<string> {
  const key = await readSigningKey(place.store)
  return signed(key, 'admin', `${place.now().getTime() + sessionSeconds * 1_000} ${await markOfToken(place, key)}`)
}

/** Whether this was made here, is not too old, and the token it was made for still holds. */
export async function isSession(place: Place, word: string): Promise<boolean> {
  const key = await readSigningKey(place.store)
  const [expiresAt, mark] = verified(key, 'admin', word)?.split(' ') ?? []
  return mark !== undefined && Number(expiresAt) > place.now().getTime() && mark === (await markOfToken(place, key))
}

async function markOfToken(place: Place, key: Buffer): Promise<string> {
  return keyedHash(key, 'admin', `token ${await adminTokenHash(place)}`)
}
