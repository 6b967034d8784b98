import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openStore } from './store/database.ts'
import { forEachDatabase, makeTestPlace, type TestPlace } from './testing/store.ts'

const program = join(import.meta.dirname, 'main.ts')

interface Server {
  url: string
  child: ChildProcess
}

function start(words: string[], environment: Record<string, string>): { child: ChildProcess; output(): string } {
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, PORT: '0', ...environment } })
  let text = ''
  child.stdout!.on('data', (chunk) => (text += chunk))
  child.stderr!.on('data', (chunk) => (text += chunk))
  return { child, output: () => text }
}

async function serve(environment: Record<string, string>): Promise<Server> {
  const { child, output } = start(['serve'], environment)
  while (!/ready: \S+\n/.test(output())) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { child, url: /ready: (\S+)/.exec(output())![1]! }
}

async function endOf({ child, output }: ReturnType<typeof start>): Promise<{ code: number; text: string }> {
  const [code] = child.exitCode === null ? await once(child, 'close') : [child.exitCode]
  return { code: code as number, text: output() }
}

function environmentOf(place: TestPlace): Record<string, string> {
  return { DIPTYCH_DATA: place.folder, ...(place.postgresUrl && { DIPTYCH_DATABASE_URL: place.postgresUrl }) }
}

forEachDatabase((kind) => {
  let place: TestPlace
  let server: Server

  before(async () => {
    place = await makeTestPlace(kind)
    server = await serve(environmentOf(place))
  })
  after(async () => {
    server.child.kill('SIGTERM')
    if (server.child.exitCode === null) await once(server.child, 'close')
    await place.remove()
  })

  test('an empty database is given the demo, and pages, twins and the API answer', async () => {
    const stats = (await (await fetch(`${server.url}/api/v1/stats`)).json()) as { challenges: number }
    assert.equal(stats.challenges, 36)
    assert.equal(((await (await fetch(`${server.url}/api/v1/health`)).json()) as { database: string }).database, kind)
    for (const path of ['/', '/models', '/challenges/three-experts-one-model', '/compare/brevis/fabula?challenge=three-experts-one-model', '/search?q=light']) {
      const page = await fetch(server.url + path)
      assert.equal(page.status, 200, path)
      assert.match(await page.text(), /<h1/)
    }
  })

  test('what another process imports is on the next page', async () => {
    const row = JSON.stringify({ kind: 'response', model: 'from-outside', challenge: { key: 'diptych:three-experts-one-model' }, body: 'A quite unmistakable sentence.' })
    assert.doesNotMatch(await (await fetch(`${server.url}/challenges/three-experts-one-model`)).text(), /unmistakable/)
    const importing = start(['import', '-', '--json'], environmentOf(place))
    importing.child.stdin!.end(row)
    assert.equal((await endOf(importing)).code, 0, importing.output())
    assert.match(await (await fetch(`${server.url}/challenges/three-experts-one-model`)).text(), /unmistakable/)
    assert.match(await (await fetch(`${server.url}/search?q=unmistakable`)).text(), /<mark>unmistakable<\/mark>/)
  })

  test('a process that only works fills the run of a server that does not', async () => {
    const shared = await makeTestPlace(kind)
    const environment = { ...environmentOf(shared), DIPTYCH_ADMIN_TOKEN: 'a-token-for-tests-only' }
    const asked = await serve({ ...environment, DIPTYCH_RUN_CELLS: '0' })
    const ask = async (path: string, body?: object) => (await fetch(`${asked.url}/api/v1/${path}`, {
      method: body ? 'POST' : 'GET', headers: { 'Authorization': 'Bearer a-token-for-tests-only', 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
    })).json() as Promise<Record<string, unknown>>
    const { run } = await ask('runs', { challenges: ['three-experts-one-model'], models: ['house/brevis-writer', 'house/fabula-writer'] })
    assert.equal((await ask(`runs/${String(run)}`)).state, 'running')
    const worker = start(['serve', '--only=worker'], environment)
    while ((await ask(`runs/${String(run)}`)).state === 'running') {
      if (worker.child.exitCode !== null) throw new Error(`The worker ended: ${worker.output()}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    assert.deepEqual((({ state, counts }) => [state, counts])(await ask(`runs/${String(run)}`)), ['done', { waiting: 0, held: 0, filled: 2, failed: 0, stopped: 0 }])
    worker.child.kill('SIGTERM')
    assert.deepEqual(await endOf(worker), { code: 0, text: 'Diptych fills cells of runs, up to 64 at a time, and serves nothing.\n' })
    asked.child.kill('SIGTERM')
    await once(asked.child, 'close')
    await shared.remove()
  })

  test('a second start keeps what there is and does not load the demo again', async () => {
    const second = await serve(environmentOf(place))
    const stats = async (url: string) => (await fetch(`${url}/api/v1/stats`)).text()
    assert.equal(await stats(second.url), await stats(server.url))
    second.child.kill('SIGTERM')
    const [code] = await once(second.child, 'close')
    assert.equal(code, 0)
  })
})

const scratch: string[] = []
after(async () => {
  for (const folder of scratch) await rm(folder, { recursive: true, force: true })
})

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'diptych-serve-'))
  scratch.push(folder)
  return folder
}

test('an import before the first start matches names to the catalogue, and the start still loads the demo', async () => {
  const environment = { DIPTYCH_DATA: await aFolder() }
  const importing = start(['import', '-', '--json'], environment)
  importing.child.stdin!.end(JSON.stringify({ kind: 'response', model: 'moonshotai/kimi-k2', challenge: { turns: ['Say hello.'] }, body: 'hello' }))
  assert.equal((await endOf(importing)).code, 0, importing.output())
  const server = await serve(environment)
  const stats = (await (await fetch(`${server.url}/api/v1/stats`)).json()) as { challenges: number; houseAuthors: number; models: number }
  const { model } = (await (await fetch(`${server.url}/api/v1/models/kimi-k2`)).json()) as { model: { answers: number } }
  server.child.kill('SIGTERM')
  await once(server.child, 'close')
  assert.deepEqual([stats.challenges, stats.houseAuthors, model.answers], [37, 4, 1])
  assert.ok(stats.models >= 250)
})

test('the first start shows an admin token, once and not on standard output; a new one from the command line voids it while the server runs', async () => {
  const environment = { DIPTYCH_DATA: await aFolder(), DIPTYCH_DEMO: 'no', DIPTYCH_LOG: 'silent' }
  const [first, firstTold] = await serveJson(environment)
  const [, token] = /^Admin token: ([\w-]{43})$/m.exec(firstTold)!
  const may = async (bearer: string) => (await fetch(`${first.url}/api/v1/aliases`, { method: 'POST', headers: { Authorization: `Bearer ${bearer}` } })).status === 400
  assert.equal(await may(token!), true)
  const [second, secondTold] = await serveJson(environment)
  assert.doesNotMatch(secondTold, /token/i)
  const made = await endOf(start(['admin', 'token', '--json'], environment))
  const renewed = (JSON.parse(made.text) as { token: string }).token
  assert.deepEqual([await may(token!), await may(renewed)], [false, true])
  for (const { child } of [first, second]) {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
})

/** A server that tells its address as JSON, and what it told a person. */
async function serveJson(environment: Record<string, string>): Promise<[Server, string]> {
  const child = spawn(process.execPath, [program, 'serve', '--json'], { env: { ...process.env, PORT: '0', ...environment } })
  const told = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (told.out += chunk))
  child.stderr.on('data', (chunk) => (told.err += chunk))
  while (!told.out.endsWith('\n')) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${told.err}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return [{ child, url: (JSON.parse(told.out) as { url: string }).url }, told.err]
}

test('a port that is none ends the start with a sentence', async () => {
  const { code, text } = await endOf(start(['serve', '--port', '80x'], { DIPTYCH_DATA: await aFolder() }))
  assert.equal(code, 2)
  assert.match(text, /PORT: "80x" should be a whole number/)
  assert.doesNotMatch(text, /\n    at /)
})

test('a word that --only does not take, and a worker without cells, are refused with a sentence', async () => {
  for (const [words, environment, said] of [
    [['serve', '--only=nothing'], {}, /--only takes "worker", not "nothing"/],
    [['serve', '--only=worker'], { DIPTYCH_RUN_CELLS: '0' }, /DIPTYCH_RUN_CELLS is 0/],
  ] as const) {
    const { code, text } = await endOf(start([...words], { ...environment, DIPTYCH_DATA: await aFolder() }))
    assert.equal(code, 2)
    assert.match(text, said)
  }
})

test('a port in use ends the start with a sentence that says what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { code, text } = await endOf(start(['serve', '--port', String(port)], { DIPTYCH_DATA: await aFolder(), DIPTYCH_DEMO: 'no' }))
  taken.close()
  assert.equal(code, 1)
  assert.match(text, new RegExp(`Port ${port} is in use`))
  assert.doesNotMatch(text, /\n    at /)
})

test('a data folder that cannot be made ends the start with a sentence that says what to do', async () => {
  const file = join(await aFolder(), 'a-file')
  await writeFile(file, '')
  for (const folder of [file, join(file, 'below'), '/proc/diptych']) {
    const { code, text } = await endOf(start(['serve'], { DIPTYCH_DATA: folder }))
    assert.equal(code, 1, folder)
    assert.match(text, /cannot be written.*DIPTYCH_DATA/)
    assert.doesNotMatch(text, /\n    at /)
  }
})

test('a file that is no database ends the start with a sentence that says what to do', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'diptych.sqlite'), 'These words are no database, although they are long enough to look at. '.repeat(40))
  const { code, text } = await endOf(start(['serve'], { DIPTYCH_DATA: folder }))
  assert.equal(code, 1)
  assert.match(text, /damaged.*restore/)
  assert.doesNotMatch(text, /\n    at /)
})

test('a database file that is cut off ends every command with a sentence', async () => {
  const folder = await aFolder()
  const store = await openStore({ folder })
  await store.close()
  const path = join(folder, 'diptych.sqlite')
  await truncate(path, 8192 * 3)
  for (const words of [['serve'], ['doctor'], ['stats', 'get']]) {
    const { code, text } = await endOf(start(words, { DIPTYCH_DATA: folder }))
    assert.equal(code, 1)
    assert.match(text, /damaged/)
    assert.doesNotMatch(text, /\n    at /)
  }
})

test('with --json the address is one JSON document', async () => {
  const started = start(['serve', '--json'], { DIPTYCH_DATA: await aFolder(), DIPTYCH_DEMO: 'no', DIPTYCH_ADMIN_TOKEN: 'a-token-for-tests-only' })
  while (!started.output().endsWith('}\n') && started.child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20))
  const { url } = JSON.parse(started.output()) as { url: string }
  assert.equal((await fetch(`${url}/api/v1/health`)).status, 200)
  started.child.kill('SIGTERM')
  assert.equal((await endOf(started)).code, 0)
})

test('a database from a newer version ends the start with a sentence that says what to do', async () => {
  const folder = await aFolder()
  const store = await openStore({ folder })
  await store.write.insertInto('migrations' as never).values({ number: 9_999, name: 'from-the-future', at: new Date().toISOString() } as never).execute()
  await store.close()
  const { code, text } = await endOf(start(['serve'], { DIPTYCH_DATA: folder }))
  assert.equal(code, 1)
  assert.match(text, /newer/)
  assert.doesNotMatch(text, /\n    at /)
})

test('a PostgreSQL server that is not there ends the start with a sentence, without the password', async () => {
  const { code, text } = await endOf(start(['serve'], { DIPTYCH_DATA: await aFolder(), DIPTYCH_DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:9/none' }))
  assert.equal(code, 1)
  assert.match(text, /PostgreSQL/)
  assert.doesNotMatch(text, /hunter2/)
  assert.doesNotMatch(text, /\n    at /)
})
