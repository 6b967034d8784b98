import { DomainError } from '../core/errors.ts'

const reads = ['GET', 'HEAD', 'OPTIONS']

export function isReading({ method }: Pick<Request, 'method'>): boolean {
  return reads.includes(method)
}

/**
 * Whether a page of this site sent this request. `SameSite` alone does not tell: another port of the same host is the same
 * site. Browsers without Sec-Fetch-Site (plain http) send Origin.
 */
export function isFromOurPages({ headers, url }: Pick<Request, 'headers' | 'url'>, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  if (origin === null || !URL.canParse(origin)) return false
  return new URL(origin).host === (headers.get('host') ?? new URL(url).host) || origin === (publicUrl && new URL(publicUrl).origin)
}

/** What is said to whoever writes through a page of another site. */
export function notFromHere(): DomainError {
  return new DomainError('forbidden', 'This did not come from a page of this site, so nothing was done. Behind a proxy, DIPTYCH_PUBLIC_URL has to name the address of the site.')
}

/**
 * Refuses what a page of another site, or a sandboxed answer, would have a visitor's browser write: it could take the
 * voter's cookie away, or vote for them. Every browser names the page in one of two headers; a program that sends neither may
 * write, and so may whoever shows a token, which no other page can know.
 * @throws DomainError `forbidden`.
 */
export function refuseForeignWrites(request: Request, publicUrl: string): void {
  const { headers } = request
  const isBrowser = headers.has('sec-fetch-site') || headers.has('origin')
  if (isReading(request) || !isBrowser || headers.has('authorization') || isFromOurPages(request, publicUrl)) return
  throw notFromHere()
}
