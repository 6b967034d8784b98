import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from './client.ts'
import { load } from './machine.ts'
import { MeasuredProcess, type Usage } from './measured-process.ts'
import { promptfoo } from './promptfoo.ts'
import { atLeast, atMost, median, result, rounded, say, type Result } from './result.ts'
import type { Benchmark, Stage } from './stage.ts'

const cells = 1_000
const manyCells = 100_000
const pacedCells = 200
const pacedMs = 20
const models = 10
const concurrency = 50
const rounds = 3
const pageViews = 15
const token = 'a-token-for-the-bench'
/** What `bootstrap.mjs` gives Node for a run. */
const runFlags = ['--max-semi-space-size=16', '--v8-pool-size=1']

/** Runs against an endpoint of ours in a process of its own: 50 ms to the first byte, then 400 tokens at once. */
export const runs: Benchmark = {
  name: 'runs',
  async run(stage) {
    const endpoint = startEndpoint(stage, 400, 50)
    try {
      const { url } = await endpoint.ready()
      const filled = await fillAndCompare(stage, url)
      return [...filled.results, ...await promptfoo(stage, url, { cells, models, concurrency, ours: filled.ours }), ...await fillPaced(stage), ...await fillMany(stage)]
    } finally {
      await endpoint.stop()
    }
  },
}

/** Wall time and memory of a run, from the command to its end. */
export type Filled = Usage & { wallMs: number; run: string; runMs: number; cells: number }

async function fillAndCompare(stage: Stage, url: string): Promise<{ results: Result[]; ours: Filled }> {
  const times: Array<{ bare: Bare; ours: Filled; idle: Filled }> = []
  for (let round = 0; round < rounds; round++) {
    const folder = await putChallenges(stage, cells / models)
    const idle = await fill(stage, folder, url, ['--challenges', 'question-0'])
    const ours = await fill(stage, folder, url, ['--challenges', 'all'])
    const bare = await askBarely(stage, url, cells)
    say(`  round ${round + 1}: bare ${rounded(bare.wallMs)} ms, ${rounded(bare.cpuMs)} ms of CPU; ours ${rounded(ours.runMs)} ms, ${rounded(ours.cpuMs - idle.cpuMs)} ms of CPU (${load()})`)
    times.push({ bare, ours, idle })
  }
  const share = median(times.map(({ bare, ours }) => bare.wallMs / cells / (ours.runMs / ours.cells)))
  const cpuMs = median(times.map(({ ours, idle }) => (ours.cpuMs - idle.cpuMs) / (ours.cells - idle.cells)))
  const bareRate = cells / median(times.map(({ bare }) => bare.wallMs)) * 1_000
  const bareCpuMs = median(times.map(({ bare }) => bare.cpuMs)) / cells
  const sdkMs = await askWithSdk(stage, url, cells) / cells
  const how = `${cells} cells of ${models} models, ${concurrency} at a time, 50 ms to the first byte and 400 tokens in as many events, median of ${rounds} rounds`
  const ours = times.toSorted((a, b) => a.ours.wallMs - b.ours.wallMs)[Math.floor(rounds / 2)]!.ours
  return {
    ours,
    results: [
      result('run of 1,000 cells, share of the endpoint’s ceiling', atLeast(90), share * 100, '%', {
        detail: `${how}. The ceiling is what a client reaches that asks the same questions in the same minute and looks at nothing: ${rounded(bareRate)} answers/s; ${load()}.`,
      }),
      result('run of 1,000 cells, our CPU', atMost(1.5), cpuMs, 'ms per cell', {
        baseline: sdkMs,
        detail: `All of the process: network, parsing, journal, database and search index; a run of ${models} cells, which starts the program and loads everything, is taken off. Baseline: the AI SDK asks the same questions with its own fetch, and keeps nothing. A client that looks at nothing takes ${rounded(bareCpuMs)} ms.`,
      }),
      result('run of 1,000 cells, peak memory', null, median(times.map((time) => time.ours.peakMegabytes)), 'MB', { detail: 'Of the whole process.' }),
    ],
  }
}

/** The same answers as services give them, token by token: each token is an event, a read and a line of the journal of its own. */
async function fillPaced(stage: Stage): Promise<Result[]> {
  const endpoint = startEndpoint(stage, 400, 50, pacedMs)
  try {
    const { url } = await endpoint.ready()
    const folder = await putChallenges(stage, pacedCells / models)
    const idle = await fill(stage, folder, url, ['--challenges', 'question-0'])
    const ours = await fill(stage, folder, url, ['--challenges', 'all'])
    const { wallMs: bareMs } = await askBarely(stage, url, pacedCells)
    const share = bareMs / pacedCells / (ours.runMs / ours.cells)
    const cpuMs = (ours.cpuMs - idle.cpuMs) / (ours.cells - idle.cells)
    return [result(`run of ${pacedCells} cells, a token every ${pacedMs} ms, share of the endpoint’s ceiling`, atLeast(90), share * 100, '%', {
      detail: `${models} models, ${concurrency} at a time, 50 ms to the first byte and 400 tokens; the ceiling is what a bare client reaches: ${rounded(pacedCells / bareMs * 1_000)} answers/s; ${rounded(cpuMs)} ms of our CPU per cell; ${load()}.`,
    })]
  } finally {
    await endpoint.stop()
  }
}

/** Answers of 40 tokens without a delay: what is looked for is whether memory grows with the run. */
async function fillMany(stage: Stage): Promise<Result[]> {
  const endpoint = startEndpoint(stage, 40, 0)
  try {
    const { url } = await endpoint.ready()
    const folder = await putChallenges(stage, manyCells / models)
    const ours = await fill(stage, folder, url, ['--challenges', 'all'])
    const detail = `${manyCells.toLocaleString('en')} cells, ${concurrency} at a time, 40 tokens each and no delay; ${rounded(ours.runMs / 1_000)} s by the clock, ${rounded(ours.cpuMs / ours.cells)} ms of CPU per cell; ${load()}.`
    return [result('run of 100,000 cells, peak memory', atMost(400), ours.peakMegabytes, 'MB', { detail }), await openPage(stage, folder, ours)]
  } finally {
    await endpoint.stop()
  }
}

/** Nobody has looked at the run before: the page is made anew each time, its cache being off. */
async function openPage(stage: Stage, folder: string, { run, cells }: Filled): Promise<Result> {
  const server = stage.serve(folder, { DIPTYCH_PAGE_CACHE_MB: '0', DIPTYCH_ADMIN_TOKEN: token })
  try {
    const client = new Client((await server.ready()).url, 1)
    const times: number[] = []
    const before = await server.cpuMs()
    for (let index = 0; index < pageViews; index++) {
      const startedAt = performance.now()
      const { status, body } = await client.get(`/runs/${run}`, { Authorization: `Bearer ${token}` })
      times.push(performance.now() - startedAt)
      if (status !== 200 || !body.includes(cells.toLocaleString('en'))) throw new Error(`The run's page came with status ${status}.`)
    }
    const cpuMs = (await server.cpuMs() - before) / pageViews
    client.close()
    const detail = `Over HTTP until its last byte, median of ${pageViews} views; ${rounded(times[0]!)} ms for the first after the start of the server; ${rounded(cpuMs)} ms of server CPU each; ${load()}.`
    return result('run of 100,000 cells, its page', atMost(200), median(times), 'ms', { detail })
  } finally {
    await server.stop()
  }
}

function startEndpoint(stage: Stage, tokens: number, firstByteMs: number, intervalMs = 0): MeasuredProcess {
  return new MeasuredProcess(stage.scratch, 'src/testing/endpoint/main.ts', ['--tokens', String(tokens), '--first-byte', String(firstByteMs), '--interval', String(intervalMs)])
}

/** A database with so many challenges and nothing else. */
async function putChallenges(stage: Stage, count: number): Promise<string> {
  const folder = join(stage.scratch, `runs-${crypto.randomUUID()}`)
  const file = join(stage.scratch, 'challenges.jsonl')
  writeFileSync(file, Array.from({ length: count }, (_, index) => JSON.stringify({ kind: 'challenge', slug: `question-${index}`, turns: [`Question ${index} of the bench?`] })).join('\n'))
  await program(stage, ['import', file, '--data', folder]).ended()
  return folder
}

async function fill(stage: Stage, folder: string, url: string, words: string[]): Promise<Filled> {
  const names = Array.from({ length: models }, (_, index) => `model-${index}`).join(',')
  const running = program(stage, ['run', '--base-url', url, '--models', names, ...words, '--concurrency', String(concurrency), '--json', '--data', folder])
  const usage = await running.ended()
  const report = JSON.parse(running.output) as { run: string; cells: number; filled: number; wallMs: number }
  if (report.filled !== report.cells) throw new Error(`Only ${report.filled} of ${report.cells} cells were filled.`)
  return { ...usage, run: report.run, runMs: report.wallMs, cells: report.cells }
}

function program(stage: Stage, words: string[]): MeasuredProcess {
  return new MeasuredProcess(stage.scratch, 'src/main.ts', words, { DIPTYCH_DEMO: 'no', DIPTYCH_LOG: 'error', NODE_COMPILE_CACHE: join(stage.scratch, 'compiled') }, words[0] === 'run' ? runFlags : [])
}

interface Bare {
  wallMs: number
  cpuMs: number
}

async function askBarely(stage: Stage, url: string, count: number): Promise<Bare> {
  const asking = new MeasuredProcess(stage.scratch, 'scripts/bench/bare-client.ts', [url, String(count), String(concurrency)])
  await asking.ended()
  return JSON.parse(asking.output) as Bare
}

async function askWithSdk(stage: Stage, url: string, count: number): Promise<number> {
  const asking = new MeasuredProcess(stage.scratch, 'scripts/bench/sdk-client.ts', [url, String(count), String(concurrency)])
  await asking.ended()
  return Number(asking.output)
}
