import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { startRunWorker } from '../jobs/runs/start.ts'
import { operations } from '../operations/all.ts'
import { pathInputs, type Operation } from '../operations/operation.ts'
import { adminToken, startTestApp, type TestApp } from '../testing/app.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true })
})
after(() => app.close())

const asAdmin = { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' }

async function json(path: string, init?: RequestInit) {
  const response = await app.request(`/api/v1${path}`, init)
  return { response, body: (await response.json()) as any }
}

async function answerAll(session: string): Promise<void> {
  const worker = startRunWorker(app.services, { most: 8, onError: (error) => app.log.push(`error ${String(error)}`) })
  while ((await json(`/lab/${session}`, { headers: asAdmin })).body.state === 'answering') await wait(20)
  await worker.stop()
}

test('every documented read answers with its documented shape', async () => {
  const { body: { responses: [{ id }] } } = await json('/responses?model=brevis&challenge=three-experts-one-model')
  const { id: duel, challenge: { category: topic } } = (await json('/duels', { method: 'POST', headers: asAdmin })).body
  const { vote } = (await json(`/duels/${duel}/votes`, { method: 'POST', headers: asAdmin, body: '{"verdict":"tie"}' })).body
  const { board: { hash: board } } = (await json('/leaderboard?wait=20')).body
  const { run } = (await json('/runs', { method: 'POST', headers: asAdmin, body: '{"challenges":["three-experts-one-model"],"models":["house/brevis-writer"]}' })).body
  const { session } = (await json('/lab', { method: 'POST', headers: asAdmin, body: '{"prompt":"Three rivers?","models":[{"model":"house/brevis-writer"},{"model":"house/ordo-writer"}]}' })).body
  await answerAll(session)
  const values: Record<string, string> = {
    run, session, column: '0', round: '1', provider: 'house', model: 'brevis', creator: 'openai', challenge: 'three-experts-one-model', id, duel, result: vote.share.split('/').at(-1), board, topic, a: 'brevis', b: 'fabula',
  }
  const queries: Record<string, string> = { 'compare.get': '?models=brevis,fabula&challenge=three-experts-one-model&render=true&diff=words', 'search.query': '?q=light', 'runs.estimate': '?challenges=all&models=house/brevis-writer', 'receipts.verify': `?receipt=${vote.receipt.token}` }
  for (const operation of (operations as readonly Operation[]).filter(({ kind, bytes }) => kind === 'read' && !bytes)) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]!)
    assert.deepEqual(pathInputs(operation.path).filter((name) => !(name in values)), [], `${operation.name} has a path input this test knows`)
    const { response, body } = await json(path + (queries[operation.name] ?? ''), { headers: asAdmin })
    assert.equal(response.status, 200, `${operation.name}: ${JSON.stringify(body)}`)
    const strict = z.fromJSONSchema(z.toJSONSchema(operation.output, { io: 'output' }) as never)
    assert.ok(strict.safeParse(body).success, `${operation.name} keeps to its schema`)
  }
})

/** Lists, the field of their items, and how many a page of this test holds. */
const lists: Array<[path: string, field: string, limit: number]> = [
  ['/models?sort=name', 'models', 97], ['/models?sort=price', 'models', 200], ['/models/brevis', 'answered', 7], ['/creators', 'creators', 10],
  ['/challenges', 'challenges', 10], ['/responses', 'responses', 50], ['/responses?newest=true', 'responses', 50], ['/responses?q=the', 'responses', 30],
  ['/search?q=light', 'results', 7], ['/collections', 'collections', 1], ['/aliases', 'aliases', 150], ['/compare?models=brevis,fabula', 'challenges', 9],
]
for (const [path, field, limit] of lists) {
  test(`GET ${path} is paged without a gap or a repetition`, async () => {
    const read = async (most: number, cursor?: string | null) => (await json(`${path}${path.includes('?') ? '&' : '?'}limit=${most}${cursor ? `&cursor=${cursor}` : ''}`)).body
    const seen: unknown[] = []
    let cursor: string | null = null
    do {
      const body: any = await read(limit, cursor)
      assert.ok(body[field].length <= limit)
      seen.push(...body[field])
      cursor = body.nextCursor
    } while (cursor)
    assert.ok(seen.length > limit, `${seen.length} in all`)
    const other: unknown[] = []
    do {
      const body: any = await read(limit - 1 || 2, cursor)
      other.push(...body[field])
      cursor = body.nextCursor
    } while (cursor)
    assert.deepEqual(seen, other)
    assert.equal(new Set(seen.map((item) => JSON.stringify(item))).size, seen.length)
  })
}

test('a cursor whose item is gone is refused, not taken for the beginning', async () => {
  const cursor = Buffer.from('["no-such-model"]').toString('base64url')
  assert.equal((await json(`/models?cursor=${cursor}`)).response.status, 400)
})

test('an unknown thing is a 404 with the one shape of errors', async () => {
  const { response, body } = await json('/models/no-such-model')
  assert.equal(response.status, 404)
  assert.deepEqual(Object.keys(body.error).sort(), ['kind', 'message', 'requestId'])
  assert.equal(body.error.kind, 'not-found')
  assert.equal(body.error.requestId, response.headers.get('x-request-id'))
})

for (const path of ['/nope', '', '/models/a/b/c']) {
  test(`GET /api/v1${path} is a 404 with the one shape of errors, not a page`, async () => {
    const { response, body } = await json(path, { headers: { Accept: 'text/html' } })
    assert.equal(response.status, 404)
    assert.equal(body.error.kind, 'not-found')
  })
}

const wrongReads: Array<[path: string, says: RegExp]> = [
  ['/models?limit=0', /limit/], ['/models?limit=ten', /limit/], ['/models?sort=beauty', /sort/], ['/models?colour=red', /colour/],
  ['/models?cursor=nonsense', /cursor/], ['/compare?models=brevis', /models/], ['/compare?models=brevis,brevis', /twice/], ['/search?q=', /q/],
  ['/responses?type=poem', /type/], ['/models?releasedFrom=yesterday', /releasedFrom/],
]
for (const [path, says] of wrongReads) {
  test(`GET ${path} is refused with a message that names the fault`, async () => {
    const { response, body } = await json(path)
    assert.equal(response.status, 400)
    assert.match(body.error.message, says)
  })
}

test('raw bytes are the file’s own, with their hash, and never shown as a page', async () => {
  const { body: { responses: [first] } } = await json('/responses?type=html&limit=1')
  const response = await app.request(`/api/v1/responses/${first.id}/raw`)
  const bytes = Buffer.from(await response.arrayBuffer())
  assert.equal(bytes.byteLength, first.size)
  assert.equal(response.headers.get('x-content-sha256'), first.sha256)
  assert.match(response.headers.get('content-disposition')!, /^attachment/)
  assert.match(response.headers.get('content-security-policy')!, /sandbox/)
  assert.doesNotMatch(response.headers.get('content-type')!, /html/)
})

test('an unchanged answer is a 304, and a write makes it new again', async () => {
  const first = await app.request('/api/v1/aliases?q=brevis')
  const etag = first.headers.get('etag')!
  const again = await app.request('/api/v1/aliases?q=brevis', { headers: { 'If-None-Match': etag } })
  assert.equal(again.status, 304)
  await app.request('/api/v1/aliases', { method: 'POST', headers: asAdmin, body: JSON.stringify({ spelling: 'brevis-the-terse', model: 'brevis' }) })
  const changed = await app.request('/api/v1/aliases?q=brevis', { headers: { 'If-None-Match': etag } })
  assert.equal(changed.status, 200)
  assert.match(await changed.text(), /brevis-the-terse/)
})

test('a visitor may not write, and a wrong token is refused', async () => {
  const body = JSON.stringify({ spelling: 'x', model: 'brevis' })
  assert.equal((await json('/aliases', { method: 'POST', body })).response.status, 401)
  assert.equal((await json('/aliases', { method: 'POST', body, headers: { Authorization: 'Bearer wrong-token-entirely' } })).response.status, 401)
})

test('the same idempotency key answers the first reply and acts once; another input is a conflict', async () => {
  const headers = { ...asAdmin, 'Idempotency-Key': 'k1' }
  const send = (spelling: string) => json('/aliases', { method: 'POST', headers, body: JSON.stringify({ spelling, model: 'brevis' }) })
  assert.deepEqual((await send('once-only')).body, { spelling: 'once-only', model: 'brevis' })
  await json('/aliases/once-only', { method: 'DELETE', headers: asAdmin })
  assert.deepEqual((await send('once-only')).body, { spelling: 'once-only', model: 'brevis' })
  assert.deepEqual((await json('/aliases?q=once-only')).body.aliases, [])
  assert.equal((await send('something-else')).response.status, 409)
})

test('an upload with an idempotency key answers the first reply; with another file it is a conflict', async () => {
  const upload = (body: string, key: string) => json('/imports?format=diptych-jsonl&collection=once', { method: 'POST', headers: { Authorization: asAdmin.Authorization, 'Idempotency-Key': key }, body })
  const row = (body: string) => JSON.stringify({ kind: 'response', model: 'm', challenge: { turns: ['Once?'] }, body })
  const first = await upload(row('yes'), 'u1')
  assert.deepEqual([first.body.files[0].imported, first.body.files[0].duplicates], [1, 0])
  assert.deepEqual((await upload(row('yes'), 'u1')).body, first.body)
  assert.equal((await upload(row('yes'), 'u2')).body.files[0].duplicates, 1)
  assert.equal((await upload(row('no'), 'u1')).response.status, 409)
})

test('the same key twice at the same moment acts once', async () => {
  const send = () => json('/aliases', { method: 'POST', headers: { ...asAdmin, 'Idempotency-Key': 'at-once' }, body: JSON.stringify({ spelling: 'at-once', model: 'brevis' }) })
  const replies = await Promise.all([send(), send(), send()])
  assert.deepEqual(replies.map(({ response }) => response.status), [200, 200, 200])
})

test('an upload takes no other names in its address than its choices, and is not read where one is wrong', async () => {
  for (const [query, says] of [['file=x', /no input "file"\. Take format/], ['bogus=1', /no input "bogus"/], ['format=poem', /format should be one of/]] as const) {
    const body = new ReadableStream({ pull: () => assert.fail('the body is read') }, { highWaterMark: 0 })
    const { response, body: { error } } = await json(`/imports?${query}`, { method: 'POST', headers: { Authorization: asAdmin.Authorization }, body, duplex: 'half' } as RequestInit)
    assert.equal(response.status, 400)
    assert.match(error.message, says)
  }
})

test('a method that an address does not take is answered 405 with those it takes', async () => {
  const cases: Array<[method: string, path: string, allowed: string]> = [
    ['POST', '/models', 'GET, HEAD'], ['DELETE', '/models/brevis', 'GET, HEAD'], ['PUT', '/challenges/letter-from-a-retiring-bridge', 'GET, HEAD'],
    ['GET', '/duels', 'POST'], ['DELETE', '/openapi.json', 'GET, HEAD'], ['DELETE', '/aliases', 'GET, HEAD, POST'],
  ]
  for (const [method, path, allowed] of cases) {
    const { response, body } = await json(path, { method, headers: asAdmin })
    assert.deepEqual([response.status, response.headers.get('allow'), body.error.kind], [405, allowed, 'invalid'], `${method} ${path}`)
    assert.match(body.error.message, new RegExp(`^${method} is not for this address: it takes `))
  }
  assert.equal((await app.request('/api/v1/models', { method: 'HEAD' })).status, 200)
})

test('an upload without leave is refused before it is read', async () => {
  let pulled = 0
  const endless = new ReadableStream({ pull: (controller) => void (pulled += 1, controller.enqueue(new Uint8Array(65_536))) }, { highWaterMark: 0 })
  const { response } = await json('/imports', { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
  assert.equal(response.status, 401)
  assert.equal(pulled, 0)
})

test('an error is never kept, whatever the answer’s own caching would be', async () => {
  for (const path of ['/responses/000000000000000000000000/raw', '/models/no-such-model', '/models?limit=0']) {
    const response = await app.request(`/api/v1${path}`)
    assert.deepEqual([response.headers.get('cache-control'), response.headers.get('etag')], ['no-store', null], path)
  }
})

test('what only an admin may read is kept by nobody', async () => {
  const response = await app.request('/api/v1/doctor', { headers: asAdmin })
  assert.deepEqual([response.status, response.headers.get('cache-control'), response.headers.get('etag')], [200, 'private, no-store', null])
})

const wrongBodies: Array<[name: string, body: string, status: number]> = [
  ['broken JSON', '{"spelling":', 400], ['a list', '[]', 400], ['a wrong type', '{"spelling":5,"model":"brevis"}', 400],
  ['an unknown field', '{"spelling":"a","model":"brevis","also":1}', 400], ['more than a megabyte', `{"spelling":"${'x'.repeat(1_100_000)}"}`, 413],
]
for (const [name, body, status] of wrongBodies) {
  test(`a write with ${name} is answered ${status} with the one shape of errors`, async () => {
    const { response, body: reply } = await json('/aliases', { method: 'POST', headers: asAdmin, body })
    assert.equal(response.status, status)
    assert.equal(typeof reply.error.message, 'string')
  })
}

test('an upload is imported, its rejected rows are named, and progress comes as events when asked for', async () => {
  const rows = [
    { kind: 'response', model: 'uploaded-model', challenge: { turns: ['Say hello.'] }, body: 'hello', outputType: 'text' },
    { kind: 'nonsense' },
  ].map((row) => JSON.stringify(row)).join('\n')
  const response = await app.request('/api/v1/imports?format=diptych-jsonl&collection=uploads', { method: 'POST', headers: { Authorization: asAdmin.Authorization, Accept: 'text/event-stream' }, body: rows })
  const events = await response.text()
  const result = /event: result\ndata: (.*)/.exec(events)
  assert.ok(result, events)
  const { files: [report] } = JSON.parse(result[1]!)
  assert.deepEqual([report.read, report.imported, report.rejectedCount], [2, 1, 1], JSON.stringify(report))
  assert.match(events, /event: progress/)
  assert.doesNotMatch(events, /diptych-upload|\/tmp/)
})

test('a caller who asks too often is told to wait', async () => {
  const strict = await startTestApp({ environment: { DIPTYCH_REQUESTS_PER_MINUTE: '3' } })
  const statuses = []
  for (let call = 0; call < 4; call += 1) statuses.push((await strict.request('/api/v1/stats')).status)
  assert.deepEqual(statuses.slice(0, 3), [200, 200, 200])
  assert.equal(statuses[3], 429)
  await strict.close()
})

test('what goes wrong inside is logged with the request id and answered without details', async () => {
  const broken = await startTestApp()
  Object.defineProperty(broken.services.store, 'read', { get: () => { throw new Error('the sqlite file is gone') } })
  const response = await broken.request('/api/v1/stats')
  const { error } = (await response.json()) as any
  assert.equal(response.status, 500)
  assert.doesNotMatch(error.message, /sqlite|gone/i)
  assert.ok(broken.log.some((line) => line.includes(error.requestId)))
})
