import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest, STATUS_CODES } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { ProviderError } from '../core/providers/provider-error.ts'
import { AddressRefused, type AddressRules, checkedLookup, checkUrl, type NamedBaseUrl, type Resolve, rulesFor } from './addresses.ts'
import { defaultLimits, eventsPerText, type Limits, stopped, timedOut, tooLarge } from './limits.ts'
import { networkError } from './network-error.ts'
import { readBody } from './read-body.ts'
import { goesThroughProxy, targetThroughProxy } from './through-proxy.ts'

const mostRedirects = 3
/** The most that is read of an error's body. */
const mostErrorBytes = 256 * 1_024
/** What may follow a redirect to another host: anything else could hold a key. */
const plainHeaders = new Set(['content-type', 'accept', 'accept-encoding', 'user-agent'])

export interface GuardOptions extends NamedBaseUrl {
  /** Everything that is asked has to obey the rules that follow from this URL. */
  baseUrl: string
  /** What a good answer declares itself to be. */
  accepts: RegExp
  limits?: Partial<Limits>
  resolve?: Resolve
  /** URL of the proxy that what is outside is asked through, with its name and password. */
  proxy?: string
}

/** What was seen of one exchange, for the answer's card and for errors. */
export interface Exchange {
  status?: number
  headers: Record<string, string>
  /** Without a key: keys travel in headers. */
  sentTo?: string
  sentBody?: string
  /** Bytes that are not UTF-8 have arrived in a stream of events. */
  isDamaged: boolean
  /** The connection ended before the body did. */
  brokeOff: boolean
}

/**
 * A fetch for one exchange with a provider. Checks the address before every connection and at every redirect, keeps to
 * limits of time and size, and lets no other content type through than the one expected. What goes wrong is a ProviderError.
 */
export function guardedFetch({ baseUrl, accepts, limits, resolve = systemLookup, proxy, ...named }: GuardOptions): { fetch: typeof fetch; exchange: Exchange } {
  const base = new URL(baseUrl)
  const rules = rulesFor(base, named)
  const via = goesThroughProxy(rules) ? proxy : undefined
  const within = { ...defaultLimits, ...limits }
  const exchange: Exchange = { headers: {}, isDamaged: false, brokeOff: false }

  async function ask(target: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const body = init.body ?? undefined
    if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
      throw new ProviderError('invalid', 'Only texts and bytes can be sent to a provider.')
    }
    if (typeof body === 'string') exchange.sentBody = body
    let url = new URL(target instanceof Request ? target.url : target)
    exchange.sentTo ??= url.href
    let headers = { ...plainRecord(init.headers), 'accept-encoding': 'identity' } as Record<string, string>
    const { method = 'GET', signal = null } = init
    let redirectedBy: string | undefined
    for (let redirects = 0; ; redirects++) {
      const message = await connect(url, { method, headers, body, signal: signal ?? undefined }).catch((error: unknown) => {
        throw redirectedBy !== undefined && error instanceof AddressRefused ? error.redirectedFrom(redirectedBy) : error
      })
      const location = message.headers.location
      if (!isRedirect(message) || location === undefined) {
        return respond(message, { exchange, accepts, within, host: url.host, signal: signal ?? undefined })
      }
      message.destroy()
      if (redirects === mostRedirects) throw new ProviderError('invalid', `${url.host} redirects more than ${mostRedirects} times.`)
      const next = followed(url, location, method, message.statusCode!)
      if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => plainHeaders.has(name)))
      redirectedBy = url.host
      url = next
    }
  }

  async function connect(url: URL, asked: Pick<Sending, 'method' | 'headers' | 'body' | 'signal'>): Promise<IncomingMessage> {
    checkUrl(url, rules)
    const target = via && await targetThroughProxy(url, base, rules, resolve).catch((error: Error) => { throw networkError(error, url.host) })
    return send(url, { ...asked, agent: agentFor(url, rules, resolve, via), target, within })
  }
  return { fetch: ask, exchange }
}

interface Sending {
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array
  signal?: AbortSignal
  agent: HttpAgent
  /** What the agent's proxy is asked for; without one undefined. */
  target?: string
  within: Limits
}

/** Sends a request. Answers the head of the response. */
function send(url: URL, { method, headers, body, signal, agent, target, within }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const who = target === undefined ? url.host : `${url.host} (through the proxy)`
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method, agent, signal, headers: body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // Until its tunnel stands a request has no socket, and hears of no other end.
      ...(target !== undefined && { hostname: target, servername: url.hostname, timeout: within.connectMs }),
    })
    if (target !== undefined) {
      request.setHeader('host', url.host)
      signal?.addEventListener('abort', () => reject(stopped()), { once: true })
    }
    const stopTiming = timeUntilHead(request, who, within, target !== undefined)
    request.once('response', (message) => {
      stopTiming()
      resolve(message)
    })
    // Stays for the life of the request: what fails after the head is told by the body's own events.
    request.on('error', (error) => {
      stopTiming()
      reject(networkError(error, who, signal))
    })
    request.end(body)
  })
}

function timeUntilHead(request: ClientRequest, host: string, { connectMs, firstByteMs }: Limits, isTunnelled: boolean): () => void {
  const endAfter = (ms: number, message: string) => setTimeout(() => request.destroy(timedOut(message, ms)), ms)
  let timer = endAfter(connectMs, `${host} could not be connected to`)
  const connected = () => {
    clearTimeout(timer)
    if (!request.destroyed) timer = endAfter(firstByteMs, `${host} sent nothing`)
  }
  request.once('socket', (socket) => {
    // What comes out of a tunnel has shaken hands already.
    if (request.reusedSocket || (isTunnelled && 'encrypted' in socket)) connected()
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected)
  })
  return () => clearTimeout(timer)
}

interface Receiving {
  exchange: Exchange
  accepts: RegExp
  within: Limits
  host: string
  signal?: AbortSignal
}

function respond(message: IncomingMessage, { exchange, accepts, within, host, signal }: Receiving): Response {
  const status = message.statusCode!
  exchange.status = status
  exchange.headers = plainRecord(message.headers as Record<string, string>)
  const isGood = status >= 200 && status < 300
  const refusal = refusalOf(message, { isGood, accepts, host, mostBytes: within.mostBytes })
  if (refusal) {
    message.destroy()
    throw refusal
  }
  const isEvents = isGood && /^text\/event-stream\b/i.test(message.headers['content-type'] ?? '')
  const mostBytes = isEvents ? within.mostBytes * eventsPerText : isGood ? within.mostBytes : mostErrorBytes
  const body = readBody(message, {
    isEvents, exchange, host, signal, isClipped: !isGood, within: { ...within, mostBytes },
  })
  const statusText = message.statusMessage || STATUS_CODES[status]
  // 204 and 304 have no body, and a Response refuses one.
  return new Response(status === 204 || status === 304 ? null : body, { status, statusText, headers: exchange.headers })
}

interface Expected {
  isGood: boolean
  accepts: RegExp
  host: string
  mostBytes: number
}

/** What a wrong base URL leads to: a site, a sign-in, a console. Asking again brings the same. */
const isPage = /^(text\/html|application\/xhtml\+xml)\b/i

/** Why a response is not read, told by its head. */
function refusalOf({ headers, statusCode: status }: IncomingMessage, { isGood, accepts, host, mostBytes }: Expected): ProviderError | undefined {
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (isGood && !accepts.test(type)) {
    const shown = type.split(';')[0]!.slice(0, 80) || 'no content type'
    if (isPage.test(type)) return new ProviderError('no-service', `${host} answered with a web page (${shown}), not with what was asked for. The base URL is probably wrong: it often ends in /v1.`, { status })
    return new ProviderError('unreadable', `${host} answered with ${shown}, not with what was asked for. Is the base URL right?`, { status })
  }
  if (encoding !== 'identity') return new ProviderError('unreadable', `${host} compressed its answer, though it was asked not to.`, { status })
  return isGood && Number(headers['content-length']) > mostBytes ? tooLarge(host, mostBytes) : undefined
}

function isRedirect({ statusCode }: IncomingMessage): boolean {
  return statusCode === 301 || statusCode === 302 || statusCode === 303 || statusCode === 307 || statusCode === 308
}

/** Where a redirect leads. A question is only asked again as it was, and never in the clear after TLS. */
function followed(from: URL, location: string, method: string, status: number): URL {
  const to = URL.parse(location, from)
  if (!to) throw new ProviderError('unreadable', `${from.host} redirects to something that is no URL.`, { status })
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new ProviderError('address-refused', `${from.host} redirects from https to http.`, { status })
  }
  if (method !== 'GET' && status < 307) {
    throw new ProviderError('invalid', `${from.host} redirects to ${to.origin}${to.pathname}. Set the base URL that belongs to it.`, { status })
  }
  return to
}

/** Sockets are shared only among connections of the same rules and resolver, as they were checked when they were opened. */
const agents = new WeakMap<Resolve, Map<string, HttpAgent>>()

function agentFor({ protocol }: URL, rules: AddressRules, resolve: Resolve, proxy: string | undefined): HttpAgent {
  const ofResolver = agents.get(resolve) ?? new Map<string, HttpAgent>()
  agents.set(resolve, ofResolver)
  const key = `${protocol} ${JSON.stringify(rules)} ${proxy ?? ''}`
  // The proxy's own address is whoever runs this machine's to choose, and may be a private one.
  const way = proxy === undefined ? { lookup: checkedLookup(rules, resolve) } : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }
  const options = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo', ...way } as const
  const agent = ofResolver.get(key) ?? (protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options))
  ofResolver.set(key, agent)
  return agent
}

function plainRecord(headers: RequestInit['headers'] | Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = headers instanceof Headers || Array.isArray(headers) ? [...headers] : Object.entries(headers ?? {})
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name!.toLowerCase(), String(value)]])))
}
