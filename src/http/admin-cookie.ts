import { isSession, sessionSeconds } from '../operations/admin/session.ts'
import type { Caller } from '../operations/operation.ts'
import type { HttpServices } from './context.ts'
import { isFromOurPages, isReading, notFromHere } from './own-pages.ts'

const cookieName = 'admin'
const pattern = new RegExp(`(?:^|;\\s*)${cookieName}=([^;\\s]+)`)

/** An admin in a browser; who votes there is a voter like any other. */
const browserAdmin: Caller = { kind: 'admin', id: 'browser' }

export function isBrowserAdmin({ kind, id }: Caller): boolean {
  return kind === browserAdmin.kind && id === browserAdmin.id
}

/** Whether a Cookie header shows an admin's cookie, ours or not. */
export function showsAdminCookie(cookies: string | undefined): boolean {
  return cookies !== undefined && pattern.test(cookies)
}

/** The session that a request shows, whether it holds or not. */
export function sessionIn(headers: Headers): string | undefined {
  return pattern.exec(headers.get('cookie') ?? '')?.[1]
}

/**
 * The admin whose cookie this request shows. It counts in requests from our own pages and addresses that were typed; what
 * another page asks for through an admin's browser is read as by a visitor, and never done.
 * @throws DomainError `forbidden` where something would be changed.
 */
export async function adminOfCookie(request: Request, services: Pick<HttpServices, 'store' | 'settings' | 'now'>): Promise<Caller | undefined> {
  const { headers } = request
  const word = sessionIn(headers)
  if (word === undefined || !(await isSession(services, word))) return undefined
  const site = headers.get('sec-fetch-site')
  if (isReading(request)) return site === 'cross-site' || site === 'same-site' ? undefined : browserAdmin
  if (isFromOurPages(request, services.settings.publicUrl)) return browserAdmin
  throw notFromHere()
}

/** The cookie of an admin who has signed in. */
export function adminCookie(session: string, publicUrl: string): string {
  return `${cookieName}=${session}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`
}

/** Takes the cookie away. */
export const noAdminCookie = `${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`
