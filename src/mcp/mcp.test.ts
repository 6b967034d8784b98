import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { RateLimiter } from '../http/limits.ts'
import { projectFolder, startTestApp, type TestApp } from '../testing/app.ts'

let app: TestApp

before(async () => {
  app = await startTestApp({ demo: true })
})
after(() => app.close())

async function connect(headers: Record<string, string> = {}) {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.app.request(new Request(url, init)), requestInit: { headers: { Host: 'localhost', ...headers } },
  }))
  return client
}

test('over HTTP a visitor sees every read as a tool, none that writes, and all marked as read-only', async () => {
  const client = await connect()
  const { tools } = await client.listTools()
  const names = tools.map(({ name }) => name)
  assert.ok(names.includes('models.list') && names.includes('compare.get') && names.includes('search.query'))
  assert.deepEqual(names.filter((name) => /set|remove|run|upload|raw/.test(name)), [])
  assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true && annotations.destructiveHint === false))
  await client.close()
})

test('a tool answers with structured content, and text of models stands in fields marked as untrusted', async () => {
  const client = await connect()
  const { structuredContent } = (await client.callTool({ name: 'compare.get', arguments: { models: ['brevis', 'fabula'], challenge: 'three-experts-one-model' } })) as any
  assert.equal(structuredContent.columns.length, 2)
  const [answer] = structuredContent.columns[0]
  assert.equal(answer.text.kind, 'untrusted-text')
  assert.ok(answer.text.text.length > 100)
  await client.close()
})

test('no text of an answer stands outside of a marked field', async () => {
  const client = await connect()
  const { structuredContent } = (await client.callTool({ name: 'responses.read', arguments: { model: 'brevis', challenge: 'three-experts-one-model' } })) as any
  const phrase = structuredContent.answers[0].text.text.slice(0, 60)
  const places: string[] = []
  const walk = (value: unknown, path: string, isMarked: boolean): void => {
    if (typeof value === 'string' && value.includes(phrase) && !isMarked) places.push(path)
    if (value && typeof value === 'object') {
      const marked = isMarked || (value as { kind?: string }).kind === 'untrusted-text'
      for (const [key, part] of Object.entries(value)) walk(part, `${path}.${key}`, marked)
    }
  }
  walk(structuredContent, '', false)
  assert.deepEqual(places, [])
  await client.close()
})

test('a wrong input or an unknown thing is an error result with a sentence', async () => {
  const client = await connect()
  const unknown = (await client.callTool({ name: 'models.get', arguments: { model: 'no-such-model' } })) as any
  assert.equal(unknown.isError, true)
  assert.match(unknown.content[0].text, /not-found.*no-such-model/)
  await client.close()
})

test('an admin’s client may write', async () => {
  const client = await connect({ Authorization: 'Bearer a-token-for-tests-only' })
  const result = (await client.callTool({ name: 'aliases.set', arguments: { spelling: 'terse-one', model: 'brevis' } })) as any
  assert.deepEqual(result.structuredContent, { spelling: 'terse-one', model: 'brevis' })
  await client.close()
})

test('a vote over MCP is a model’s unless its caller says otherwise, and one over REST a person’s', async () => {
  const client = await connect({ Authorization: 'Bearer a-token-for-tests-only' })
  const call = async (name: string, input: object) => ((await client.callTool({ name, arguments: { ...input } })) as any).structuredContent
  const vote = async (more: object = {}) => (await call('duels.vote', { duel: (await call('duels.create', {})).id, verdict: 'tie', ...more })).vote.judge
  assert.deepEqual([await vote(), await vote({ judge: 'human' })], ['model', 'human'])
  const { inputSchema } = (await client.listTools()).tools.find(({ name }) => name === 'duels.vote')!
  assert.match((inputSchema.properties!.judge as { description: string }).description, /model over MCP, human elsewhere/)
  await client.close()
  const post = async (path: string, body: object) => (await app.request(`/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json() as any
  const castOverRest = async (more: object = {}) => (await post(`/duels/${(await post('/duels', {})).id}/votes`, { verdict: 'tie', ...more })).vote.judge
  assert.deepEqual([await castOverRest(), await castOverRest({ judge: 'model' })], ['human', 'model'])
})

test('a write that is called again with its key answers the first reply and acts once, also where the key came over REST', async () => {
  const headers = { Authorization: 'Bearer a-token-for-tests-only' }
  const client = await connect(headers)
  const call = (name: string, input: object) => client.callTool({ name, arguments: { ...input } }) as Promise<any>
  const { id } = (await call('duels.create', {})).structuredContent
  const cast = { duel: id, verdict: 'tie', judge: 'human', idempotencyKey: 'cast-once' }
  const first = await call('duels.vote', cast)
  assert.equal(first.structuredContent.vote.verdict, 'tie')
  assert.deepEqual((await call('duels.vote', cast)).structuredContent, first.structuredContent)
  const overRest = await app.request(`/api/v1/duels/${id}/votes`, {
    method: 'POST', headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': 'cast-once' }, body: JSON.stringify({ verdict: 'tie', judge: 'human' }),
  })
  assert.deepEqual(await overRest.json(), first.structuredContent)
  assert.match((await call('duels.vote', { ...cast, verdict: 'left' })).content[0].text, /^conflict: This idempotency key was used with another input/)
  assert.match((await call('duels.vote', { ...cast, idempotencyKey: undefined })).content[0].text, /^conflict: .*its vote already/)
  assert.match((await call('duels.vote', { ...cast, idempotencyKey: 'k\0' })).content[0].text, /^invalid: The idempotency key holds characters that are none/)
  const { tools } = await client.listTools()
  const takesKey = (name: string) => 'idempotencyKey' in tools.find((tool) => tool.name === name)!.inputSchema.properties!
  assert.deepEqual([takesKey('duels.vote'), takesKey('aliases.set'), takesKey('duels.get')], [true, true, false])
  await client.close()
})

test('a tool has the limit of its operation, and a message a length', async () => {
  // One minute that does not end.
  app.services.limiter = new RateLimiter(() => 0)
  const client = await connect({ Authorization: 'Bearer a-token-for-tests-only' })
  const remove = () => client.callTool({ name: 'aliases.remove', arguments: { spelling: 'nobody-is-called-so' } }) as Promise<any>
  const replies: string[] = []
  for (let call = 0; call < 121; call += 1) replies.push((await remove()).content[0].text)
  assert.match(replies[119]!, /^not-found/)
  assert.match(replies[120]!, /^too-many: .*120 a minute/)
  await client.close()
  const long = await app.request('/mcp', { method: 'POST', headers: { Host: 'localhost', 'Content-Type': 'application/json' }, body: ' '.repeat(1_048_577) })
  assert.equal(long.status, 413)
  assert.match(((await long.json()) as any).error.message, /1048576 bytes/)
})

test('a page of another site may not use the endpoint', async () => {
  const call = (headers: Record<string, string>) => app.request('/mcp', {
    method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', Host: 'localhost', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  })
  assert.equal((await call({ Origin: 'https://evil.example' })).status, 403)
  assert.equal((await call({ Host: 'evil.example' })).status, 403)
  assert.equal((await call({ Origin: 'http://localhost' })).status, 200)
})

test('over stdio the same tools are listed and called', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'diptych-mcp-'))
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StdioClientTransport({
    command: process.execPath, args: [join(projectFolder, 'src', 'main.ts'), 'mcp', '--data', folder], stderr: 'ignore',
  }))
  const { tools } = await client.listTools()
  assert.ok(tools.some(({ name }) => name === 'models.list'))
  const { structuredContent } = (await client.callTool({ name: 'stats.get', arguments: {} })) as any
  assert.equal(structuredContent.responses, 0)
  await client.close()
  await rm(folder, { recursive: true, force: true })
})
