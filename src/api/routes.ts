import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import { DomainError } from '../core/errors.ts'
import { readWholeBody } from '../http/body.ts'
import type { App, HttpServices } from '../http/context.ts'
import { failureOf } from '../http/failure.ts'
import { etagOf, isFresh } from '../http/freshness.ts'
import { errorBody } from '../http/app.ts'
import { admit } from '../http/voter.ts'
import { operations } from '../operations/all.ts'
import { coerceTexts } from '../operations/coerce.ts'
import { methodOf, pathInputs, type BytesReply, type Operation, type Progress } from '../operations/operation.ts'
import { parseInput, perform, refuseStrangers } from '../operations/perform.ts'
import { openApiDocument } from './openapi.ts'
import { withUpload } from './upload.ts'
import { refuseOtherMethods } from './wrong-method.ts'

const defaultBodyBytes = 1_048_576

type C = HonoContext<{ Variables: { requestId: string; caller: import('../operations/operation.ts').Caller } }>

/** Puts every operation under `/api/v1`, and the OpenAPI document beside them. */
export function mountApi(app: App, services: HttpServices): void {
  const document = JSON.stringify(openApiDocument(overHttp(operations)))
  app.get('/api/v1/openapi.json', (c) => c.body(document, 200, { 'Content-Type': 'application/json; charset=utf-8' }))
  const routes = overHttp(operations).map((operation) => ({ operation, method: methodOf(operation), path: `/api/v1${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}` }))
  for (const { operation, method, path } of routes) app.on(method, path, (c) => answer(c as unknown as C, operation, services))
  refuseOtherMethods(app, [...routes, { method: 'GET', path: '/api/v1/openapi.json' }])
  // Before the pages: a program that asks for what is not there gets the one shape of errors, not a page.
  app.all('/api/*', () => {
    throw new DomainError('not-found', 'There is no such operation. /api/v1/openapi.json lists them all.')
  })
}

/** What only this machine itself may ask is not offered to others. */
function overHttp(all: readonly unknown[]): Operation[] {
  return (all as Operation[]).filter(({ callers }) => callers?.join() !== 'system')
}

async function answer(c: C, operation: Operation, services: HttpServices): Promise<Response> {
  await admit(c, operation, services)
  if (isPrivate(operation)) c.header('Cache-Control', 'private, no-store')
  if (operation.kind === 'read') return answerRead(c, operation, services)
  return answerWrite(c, operation, services)
}

/** Nothing keeps what is for this caller, or for callers of a kind. */
function isPrivate({ personal, callers }: Operation): boolean {
  return personal === true || callers !== undefined
}

async function answerRead(c: C, operation: Operation, services: HttpServices): Promise<Response> {
  if (operation.streams) return reply(c, services, (progress, followed) => perform(operation, streamInput(c, operation), c.get('caller'), services, { progress, followed }))
  if (isPrivate(operation)) return send(c, operation, await perform(operation, readInput(c, operation), c.get('caller'), services))
  const etag = etagOf(services.bootId, operation.immutable ? '' : String(await services.store.dataVersion()), c.req.url)
  c.header('ETag', etag)
  c.header('Cache-Control', operation.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (!operation.immutable && isFresh(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  const answered = await perform(operation, readInput(c, operation), c.get('caller'), services)
  if (operation.immutable && isFresh(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  return send(c, operation, answered)
}

function send(c: C, operation: Operation, reply: unknown): Response {
  return operation.bytes ? bytesResponse(c, reply as BytesReply) : c.json(reply as object)
}

async function answerWrite(c: C, operation: Operation, services: HttpServices): Promise<Response> {
  // Before the body is read: nobody fills the disk without leave.
  refuseStrangers(operation, c.get('caller'))
  const call = (input: unknown, progress?: (event: Progress) => void, uploadSha256?: string) =>
    perform(operation, input, c.get('caller'), services, { idempotencyKey: c.req.header('idempotency-key'), uploadSha256, progress })
  if (operation.upload) {
    // Before the body is read, too: the file itself has no name in the address.
    parseInput(operation.input.omit({ [operation.upload]: true } as never), readInput(c, operation))
    // The file lives as long as the call, which outlives this function when the reply is a stream of events.
    return reply(c, services, (progress) => withUpload(c.req.raw, operation, services,
      ({ path, sha256 }) => call({ ...readInput(c, operation), [operation.upload!]: path }, progress, sha256)))
  }
  const input = { ...readInput(c, operation), ...(await jsonBody(c, operation.limits?.bodyBytes ?? defaultBodyBytes)) }
  return reply(c, services, (progress) => call(input, progress))
}

/** Answers as JSON, or as server-sent events when the client asks for them: `progress` …, then `result` or `error`. */
async function reply(c: C, services: HttpServices, call: (progress?: (event: Progress) => void, followed?: AbortSignal) => Promise<unknown>): Promise<Response> {
  if (!c.req.header('accept')?.includes('text/event-stream')) return c.json((await call()) as object)
  return streamSSE(c, async (stream) => {
    const left = new AbortController()
    stream.onAbort(() => left.abort())
    try {
      const result = await call(({ id, ...event }) => void stream.writeSSE({ event: 'progress', data: JSON.stringify(event), id }), left.signal)
      await stream.writeSSE({ event: 'result', data: JSON.stringify(result) })
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'internal') services.log.error(`request ${c.get('requestId')} failed`, error)
      await stream.writeSSE({ event: 'error', data: JSON.stringify(errorBody(failure.kind, failure.message, c.get('requestId'))) })
    }
  })
}

function readInput(c: C, operation: Operation): Record<string, unknown> {
  const path = Object.fromEntries(pathInputs(operation.path).map((name) => [name, c.req.param(name)]))
  return coerceTexts(operation.input, { ...c.req.queries(), ...path })
}

/** A browser that was cut off comes back with the id of what it saw last; that is newer than what its address says. */
function streamInput(c: C, operation: Operation): Record<string, unknown> {
  const last = c.req.header('last-event-id')
  return { ...readInput(c, operation), ...(last && 'after' in operation.input.shape && { after: last }) }
}

async function jsonBody(c: C, mostBytes: number): Promise<Record<string, unknown>> {
  const bytes = await readWholeBody(c.req.raw, mostBytes)
  if (bytes.length === 0) return {}
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through to the one message for a body that is no JSON object.
  }
  throw new DomainError('invalid', 'The body should be one JSON object, such as {"name": "value"}.')
}

function bytesResponse(c: C, reply: BytesReply): Response {
  return c.body(reply.bytes as Uint8Array<ArrayBuffer>, 200, {
    'Content-Type': reply.mediaType,
    'Content-Disposition': `attachment; filename="${reply.fileName}"`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    ...(reply.sha256 && { 'X-Content-SHA256': reply.sha256 }),
  })
}
