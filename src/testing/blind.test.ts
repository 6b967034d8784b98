import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { openStore } from '../store/database.ts'
import { projectFolder, startTestApp, type TestApp } from './app.ts'
import { blindChallenge, BlindProbe, blindTypes, secretsOf, storeBlindPairs, visitOf } from './blind.ts'

/** Law 3: until the vote is stored, no byte that leaves the server tells whose answers they are. */

let app: TestApp
let secrets: Array<[string, string]>

before(async () => {
  app = await startTestApp({ environment: { DIPTYCH_VOTES_PER_MINUTE: '0' } })
  await storeBlindPairs(app.services.store)
  secrets = await secretsOf(app.services.store)
})
/** Each test on a day of its own: who shows no cookie is one voter for a day, and has each pair once. */
beforeEach(() => {
  const tomorrow = new Date(app.services.now().getTime() + 86_400_000)
  app.services.now = () => tomorrow
})
after(() => app.close())

type Json = any

test('the needles are sharp: the reveal after the vote is full of them', async () => {
  const probe = new BlindProbe(secrets)
  const { ask } = visitOf(app, probe)
  const { id } = await (await ask('POST', '/api/v1/duels')).json() as Json
  assert.deepEqual(probe.leaks(), [])
  await ask('POST', `/api/v1/duels/${id}/votes`, { body: { verdict: 'tie' } })
  const leaks = probe.leaks().join('\n')
  for (const what of ['a name', 'a slug', 'a creator', 'an answer’s id']) assert.ok(leaks.includes(`holds ${what}`), what)
})

for (const type of blindTypes) {
  test(`REST tells nothing before the vote on a duel of ${type}, in replies, headers, errors and repetitions`, async () => {
    const probe = new BlindProbe(secrets)
    const { ask } = visitOf(app, probe)
    const created = await ask('POST', '/api/v1/duels', { body: { challenge: blindChallenge(type), render: true }, headers: { 'Idempotency-Key': `k ${type}` } })
    const duel = await created.json() as Json
    assert.equal(created.status, 200, JSON.stringify(duel))
    const { id } = duel
    await ask('POST', '/api/v1/duels', { body: { challenge: blindChallenge(type), render: true }, headers: { 'Idempotency-Key': `k ${type}` } })
    for (const render of ['true', 'false']) await ask('GET', `/api/v1/duels/${id}?render=${render}`)
    for (const { raw, frame, media } of [duel.left, duel.right]) {
      const reads: Array<[string, Record<string, string>?]> = [
        [raw], [raw, { 'If-None-Match': '*' }], [`${raw}?as=html`],
        ...(frame ? [[frame, { 'Sec-Fetch-Dest': 'iframe' }], [`${frame}/live`, { 'Sec-Fetch-Dest': 'iframe' }], [frame]] as Array<[string, Record<string, string>?]> : []),
        ...(media ? [[media]] as Array<[string]> : []),
      ]
      for (const [path, headers] of reads) await ask('GET', path, { headers })
      await ask('HEAD', raw)
    }
    for (const wrong of [{ verdict: 'xylotron' }, {}, { verdict: 'left', extra: 1 }]) assert.equal((await ask('POST', `/api/v1/duels/${id}/votes`, { body: wrong })).status, 400)
    assert.equal((await ask('GET', `/api/v1/duels/${id}`, { headers: { Cookie: (await strangersCookie()) } })).status, 403)
    assert.equal((await ask('POST', `/api/v1/duels/${id}/votes`, { body: { verdict: 'left' }, headers: { Cookie: (await strangersCookie()) } })).status, 403)
    for (const path of [`/api/v1/duels/${id}/middle`, `/api/v1/duels/${id}/left?as=pdf`, `/api/v1/duels/${id}x`]) await ask('GET', path)
    assert.equal((await ask('POST', `/api/v1/duels/${id}/undo`)).status, 409)
    assert.equal((await ask('POST', `/api/v1/duels/${id}/reveal`)).status, 409)
    // A vote without a reveal: the names stay sealed, in repetitions too.
    const vote = { body: { verdict: 'right', reveal: false }, headers: { 'Idempotency-Key': `v ${type}` } }
    for (const _ of [1, 2]) assert.equal((await ask('POST', `/api/v1/duels/${id}/votes`, vote)).status, 200)
    assert.equal((await ask('POST', `/api/v1/duels/${id}/votes`, { body: { verdict: 'left' } })).status, 409)
    for (const path of [`/api/v1/duels/${id}?render=true`, duel.left.raw, '/api/v1/ledger', '/api/v1/ledger/head']) await ask('GET', path)
    assert.deepEqual(probe.leaks(), [])
    const revealed = await (await app.request(`/api/v1/duels/${id}/reveal`, { method: 'POST' })).json() as Json
    assert.ok(revealed.reveal.left.model.name, 'and is there when it is asked for')
  })
}

test('REST tells nothing of duels that are skipped, streamed, or of which none is left', async () => {
  const probe = new BlindProbe(secrets)
  const { ask } = visitOf(app, probe)
  const stream = await ask('POST', '/api/v1/duels', { body: { category: 'blind' }, headers: { Accept: 'text/event-stream' } })
  assert.match(await stream.text(), /event: result/)
  for (let duels = 1; duels < blindTypes.length; duels++) {
    const { id } = await (await ask('POST', '/api/v1/duels')).json() as Json
    await ask('POST', `/api/v1/duels/${id}/skip`)
    await ask('GET', `/api/v1/duels/${id}`)
  }
  const none = await ask('POST', '/api/v1/duels')
  assert.deepEqual([none.status, (await none.json() as Json).error.kind], [404, 'not-found'])
  assert.deepEqual(probe.leaks(), [])
})

test('MCP tells nothing before the vote, in tools, replies, errors and notifications', async () => {
  const probe = new BlindProbe(secrets)
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp?scope=vote'), {
    fetch: async (url, init) => {
      const response = await app.app.request(new Request(url, init))
      const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as { params?: { name?: string } }) : undefined
      return probe.reply(`MCP ${body?.params?.name ?? ''}`, response)
    },
    requestInit: { headers: { Host: 'localhost' } },
  }))
  const call = async (name: string, input: object) => (await client.callTool({ name, arguments: input as never })) as Json
  await client.listTools()
  for (const type of blindTypes) {
    const { structuredContent: duel } = await call('duels.create', { challenge: blindChallenge(type), render: true })
    await call('duels.get', { duel: duel.id, render: true })
    assert.equal((await call('duels.vote', { duel: duel.id, verdict: 'abstain' }).catch(() => ({ isError: true }))).isError, true)
    assert.equal((await call('duels.reveal', { duel: duel.id })).isError, true)
    await call('duels.vote', { duel: duel.id, verdict: 'left', reveal: false })
    assert.equal((await call('duels.vote', { duel: duel.id, verdict: 'left' })).isError, true)
  }
  // On another day a client without a cookie is another voter, who has had no pair.
  const tomorrow = new Date(app.services.now().getTime() + 86_400_000)
  app.services.now = () => tomorrow
  const { structuredContent: skipped } = await call('duels.create', {})
  await call('duels.skip', { duel: skipped.id })
  assert.ok(probe.count > blindTypes.length * 6)
  assert.deepEqual(probe.leaks(), [])
  await client.close()
})

test('a visitor’s MCP client that did not ask for it gets no tool that votes', async () => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: async (url, init) => app.app.request(new Request(url, init)), requestInit: { headers: { Host: 'localhost' } },
  }))
  const names = (await client.listTools()).tools.map(({ name }) => name).filter((name) => name.startsWith('duels.'))
  assert.ok(names.includes('duels.get') && !names.includes('duels.create') && !names.includes('duels.vote'), names.join())
  await client.close()
})

test('the log tells nothing, whatever was asked', () => {
  const probe = new BlindProbe(secrets)
  probe.text('the log', app.log.join('\n'))
  assert.deepEqual(probe.leaks(), [])
})

test('the command line tells nothing before the vote, on either stream, for people and for programs', async () => {
  const probe = new BlindProbe(secrets)
  const folder = await mkdtemp(join(tmpdir(), 'diptych-blind-'))
  const store = await openStore({ folder })
  await storeBlindPairs(store)
  await store.close()
  const diptych = async (...words: string[]) => {
    const ended = await run([...words, '--data', folder])
    probe.text(words.join(' '), `${ended.stdout}\n${ended.stderr}`)
    return ended
  }
  const { id } = JSON.parse((await diptych('duels', 'create', '--challenge', blindChallenge('text'), '--json', '--render')).stdout)
  await diptych('duels', 'create', '--challenge', blindChallenge('html'))
  await diptych('duels', 'get', id)
  await diptych('duels', 'answer', id, 'left')
  await diptych('duels', 'answer', id, 'right', '--as', 'html')
  await diptych('duels', 'answer', id, 'right', '--json')
  assert.equal((await diptych('duels', 'vote', id, 'xylotron')).code, 2)
  assert.equal((await diptych('duels', 'vote', id, 'left', '--no-reveal', '--json', '--criteria', 'clear=left,style=tie')).code, 0)
  assert.equal((await diptych('duels', 'vote', id, 'left')).code, 1)
  assert.deepEqual(probe.leaks(), [])
  const { reveal, vote } = JSON.parse((await run(['duels', 'reveal', id, '--json', '--data', folder])).stdout)
  assert.deepEqual(vote.criteria, { clear: 'left', style: 'tie' })
  assert.ok(reveal.right.model.name)
  assert.equal((await run(['ledger', 'verify', '--data', folder])).code, 0)
  await rm(folder, { recursive: true, force: true })
})

async function strangersCookie(): Promise<string> {
  const { headers } = await app.request('/api/v1/duels', { method: 'POST' })
  return headers.get('set-cookie')!.split(';')[0]!
}

function run(words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectFolder, 'src', 'main.ts'), ...words], { env: { ...process.env, DIPTYCH_LOG: 'debug' } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
