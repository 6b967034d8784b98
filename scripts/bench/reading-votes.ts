import { once } from 'node:events'
import { createWriteStream, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chance } from '../../src/testing/chance.ts'
import { load } from './machine.ts'
import { MeasuredProcess } from './measured-process.ts'
import { atMost, median, result, rounded, say, type Result } from './result.ts'
import type { Benchmark, Stage } from './stage.ts'

const million = 1_000_000
const models = 200
const voters = 50_000

/** `diptych rate`: a million votes from a file to columns, and a small file to its report. */
export const readingVotes: Benchmark = {
  name: 'reading-votes',
  async run(stage) {
    const path = join(stage.scratch, 'votes.jsonl')
    await writeVotes(path, million)
    try {
      return [...await parsing(stage, path), await smallReport(stage)]
    } finally {
      rmSync(path, { force: true })
    }
  },
}

/** Votes as Arena publishes them, without the conversations: every one has a question id of its own, in 16 digits. */
async function writeVotes(path: string, count: number): Promise<void> {
  say(`  writing ${count.toLocaleString('en')} votes …`)
  const [chance, file] = [new Chance(1), createWriteStream(path)]
  const hex = () => Math.floor(chance.next() * 2 ** 32).toString(16).padStart(8, '0')
  for (let written = 0, piece = ''; written < count; piece = '') {
    for (const end = Math.min(count, written + 10_000); written < end; written++) {
      const left = chance.below(models)
      piece += `${JSON.stringify({
        question_id: hex() + hex(), model_a: `maker-${left}b-v1`, model_b: `maker-${(left + 1 + chance.below(models - 1)) % models}b-v1`,
        winner: chance.pick(['model_a', 'model_b', 'tie', 'tie (bothbad)']), judge: `arena_user_${chance.below(voters)}`, turn: 1,
        tstamp: 1_714_000_000 + written / 8,
      })}\n`
    }
    if (!file.write(piece)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
}

const rounds = 3
const ways = ['columns', 'all-columns', 'plain'] as const

/** In processes of their own, which take turns. */
async function parsing({ scratch }: Stage, path: string): Promise<Result[]> {
  const measured = Object.fromEntries(ways.map((way) => [way, [] as Array<{ cpuMs: number; peakMegabytes: number }>])) as Record<(typeof ways)[number], Array<{ cpuMs: number; peakMegabytes: number }>>
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const reading = new MeasuredProcess(scratch, 'scripts/bench/read-votes.ts', [way, path], { NODE_COMPILE_CACHE: join(scratch, 'compiled') })
      const { peakMegabytes } = await reading.ended()
      const { votes, cpuMs } = JSON.parse(reading.output) as { votes: number; cpuMs: number }
      if (votes !== million) throw new Error(`${way} read ${votes} votes.`)
      measured[way].push({ cpuMs, peakMegabytes })
    }
  }
  const seconds = (way: (typeof ways)[number]) => median(measured[way].map(({ cpuMs }) => cpuMs)) / 1_000
  const megabytes = (way: (typeof ways)[number]) => median(measured[way].map(({ peakMegabytes }) => peakMegabytes))
  const size = `${rounded(statSync(path).size / 1e6)} MB`
  return [
    result('reading 1,000,000 votes of JSON lines', atMost(1), seconds('columns'), 's of CPU', {
      baseline: seconds('plain'),
      detail: `A file of ${size}, a question id of its own in every row; what \`diptych rate\` reads unless asked for more, by all threads of a process of its own, median of ${rounds}; with voters too ${rounded(seconds('all-columns'))} s; ${load()}. Baseline: node:readline, JSON.parse and a Map of names.`,
    }),
    result('reading 1,000,000 votes, peak memory', atMost(150), megabytes('columns'), 'MB', {
      baseline: megabytes('plain'), detail: `Largest resident set of the process; with voters too ${rounded(megabytes('all-columns'))} MB.`,
    }),
  ]
}

const starts = 11

/**
 * By the clock, less what the same program takes to tell how it is used. Of the fastest starts: a difference of two long
 * times would otherwise tell what else the machine does.
 */
async function smallReport({ scratch }: Stage): Promise<Result> {
  const path = join(scratch, 'fifty.jsonl')
  const chance = new Chance(2)
  const rows = Array.from({ length: 50 }, (_, index) => ({
    model_a: `m-${index % 6}`, model_b: `m-${(index + 1 + chance.below(5)) % 6}`, winner: chance.pick(['model_a', 'model_b', 'tie']), prompt: `p-${chance.below(10)}`,
  }))
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const times: Record<'report' | 'help', number[]> = { report: [], help: [] }
  for (let start = 0; start <= starts; start++) {
    for (const [what, words] of [['report', [path, '--json']], ['help', ['--help']]] as const) {
      const { wallMs } = await new MeasuredProcess(scratch, 'src/main.ts', ['rate', ...words], { NODE_COMPILE_CACHE: join(scratch, 'compiled') }).ended()
      // The first start compiles, the others find it done.
      if (start > 0) times[what].push(wallMs)
    }
  }
  return result('50 votes to the full report, after the start', atMost(50), Math.min(...times.report) - Math.min(...times.help), 'ms', {
    detail: `\`diptych rate\` on a file of 50 votes, less \`diptych rate --help\` (${rounded(Math.min(...times.help))} ms): the fastest of ${starts} starts of either, by the clock; medians ${rounded(median(times.report))} and ${rounded(median(times.help))} ms; ${load()}.`,
  })
}
