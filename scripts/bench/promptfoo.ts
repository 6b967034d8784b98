import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { load } from './machine.ts'
import { MeasuredProcess, root } from './measured-process.ts'
import { atLeast, atMost, result, rounded, say, type Result } from './result.ts'
import type { Filled } from './runs.ts'
import type { Stage } from './stage.ts'

const version = '0.123.1'
/** A folder outside the repository into which promptfoo may be installed: it is no dependency of ours. */
const place = process.env.DIPTYCH_BENCH_PROMPTFOO ?? ''

/** The same questions to the same endpoint by `promptfoo eval`, where it may be installed. */
export async function promptfoo(stage: Stage, url: string, { cells, models, concurrency, ours }: { cells: number; models: number; concurrency: number; ours: Filled }): Promise<Result[]> {
  if (!place) {
    say('  promptfoo: not measured; DIPTYCH_BENCH_PROMPTFOO=FOLDER names a folder to install it into')
    return []
  }
  const theirs = await evaluate(stage, url, { cells, models, concurrency })
  const detail = `promptfoo ${version}, \`eval --no-cache -j ${concurrency}\`, from the command to its end, without streaming: ${rounded(theirs.wallMs / 1_000)} s, ${rounded(theirs.cpuMs / cells)} ms of CPU per cell, ${rounded(theirs.peakMegabytes)} MB; ours likewise ${rounded(ours.wallMs / 1_000)} s, ${rounded(ours.peakMegabytes)} MB; ${load()}.`
  return [
    result('run of 1,000 cells against promptfoo, wall time', atLeast(2), theirs.wallMs / ours.wallMs, '× as fast', { detail }),
    result('run of 1,000 cells against promptfoo, peak memory', atMost(0.5), ours.peakMegabytes / theirs.peakMegabytes, '× as much', { detail: 'Of the same two processes.' }),
  ]
}

async function evaluate(stage: Stage, url: string, { cells, models, concurrency }: { cells: number; models: number; concurrency: number }) {
  const program = install()
  const folder = join(stage.scratch, 'promptfoo')
  mkdirSync(folder, { recursive: true })
  const [config, output] = [join(folder, 'config.json'), join(folder, 'output.json')]
  writeFileSync(config, JSON.stringify({
    prompts: ['{{question}}'],
    providers: Array.from({ length: models }, (_, index) => ({ id: `openai:chat:model-${index}`, config: { apiBaseUrl: url, apiKey: 'none' } })),
    tests: Array.from({ length: cells / models }, (_, index) => ({ vars: { question: `Question ${index} of the bench?` } })),
  }))
  const evaluating = new MeasuredProcess(stage.scratch, relative(root, program), ['eval', '-c', config, '--no-cache', '--no-progress-bar', '--no-table', '-j', String(concurrency), '-o', output], {
    PROMPTFOO_CONFIG_DIR: folder, PROMPTFOO_DISABLE_TELEMETRY: '1', PROMPTFOO_DISABLE_UPDATE: '1', PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  })
  const usage = await evaluating.ended()
  const { results } = JSON.parse(readFileSync(output, 'utf8')) as { results: { results: Array<{ response?: { output?: string } }> } }
  const answered = results.results.filter(({ response }) => response?.output).length
  if (answered !== cells) throw new Error(`promptfoo filled ${answered} of ${cells} cells.`)
  return usage
}

function install(): string {
  const folder = join(place, 'node_modules', 'promptfoo')
  if (!existsSync(join(folder, 'package.json'))) {
    say(`installing promptfoo ${version} …`)
    mkdirSync(place, { recursive: true })
    execFileSync('npm', ['install', '--prefix', place, '--no-audit', '--no-fund', `promptfoo@${version}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> }
  return join(folder, bin.promptfoo!)
}
