import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { startEndpoint, type Endpoint } from './testing/endpoint/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'diptych-run-'))
const key = 'sk-never-written-anywhere'
let endpoint: Endpoint

before(async () => {
  endpoint = await startEndpoint({ tokens: 20 })
  await putChallenges('data')
})
beforeEach(() => endpoint.asked.forget())
after(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true })
})

interface Ended {
  code: number | null
  stdout: string
  stderr: string
  /** What standard error held when the endpoint was first asked. */
  atFirstAsk: string
}

/** Nothing is configured: no file, no demo, no provider. */
function run(words: string[], { data = 'data', environment = {}, stopAfterAsks = 0 }: { data?: string; environment?: Record<string, string>; stopAfterAsks?: number } = {}): Promise<Ended> {
  const asks = endpoint.asked.requests.length
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'run', ...words, '--data', join(folder, data)], {
      env: { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...process.env, DIPTYCH_DEMO: 'no', ...environment },
    })
    let [stdout, stderr, atFirstAsk] = ['', '', '']
    const watch = setInterval(() => {
      const asked = endpoint.asked.requests.length - asks
      if (asked > 0) atFirstAsk ||= stderr
      if (stopAfterAsks > 0 && asked >= stopAfterAsks) {
        stopAfterAsks = 0
        child.kill('SIGTERM')
      }
    }, 2)
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('close', (code) => {
      clearInterval(watch)
      resolve({ code, stdout, stderr, atFirstAsk })
    })
  })
}

/** Puts three challenges there, one of them of two turns. */
async function putChallenges(data: string): Promise<void> {
  const rows = [['One?'], ['Two?'], ['Three?', 'And then?']].map((turns, index) => JSON.stringify({ kind: 'challenge', turns, slug: `c${index + 1}` })).join('\n')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'import', '-', '--data', join(folder, data)], { stdio: ['pipe', 'ignore', 'inherit'], timeout: 120_000 })
  child.stdin!.end(rows)
  await new Promise((resolve) => child.on('close', resolve))
}

const adHoc = (models: string, more: string[] = []) => ['--base-url', endpoint.url, '--models', models, '--challenges', 'all', '--json', ...more]

test('a run without any configuration prints its id at once and one document at the end, and the key is nowhere', async () => {
  const { code, stdout, stderr, atFirstAsk } = await run(adHoc('m1,m2', ['--samples', '2', '--concurrency', '4']), { environment: { DIPTYCH_API_KEY: key, DIPTYCH_LOG: 'debug' } })
  assert.equal(code, 0, stderr)
  const report = JSON.parse(stdout)
  assert.deepEqual(Object.keys(report), ['run', 'cells', 'filled', 'failed', 'inputTokens', 'outputTokens', 'cost', 'spentUsd', 'spentTokens', 'wallMs', 'errors', 'leftOut'])
  const { run: id, wallMs, inputTokens, spentTokens, ...figures } = report
  // Three challenges, two models, two samples; the third challenge takes two questions.
  assert.deepEqual(figures, { cells: 12, filled: 12, failed: 0, outputTokens: 16 * 20, cost: null, spentUsd: null, errors: [], leftOut: { answered: 0, open: 0, openIn: [], unsuited: 0 } })
  assert.ok(inputTokens > 16 && wallMs > 0)
  assert.equal(spentTokens, inputTokens + 16 * 20)
  assert.match(atFirstAsk, new RegExp(`^Run ${id}$`, 'm'))
  assert.equal(endpoint.asked.requests.length, 16)
  assert.ok(endpoint.asked.requests.every(({ headers }) => headers.authorization === `Bearer ${key}`), 'every question carried the key')
  for (const text of [stdout, stderr, ...filesIn(join(folder, 'data'))]) assert.ok(!text.includes(key), 'the key is in no file and no output')
})

test('without a key none is sent', async () => {
  await run(adHoc('keyless', ['--max-output-tokens', '3']))
  assert.ok(endpoint.asked.requests.length > 0 && endpoint.asked.requests.every(({ headers }) => headers.authorization === undefined))
})

test('a run whose cells failed ends with 1, names them, and asks them again when it is told to', async () => {
  const first = await run(adHoc('good,bad@401'))
  assert.equal(first.code, 1)
  const report = JSON.parse(first.stdout)
  assert.deepEqual([report.cells, report.filled, report.failed], [6, 3, 3])
  assert.deepEqual(report.errors, [{ state: 'failed', problem: 'key', message: 'Status 401: Test status 401.', cells: 3 }])
  assert.match(first.stderr, /^3 failed: Status 401: Test status 401\.$/m)
  endpoint.asked.forget()
  const again = await run(['--resume', report.run, '--json'])
  assert.deepEqual([again.code, endpoint.asked.requests.length, JSON.parse(again.stdout).failed], [1, 0, 3], 'a run that is over is only told')
  const retried = await run(['--resume', report.run, '--failed', '--json'])
  assert.deepEqual([retried.code, endpoint.asked.requests.length, JSON.parse(retried.stdout).failed], [1, 3, 3])
})

test('a run that was begun without a key goes on with one', async () => {
  const { run: id } = JSON.parse((await run(['c1', '--base-url', endpoint.url, '--models', 'guarded@fails-1@401', '--json'])).stdout)
  const before = endpoint.asked.requests.length
  const { code, stderr } = await run(['--resume', id, '--failed', '--json'], { environment: { DIPTYCH_API_KEY: key } })
  assert.equal(code, 0, stderr)
  assert.deepEqual([before, endpoint.asked.requests.length], [1, 2])
  assert.ok(endpoint.asked.requests.slice(before).every(({ headers }) => headers.authorization === `Bearer ${key}`))
})

test('samples that are here are left out, told with and without a terminal, and asked for again where that is wanted', async () => {
  await run(adHoc('known'))
  const second = await run(adHoc('known', ['--samples', '2']))
  assert.deepEqual([JSON.parse(second.stdout).cells, JSON.parse(second.stdout).leftOut], [3, { answered: 3, open: 0, openIn: [], unsuited: 0 }])
  assert.match(second.stderr, /^3 samples are not asked for: here already, .*--again/m)
  const dry = await run(adHoc('known', ['--dry-run']))
  assert.deepEqual([dry.code, JSON.parse(dry.stdout).cells, /^3 samples are not asked for/m.test(dry.stderr)], [0, 0, true])
  assert.equal(JSON.parse((await run(adHoc('known', ['--dry-run', '--again']))).stdout).cells, 3)
})

test('a run goes on as it was made: with another concurrency, but not with other models or samples', async () => {
  const { run: id } = JSON.parse((await run(adHoc('made@first-100', ['--budget-tokens', '1']))).stdout)
  for (const more of [['--models', 'm9'], ['--samples', '2'], ['c1'], ['--base-url', endpoint.url], ['--dry-run']]) {
    const refused = await run(['--resume', id, ...more])
    assert.equal(refused.code, 2, refused.stderr)
    assert.ok(refused.stderr.includes(`leave out ${more[0]!.startsWith('--') ? more[0] : `"${more[0]}"`}`), refused.stderr)
  }
  endpoint.asked.forget()
  const { stdout } = await run(['--resume', id, '--concurrency', '1', '--budget-tokens', '1000000', '--json'])
  assert.deepEqual([JSON.parse(stdout).cells, endpoint.asked.requests.length, endpoint.asked.summary().concurrentMost], [3, 4, 1])
  assert.match((await run([...adHoc('m9'), '--failed'])).stderr, /--failed goes with --resume/)
})

for (const [url, says] of [['http://10.0.0.1/v1', /private network\. Start the run with --allow-private/], ['http://169.254.169.254', /never connected to/], ['http://127.0.0.1:1/v1#', /leave out what begins with/]] as const) {
  test(`an endpoint at ${url} is refused at once, in a dry run too`, async () => {
    for (const more of [[], ['--dry-run']]) {
      const { code, stderr } = await run(['c1', '--models', 'm', '--base-url', url, ...more])
      assert.equal(code, 2, stderr)
      assert.match(stderr, says)
    }
  })
}

test('a run that is told to stop keeps what has arrived, says how to go on, and goes on', async () => {
  const stopped = await run(adHoc('patient@interval-30', ['--concurrency', '2']), { stopAfterAsks: 2 })
  assert.equal(stopped.code, 1)
  const { run: id, filled } = JSON.parse(stopped.stdout)
  assert.ok(filled < 3 && stopped.stderr.includes(`diptych run --resume ${id}`))
  const resumed = await run(['--resume', id, '--json'])
  assert.equal(resumed.code, 0, resumed.stderr)
  const report = JSON.parse(resumed.stdout)
  assert.deepEqual([report.run, report.cells, report.filled], [id, 3, 3])
})

test('a run whose launcher is killed asks no further, and goes on where it stopped', { timeout: 60_000 }, async () => {
  const words = ['src/main.ts', 'run', ...adHoc('orphan@interval-100', ['--samples', '4', '--concurrency', '1']), '--data', join(folder, 'data')]
  const launch = 'require("node:child_process").spawn(process.execPath, process.argv.slice(1), { stdio: "inherit", env: { ...process.env, DIPTYCH_LAUNCHER: String(process.pid) } })'
  const launcher = spawn(process.execPath, ['-e', launch, '--', ...words], { env: { ...process.env, DIPTYCH_DEMO: 'no' } })
  let told = ''
  launcher.stderr.on('data', (chunk) => (told += chunk))
  while (endpoint.asked.requests.length === 0) await wait(20)
  launcher.kill('SIGKILL')
  // Its output ends with the last process that holds it.
  await once(launcher, 'close')
  assert.ok(endpoint.asked.requests.length < 3, `${endpoint.asked.requests.length} questions were asked`)
  const id = /Run ([0-9a-f]+)/.exec(told)![1]!
  assert.match(told, /It was stopped; what has arrived is kept\./)
  endpoint.asked.forget()
  await run(['--resume', id, '--json'], { stopAfterAsks: 1 })
  assert.ok(endpoint.asked.requests.length >= 1)
})

test('a dry run asks nothing, so it needs no key, and stores no run', async () => {
  const { code, stdout } = await run(adHoc('fresh', ['--samples', '3', '--dry-run']), { environment: { DIPTYCH_API_KEY: '' } })
  const estimate = JSON.parse(stdout)
  assert.deepEqual([code, estimate.cells, estimate.questions, estimate.usd, endpoint.asked.requests.length], [0, 9, 12, null, 0])
  const named = await run(['c1', '--models', 'm', '--base-url', 'https://models.example/v1', '--dry-run', '--json'], { environment: { DIPTYCH_API_KEY: '' } })
  assert.deepEqual([named.code, JSON.parse(named.stdout).cells], [0, 1], 'an endpoint elsewhere, whose name nobody looks up')
})

test('a budget that is used up ends a run with 1, and a new one lets it go on', async () => {
  const first = await run(adHoc('frugal', ['--budget-tokens', '100', '--max-output-tokens', '20', '--concurrency', '1']))
  assert.equal(first.code, 1)
  const { run: id, filled } = JSON.parse(first.stdout)
  assert.ok(filled >= 1 && filled < 3 && /budget is used up/.test(first.stderr), `${filled} cells: ${first.stderr}`)
  const more = await run(['--resume', id, '--budget-tokens', '10000', '--json'])
  assert.deepEqual([more.code, JSON.parse(more.stdout).filled], [0, 3])
})

const wrong: Array<[name: string, words: () => string[], says: RegExp]> = [
  ['no models', () => ['--challenges', 'all'], /--models/],
  ['a number that is none', () => ['c1', '--models', 'm', '--samples', 'many'], /--samples is a number/],
]

for (const [name, words, says] of wrong) {
  test(`${name} is a wrong use, told in a sentence`, async () => {
    const { code, stdout, stderr } = await run(words())
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, says)
  })
}

test('a provider that does not exist is wrong usage, a run that does not exist is refused, each with one document', async () => {
  for (const { words, exit } of [{ words: ['c1', '--models', 'nobody/m'], exit: 2 }, { words: ['--resume', 'no-such-run'], exit: 1 }]) {
    const { code, stdout } = await run([...words, '--json'])
    assert.equal(code, exit)
    assert.match((JSON.parse(stdout) as { error: { message: string } }).error.message, /house|diptych runs list/)
  }
  assert.equal(endpoint.asked.requests.length, 0)
})

/** Tells on standard error which packages the program itself, and not a thread of it, has loaded. */
const telling = `
  import { registerHooks } from 'node:module'
  import { isMainThread } from 'node:worker_threads'
  const loaded = new Set()
  registerHooks({ load(url, context, next) {
    loaded.add(/node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url)?.[1])
    return next(url, context)
  } })
  if (isMainThread) process.on('exit', () => process.stderr.write('loaded: ' + [...loaded].join(' ')))
`

test('a run keeps no room for libraries of the site, of MCP, of rendering, of YAML and of PostgreSQL', async () => {
  const path = join(folder, 'telling.mjs')
  writeFileSync(path, telling)
  const { code, stderr } = await run(['c1', '--models', 'm-lean', '--base-url', endpoint.url], { environment: { NODE_OPTIONS: `--import ${path}` } })
  const loaded = stderr.split('loaded: ')[1]!.split(' ')
  assert.equal(code, 0, stderr)
  assert.ok(loaded.includes('kysely') && loaded.includes('@ai-sdk/openai-compatible'), stderr)
  for (const unneeded of ['hono', '@modelcontextprotocol/server', 'highlight.js', 'temml', 'markdown-it', 'yaml', 'pg']) assert.ok(!loaded.includes(unneeded), unneeded)
})

/** Every file as it lies on the disk. */
function filesIn(place: string): string[] {
  if (!existsSync(place)) return []
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, 'latin1'))
}
