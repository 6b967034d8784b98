import { createHash, timingSafeEqual } from 'node:crypto'
import type { Settings } from '../config/settings.ts'
import { DomainError } from '../core/errors.ts'
import type { Caller } from '../operations/operation.ts'

/** Who makes this request: an admin with the token, else a visitor known by address. A wrong token is refused, not ignored. */
export function callerOf(headers: Headers, socketAddress: string, settings: Pick<Settings, 'adminToken' | 'trustedProxies'>): Caller {
  const address = clientAddress(headers, socketAddress, settings.trustedProxies)
  const authorization = headers.get('authorization')
  if (!authorization) return { kind: 'visitor', id: address }
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (token && settings.adminToken && sameSecret(token, settings.adminToken)) return { kind: 'admin', id: 'token' }
  throw new DomainError('unauthenticated', 'This token is not known here. Leave it out to read as a visitor.')
}

/**
 * The address of the client: the nearest entry of X-Forwarded-For that is not one of our proxies, and the header counts
 * only when the connection itself comes from a trusted proxy.
 */
export function clientAddress(headers: Headers, socketAddress: string, trustedProxies: string[]): string {
  if (!trustedProxies.includes(socketAddress)) return socketAddress
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim()).filter(Boolean)
  return hops.reverse().find((hop) => !trustedProxies.includes(hop)) ?? socketAddress
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
