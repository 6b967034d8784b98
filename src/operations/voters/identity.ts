import { randomBytes, type KeyObject } from 'node:crypto'
import { readDayKey, readSigningKey } from '../../store/secrets.ts'
import type { Caller, Context, Services } from '../operation.ts'
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

/** Whose a duel is that is drawn now. */
export interface DuelVoter {
  voter: string
  /** The voter showed a cookie, and has to show it again. */
  bound: boolean
  /** Who gets a cookie with the reply, which may be kept or not. */
  offered_to: string | null
}

/**
 * For whom this caller draws. All who draw without a cookie from one address are one voter for a day (UTC), so that dropping
 * the cookie makes nobody new; whoever keeps the cookie that comes with the reply votes under it.
 */
export async function duelVoterFor(caller: Caller, context: Context): Promise<DuelVoter> {
  const isStranger = caller.voter === undefined || caller.isNewVoter === true
  if (!isStranger) return { voter: caller.voter!, bound: true, offered_to: null }
  if (caller.kind !== 'visitor') return { voter: await voterFor(caller, context), bound: false, offered_to: null }
  return { voter: (await ofToday('pseudonym', caller, context)).slice(0, 22), bound: false, offered_to: caller.voter ?? null }
}

/** What the votes of one address have in common on one day; null for who is no visitor. The address is stored nowhere. */
export async function addressToday(caller: Caller, context: Context): Promise<string | null> {
  return caller.kind === 'visitor' ? ofToday('address', caller, context) : null
}

async function ofToday(purpose: 'pseudonym' | 'address', { id }: Caller, { store, db, now }: Context): Promise<string> {
  return keyedHash(await readDayKey(store, db, now().toISOString().slice(0, 10)), purpose, id)
}

function pseudonym(key: KeyObject, id: string): string {
  return keyedHash(key, 'pseudonym', id).slice(0, 22)
}
