import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { callerOf } from './caller.ts'
import type { App, HttpServices } from './context.ts'
import { failureOf } from './failure.ts'
import { refuseForeignWrites } from './own-pages.ts'
import { withVoter } from './voter.ts'

type Mount = (app: App, services: HttpServices) => void

/** Longest address we read; longer ones are refused before anything looks at them. */
const longestUrl = 8_192

/** The web application: request ids, security headers, no writes for pages of other sites, the caller, one shape of error, and the surfaces given. */
export function createApp(services: HttpServices, surfaces: Mount[]): App {
  const app: App = new Hono()
  app.use(async (c, next) => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    const always = Object.entries(commonHeaders(requestId))
    for (const [name, value] of always) c.header(name, value)
    if (c.req.url.length > longestUrl) return c.json(errorBody('invalid', 'This address is too long.', requestId), 414)
    refuseForeignWrites(c.req.raw, services.settings.publicUrl)
    const caller = await callerOf(c.req.raw, c.env?.address ?? 'local', services)
    c.set('caller', await withVoter(caller, c.req.header('cookie'), services))
    await next()
    // A reply that was made past the context has none of them yet.
    for (const [name, value] of always) if (!c.res.headers.has(name)) c.header(name, value)
    services.log.debug(`${requestId} ${c.req.method} ${c.req.path} ${c.res.status}`)
  })
  app.onError((error, c) => {
    const requestId = c.get('requestId')
    const failure = failureOf(error)
    // What has a cause is no fault of the caller's, whatever it is called.
    if (failure.kind === 'internal' || error.cause !== undefined) services.log.error(`request ${requestId} failed`, error)
    if (failure.status === 429) c.header('Retry-After', '60')
    // What was said of the answer does not hold for an error: it may be gone with the next request.
    c.header('Cache-Control', 'no-store')
    c.header('ETag', undefined)
    return c.json(errorBody(failure.kind, failure.message, requestId), failure.status)
  })
  for (const mount of surfaces) mount(app, services)
  app.notFound((c) => c.json(errorBody('not-found', 'There is nothing at this address.', c.get('requestId')), 404))
  return app
}

/** Headers of every reply, whatever it is. */
export function commonHeaders(requestId: string): Record<string, string> {
  return { 'X-Request-Id': requestId, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin' }
}

/** The one shape of errors. */
export function errorBody(kind: string, message: string, requestId: string) {
  return { error: { kind, message, requestId } }
}
