import { DomainError } from '../core/errors.ts'
import { isAdminToken } from '../operations/admin/token.ts'
import type { Caller } from '../operations/operation.ts'
import { networkOf, plainAddress } from './address.ts'
import { adminOfCookie } from './admin-cookie.ts'
import type { HttpServices } from './context.ts'

/** Wrong tokens that an address may show in a minute; after them even the right one waits. */
const wrongTokensPerMinute = 20

type Services = Pick<HttpServices, 'store' | 'settings' | 'now' | 'limiter'>

/**
 * Who makes this request: an admin with the token or signed in with it, else a visitor known by address. A wrong token is
 * refused, not ignored.
 */
export async function callerOf(request: Request, socketAddress: string, services: Services): Promise<Caller> {
  const address = clientAddress(request.headers, socketAddress, services.settings.trustedProxies)
  const authorization = request.headers.get('authorization')
  if (!authorization) return (await adminOfCookie(request, services)) ?? { kind: 'visitor', id: address }
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (await mayEnter(token, address, services)) return { kind: 'admin', id: 'token' }
  throw new DomainError('unauthenticated', 'This token is not known here. Leave it out to read as a visitor.')
}

/**
 * Whether this is the admin token.
 * @throws DomainError `too-many` where this address has shown too many wrong ones.
 */
export async function mayEnter(token: string | undefined, address: string, services: Omit<Services, 'now'>): Promise<boolean> {
  const key = `wrong token ${address}`
  services.limiter.refuseSpent(key, wrongTokensPerMinute)
  if (token && (await isAdminToken(services, token))) return true
  services.limiter.spend(key, wrongTokensPerMinute)
  return false
}

/**
 * The address of the client, of IPv6 its network: the nearest entry of X-Forwarded-For that is not one of our proxies, and
 * the header counts only when the connection itself comes from a trusted proxy.
 */
export function clientAddress(headers: Headers, socketAddress: string, trustedProxies: string[]): string {
  const socket = plainAddress(socketAddress)
  const proxies = trustedProxies.map(plainAddress)
  if (!proxies.includes(socket)) return networkOf(socket)
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim()).filter(Boolean).map(plainAddress)
  return networkOf(hops.reverse().find((hop) => !proxies.includes(hop)) ?? socket)
}
