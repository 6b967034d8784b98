import type { Context as HonoContext } from 'hono'
import type { App, HttpServices, RequestState } from '../http/context.ts'
import { errorBody } from '../http/app.ts'
import { failureOf } from '../http/failure.ts'
import { etagOf, isFresh } from '../http/freshness.ts'
import { chooseEncoding, compress, PageCache, type CachedPage, type Encoding } from '../http/page-cache.ts'
import { operations, type Ask } from '../operations/all.ts'
import type { Caller, Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { mountAnswers } from './answers.ts'
import type { BuiltPages } from './build.ts'
import type { Locals } from './locals.ts'
import { makeMatcher, type Match } from './matching.ts'
import { Redirect } from './page.ts'
import { pages } from './pages.ts'
import { mountPreferences, themeOf } from './preferences.ts'

type C = HonoContext<{ Variables: RequestState }>

/** Scripts and styles only from our own files, frames only from our own answers, nothing from anywhere else. */
export const pagePolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
  "frame-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
].join('; ')

const encoder = new TextEncoder()

/** Puts the pages, their JSON twins, their files and the answers' own addresses on the app. */
export function makeMountWeb(built: BuiltPages): (app: App, services: HttpServices) => void {
  return (app, services) => {
    const site = new Site(built, services)
    mountAnswers(app, services)
    mountPreferences(app)
    app.get('*', (c) => site.answer(c as unknown as C))
  }
}

class Site {
  readonly #built: BuiltPages
  readonly #services: HttpServices
  readonly #match = makeMatcher(pages)
  readonly #cache: PageCache

  constructor(built: BuiltPages, services: HttpServices) {
    this.#built = built
    this.#services = services
    this.#cache = new PageCache(services.settings.pageCacheMegabytes * 1024 * 1024)
  }

  async answer(c: C): Promise<Response> {
    const file = this.#built.files.get(c.req.path)
    if (file) return c.body(file.bytes, 200, { 'Content-Type': file.mediaType, 'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600' })
    const wantsJson = c.req.path.endsWith('.json') || prefersJson(c.req.header('accept'))
    const theme = themeOf(c.req.header('cookie'))
    const url = new URL(c.req.url)
    const key = `${wantsJson ? 'json' : theme} ${url.pathname}${url.search}`
    // Asked before the data is read: a write in between makes the page look older than it is, never newer.
    const version = await this.#services.store.dataVersion()
    const known = this.#cache.get(key, version)
    if (known) return this.#send(c, known)
    const made = await this.#make(c, url, wantsJson, theme)
    if (made instanceof Response) return made
    const etag = etagOf(version, key)
    const page: CachedPage = { version, etag, ...made, bodies: { identity: made.body }, size: made.body.byteLength }
    if (!this.#cache.isOn) return this.#send(c, page)
    const encoding = chooseEncoding(c.req.header('accept-encoding'))
    await addEncoding(page, encoding)
    if (page.status === 200) this.#cache.set(key, page)
    return this.#send(c, page)
  }

  async #send(c: C, page: CachedPage): Promise<Response> {
    const headers: Record<string, string> = {
      'Content-Type': page.mediaType, 'ETag': page.etag, 'Cache-Control': 'private, no-cache', 'Vary': 'Accept, Accept-Encoding, Cookie',
      'Content-Security-Policy': pagePolicy,
    }
    if (page.status === 200 && isFresh(c.req.header('if-none-match'), page.etag)) return c.body(null, 304, headers)
    const encoding = this.#cache.isOn ? chooseEncoding(c.req.header('accept-encoding')) : 'identity'
    const body = page.bodies[encoding] ?? (await addEncoding(page, encoding))
    if (encoding !== 'identity') headers['Content-Encoding'] = encoding
    return c.body(body, page.status as 200, headers)
  }

  async #make(c: C, url: URL, wantsJson: boolean, theme: string): Promise<Pick<CachedPage, 'status' | 'mediaType'> & { body: Uint8Array<ArrayBuffer> } | Response> {
    const path = wantsJson ? url.pathname.replace(/\.json$/, '') : url.pathname
    try {
      const match = this.#match(path === '/index' ? '/' : path)
      const data = match && (await this.#load(match, url, c.get('caller')))
      if (match && wantsJson) return { status: 200, mediaType: 'application/json; charset=utf-8', body: encoder.encode(JSON.stringify(data)) }
      if (match) return await this.#render(url, path, { data, theme, url, error: null }, 200)
      throw Object.assign(new Error('There is no page at this address.'), { name: 'DomainError', kind: 'not-found' })
    } catch (error) {
      if (error instanceof Redirect) return c.redirect(error.to, 302)
      return this.#fail(c, error, url, wantsJson, theme)
    }
  }

  async #fail(c: C, error: unknown, url: URL, wantsJson: boolean, theme: string) {
    const failure = failureOf(error)
    const requestId = c.get('requestId')
    if (failure.kind === 'internal') this.#services.log.error(`request ${requestId} failed`, error)
    const { body: { error: shown } } = { body: errorBody(failure.kind, failure.message, requestId) }
    if (wantsJson) return { status: failure.status, mediaType: 'application/json; charset=utf-8', body: encoder.encode(JSON.stringify({ error: shown })) }
    return this.#render(url, '/error', { data: null, theme, url, error: { ...shown, status: failure.status } }, failure.status)
  }

  async #render(url: URL, path: string, locals: Locals, status: number) {
    const rendered = await this.#built.render(new Request(new URL(path + url.search, 'http://diptych.local')), locals)
    if (rendered.status >= 300) throw new Error(`The page at ${path} could not be rendered (${rendered.status}).`)
    return { status, mediaType: 'text/html; charset=utf-8', body: new Uint8Array(await rendered.arrayBuffer()) }
  }

  #load({ page, params }: Match, url: URL, caller: Caller): Promise<unknown> {
    const ask: Ask = (name, input) => perform(byName.get(name)!, input, caller, this.#services) as never
    return page.load({ ask, params, query: url.searchParams })
  }
}

const byName = new Map((operations as readonly Operation[]).map((operation) => [operation.name, operation]))

async function addEncoding(page: CachedPage, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const known = page.bodies[encoding]
  if (known) return known
  const body = await compress(page.bodies.identity!, encoding)
  page.bodies[encoding] = body
  page.size += body.byteLength
  return body
}

/** A client that names JSON before (or without) HTML wants the twin. */
function prefersJson(accept: string | undefined): boolean {
  if (!accept) return false
  const json = accept.indexOf('application/json')
  const html = accept.indexOf('text/html')
  return json >= 0 && (html < 0 || json < html)
}
