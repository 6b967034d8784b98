import { randomBytes, type KeyObject } from 'node:crypto'
import { addSignedOut, isSignedOut, readSigningKey } from '../../store/secrets.ts'
import type { Services } from '../operation.ts'
import { keyedHash, signed, verified } from '../signing.ts'
import { adminTokenHash } from './token.ts'

/** How long an admin stays signed in. */
export const sessionSeconds = 12 * 3_600

type Place = Pick<Services, 'store' | 'settings' | 'now'>

/** What a browser shows in place of the token, for some hours. It holds for the token that is in force now, and no other. */
export async function makeSession(place: Place): Promise<string> {
  const key = await readSigningKey(place.store)
  const expiresAt = place.now().getTime() + sessionSeconds * 1_000
  return signed(key, 'admin', `${expiresAt} ${await markOfToken(place, key)} ${randomBytes(12).toString('base64url')}`)
}

/** Whether this was made here, is not too old, was not ended, and the token it was made for still holds. */
export async function isSession(place: Place, word: string): Promise<boolean> {
  return (await sessionOf(place, word)) !== undefined
}

/** Ends a session for good, in whatever browser it is shown; a word that is none is left alone. */
export async function endSession(place: Place, word: string): Promise<void> {
  const session = await sessionOf(place, word)
  if (session) await addSignedOut(place.store.write, session.id, { expiresAt: session.expiresAt, now: place.now() })
}

async function sessionOf(place: Place, word: string): Promise<{ id: string; expiresAt: Date } | undefined> {
  const key = await readSigningKey(place.store)
  const [expiresAt, mark, id] = verified(key, 'admin', word)?.split(' ') ?? []
  if (id === undefined || Number(expiresAt) <= place.now().getTime() || mark !== (await markOfToken(place, key))) return undefined
  return (await isSignedOut(place.store.read, id)) ? undefined : { id, expiresAt: new Date(Number(expiresAt)) }
}

async function markOfToken(place: Place, key: KeyObject): Promise<string> {
  return keyedHash(key, 'admin', `token ${await adminTokenHash(place)}`)
}
