import type { Context as HonoContext } from 'hono'
import type { Caller, Operation } from '../operations/operation.ts'
import { makeVoter, voterOfToken } from '../operations/voters/identity.ts'
import { isBrowserAdmin } from './admin-cookie.ts'
import type { HttpServices, RequestState } from './context.ts'
import { spendCall, spendOfVoter } from './limits.ts'

const cookieName = 'voter'
const yearSeconds = 31_536_000

/** The caller with the voter whose cookie this request shows. A cookie that is not ours counts as none. */
export async function withVoter(caller: Caller, cookies: string | undefined | null, services: HttpServices): Promise<Caller> {
  const token = cookies ? new RegExp(`(?:^|;\\s*)${cookieName}=([\\w.-]+)`).exec(cookies)?.[1] : undefined
  const voter = token === undefined || !hasCookies(caller) ? undefined : await voterOfToken(services, token)
  return voter === undefined ? caller : { ...caller, voter }
}

/**
 * The caller of a request that asks for a duel: a visitor without a voter's cookie gets one with the reply. A request that
 * comes again with its idempotency key, because the first reply was lost, makes the same voter.
 */
export async function giveVoter(c: HonoContext<{ Variables: RequestState }>, services: HttpServices): Promise<Caller> {
  const caller = c.get('caller')
  if (!hasCookies(caller) || caller.voter !== undefined) return caller
  const key = c.req.header('idempotency-key')
  const { token, voter } = await makeVoter(services, key && `${caller.id} ${key}`)
  c.header('Set-Cookie', voterCookie(token, services.settings.publicUrl), { append: true })
  return { ...caller, voter, isNewVoter: true }
}

/**
 * Counts a call against the limits of its caller, and gives a voter to who has none where the operation says so: the first
 * duel of a voter is counted as theirs too. @throws DomainError `too-many`.
 */
export async function admit(c: HonoContext<{ Variables: RequestState }>, operation: Operation, services: HttpServices): Promise<void> {
  const caller = c.get('caller')
  spendCall(operation, caller, services)
  if (!operation.givesVoter) return
  c.set('caller', await giveVoter(c, services))
  if (caller.voter === undefined) spendOfVoter(operation, c.get('caller'), services)
}

/** Who comes with a browser; a program with a token votes as one voter. */
function hasCookies(caller: Caller): boolean {
  return caller.kind === 'visitor' || isBrowserAdmin(caller)
}

/** `Lax`, not `Strict`: who comes by a link from elsewhere would show no cookie, and lose the old one to a new one. */
function voterCookie(token: string, publicUrl: string): string {
  return `${cookieName}=${token}; Path=/; Max-Age=${yearSeconds}; HttpOnly; SameSite=Lax${publicUrl.startsWith('https:') ? '; Secure' : ''}`
}
