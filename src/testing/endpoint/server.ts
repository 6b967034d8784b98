import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ask, AskedBook } from './asked.ts'
import { chatWire } from './chat.ts'
import type { Directives } from './directives.ts'
import { generateContentWire } from './generate-content.ts'
import { listModels } from './listings.ts'
import { drawPicture, filledUp, playSound } from './media.ts'
import { messagesWire } from './messages.ts'
import { type Pace, planAnswer } from './plan.ts'
import { responsesWire } from './responses.ts'
import { sendStream } from './send-stream.ts'
import type { Wire } from './wire.ts'

export interface EndpointOptions extends Partial<Pace> {
  port?: number
  /** The requests are kept beside their counts; not for long runs. */
  keepsRequests?: boolean
}

/** A server of ours that answers as the AI services do, and misbehaves where it is asked to. */
export interface Endpoint {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** The base URL of the OpenAI-like and Anthropic formats; Google's is `${origin}/v1beta`. */
  url: string
  asked: AskedBook
  close(): Promise<void>
}

const wires: Array<[ending: RegExp, wire: Wire]> = [
  [/\/chat\/completions$/, chatWire], [/\/responses$/, responsesWire], [/\/messages$/, messagesWire],
  [/:(?:streamGenerateContent|generateContent)$/, generateContentWire],
]

export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const { port = 0, keepsRequests = true, tokens = 40, firstByteMs = 0, tokenIntervalMs = 0 } = options
  const asked = new AskedBook(keepsRequests)
  const pace = { tokens, firstByteMs, tokenIntervalMs }
  let requestCount = 0
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const requestId = `req_${++requestCount}`
    response.setHeader('x-request-id', requestId)
    void answer(request, response, requestId).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 400, { error: { message: String(error), type: 'invalid_request_error' } })
      else response.destroy()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const path = new URL(request.url!, 'http://endpoint').pathname
    if (request.method === 'GET') return answerGet(path, request, response)
    const body = await readBody(request)
    const ask: Ask = { requestId, path, body, model: '', headers: request.headers, status: 200, wasSentWhole: false }
    const wire = wires.find(([ending]) => ending.test(path))?.[1]
    const fields = JSON.parse(body) as Record<string, unknown>
    const asking = (wire ?? chatWire).readRequest(fields, path)
    ask.model = asking.model
    const askedBefore = asked.begin(ask)
    response.once('close', () => asked.end(ask, response.writableFinished))
    const plan = planAnswer(asking, pace)
    const { directives } = plan
    if (directives.manners.has('silent')) return
    const early = misbehaveEarly(directives, askedBefore, request, path)
    if (early) {
      ask.status = early.status
      const body = early.body ?? (wire ?? chatWire).writeError(early.status, early.message ?? '')
      return void response.writeHead(early.status, early.headers).end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const firstByte = directives.firstByteMs ?? pace.firstByteMs
    if (firstByte > 0) await wait(firstByte)
    if (!wire) return answerMedia(path, fields, response, directives)
    if (!asking.isStream) return sendJson(response, 200, wire.writeWhole(plan, fields))
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
    await sendStream(response, wire.writeStream(plan), directives.manners, directives.tokenIntervalMs ?? pace.tokenIntervalMs)
  }

  function answerGet(path: string, request: IncomingMessage, response: ServerResponse): void {
    if (path === '/asked') return sendJson(response, 200, { ...asked.summary(), counts: [...asked.counts.values()] })
    if (path.endsWith('/models')) return sendJson(response, 200, listModels(request.headers, path))
    return sendJson(response, 404, chatWire.writeError(404, `There is nothing at ${path}.`))
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin, url: `${origin}/v1`, asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface EarlyAnswer {
  status: number
  headers: Record<string, string>
  message?: string
  body?: unknown
}

/** What is sent in place of an answer, where something else than an answer is wanted. */
function misbehaveEarly(directives: Directives, askedBefore: number, { headers, url }: IncomingMessage, path: string): EarlyAnswer | undefined {
  const { status, retry, failFirst, manners } = directives
  const json = { 'content-type': 'application/json' }
  if (failFirst !== undefined ? askedBefore < failFirst : status !== undefined) {
    const key = headers.authorization ?? headers['x-api-key'] ?? headers['x-goog-api-key'] ?? ''
    const message = manners.has('echo-key') ? `The key ${String(key)} is not good here.` : `Test status ${status ?? 503}.`
    return { status: status ?? 503, message, headers: { ...json, ...retryHeaders(retry) } }
  }
  if (manners.has('wrong-type')) return { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' }
  const port = headers.host?.split(':')[1] ?? '80'
  if (manners.has('redirect-private')) return { status: 307, headers: { location: `http://10.0.0.1:${port}${path}` }, body: {} }
  if (manners.has('redirect-metadata')) return { status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data/' }, body: {} }
  if (manners.has('redirect-loop')) return { status: 307, headers: { location: path }, body: {} }
  if (manners.has('redirect-same') && !url!.includes('hop=')) return { status: 307, headers: { location: `${path}?hop=1` }, body: {} }
  return undefined
}

function retryHeaders(retry: Directives['retry']): Record<string, string> {
  if (!retry) return {}
  if (retry.as === 'milliseconds') return { 'retry-after-ms': String(retry.amount) }
  return { 'retry-after': retry.as === 'seconds' ? String(retry.amount) : new Date(Date.now() + retry.amount * 1_000).toUTCString() }
}

/** Pictures and sounds. The declared type of a sound is what was asked for, its bytes are always a WAV. */
function answerMedia(path: string, fields: Record<string, unknown>, response: ServerResponse, { manners, bytes }: Directives): void {
  const named = String(fields.model ?? '')
  const isEmpty = manners.has('empty')
  if (path.endsWith('/images/generations') || path.endsWith('/images')) {
    const picture = isEmpty ? '' : filledUp(drawPicture(`${named}\0${String(fields.prompt)}`), bytes).toString('base64')
    const usage = path.startsWith('/openrouter/') ? { prompt_tokens: 11, completion_tokens: 272 } : { input_tokens: 11, output_tokens: 272 }
    return sendJson(response, 200, { created: 1_790_000_000, data: [{ b64_json: picture }], usage: { ...usage, total_tokens: 283 } })
  }
  if (path.endsWith('/audio/speech') || path.endsWith('/tts')) {
    const sound = isEmpty ? Buffer.alloc(0) : filledUp(playSound(`${named}\0${String(fields.input ?? fields.text)}`), bytes)
    if (path.startsWith('/mistral/')) return sendJson(response, 200, { audio_data: sound.toString('base64') })
    return void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(sound)
  }
  return sendJson(response, 404, chatWire.writeError(404, `There is nothing at ${path}.`))
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
