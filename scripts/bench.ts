import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cachedPage } from './bench/cached-page.ts'
import { clientScript } from './bench/client-script.ts'
import { benchmarksDocument } from './bench/document.ts'
import { importing } from './bench/importing.ts'
import { lab } from './bench/lab.ts'
import { describeMachine, load } from './bench/machine.ts'
import { root } from './bench/measured-process.ts'
import { pages, pagesOverLargeData } from './bench/pages.ts'
import { rating } from './bench/rating.ts'
import { readingVotes } from './bench/reading-votes.ts'
import { say, type Result } from './bench/result.ts'
import { runs } from './bench/runs.ts'
import { searching } from './bench/searching.ts'
import { Stage, type Benchmark } from './bench/stage.ts'
import { starting } from './bench/starting.ts'
import { voting } from './bench/voting.ts'

const benchmarks: Benchmark[] = [starting, pages, cachedPage, clientScript, importing, searching, pagesOverLargeData, voting, rating, readingVotes, runs, lab]

const { values: options } = parseArgs({ options: {
  write: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] },
} })

const unknown = options.only.filter((name) => !benchmarks.some((one) => one.name === name))
if (unknown.length) {
  say(`There is no benchmark "${unknown[0]}". There are: ${benchmarks.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const scratch = mkdtempSync(join(tmpdir(), 'diptych-bench-'))
try {
  const stage = new Stage(scratch)
  const machine = describeMachine()
  const results: Result[] = []
  const skipped: string[] = []
  for (const benchmark of benchmarks.filter(({ name }) => options.only.length === 0 || options.only.includes(name))) {
    if (benchmark.needsLarge && !stage.largeArchive) {
      say(`${benchmark.name}: skipped, ../shared/data/large/alpaca_eval-outputs.tar.zst is not there`)
      skipped.push(benchmark.name)
      continue
    }
    say(`${benchmark.name} (${load()})`)
    for (const one of await benchmark.run(stage)) {
      say(`  ${one.name}: ${one.value} ${one.unit}${one.goal ? ` (${one.goal}: ${one.met ? 'met' : 'NOT MET'})` : ''}${one.ratio === undefined ? '' : `, ${one.ratio} × the baseline`}`)
      results.push(one)
    }
  }
  process.stdout.write(`${JSON.stringify({ machine, results, ...(skipped.length && { skipped }) }, null, 2)}\n`)
  if (options.write) writeFileSync(join(root, 'docs', 'benchmarks.md'), benchmarksDocument(machine, results, skipped))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
