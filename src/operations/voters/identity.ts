import { randomBytes } from 'node:crypto'
import { readSigningKey } from '../../store/secrets.ts'
import type { Caller, Services } from '../operation.ts'
import { keyedHash, signed, verified } from '../signing.ts'

export interface NewVoter {
  /** For the cookie: only its holder is this voter. */
  token: string
  /** The pseudonym that is stored. */
  voter: string
}

/**
 * Makes a voter. `retry` names the request that asks, where it may come again because its reply was lost: the same voter
 * comes out.
 */
export async function makeVoter({ store }: Services, retry?: string): Promise<NewVoter> {
  const key = await readSigningKey(store)
  const id = retry === undefined ? randomBytes(16).toString('base64url') : keyedHash(key, 'retry', retry).slice(0, 22)
  return { token: signed(key, 'voter', id), voter: pseudonym(key, id) }
}

/** The pseudonym of the voter who holds this token; undefined where it is none of ours. */
export async function voterOfToken({ store }: Services, token: string): Promise<string | undefined> {
  const key = await readSigningKey(store)
  const id = verified(key, 'voter', token)
  return id === undefined ? undefined : pseudonym(key, id)
}

/** Under which pseudonym this caller draws: that of the cookie, one for each admin or command line, else a new one. */
export async function voterFor(caller: Caller, services: Services): Promise<string> {
  if (caller.voter !== undefined) return caller.voter
  if (caller.kind === 'visitor') return (await makeVoter(services)).voter
  return pseudonym(await readSigningKey(services.store), `${caller.kind} ${caller.id}`)
}

function pseudonym(key: Buffer, id: string): string {
  return keyedHash(key, 'pseudonym', id).slice(0, 22)
}
