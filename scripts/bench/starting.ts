import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { load } from './machine.ts'
import { root } from './measured-process.ts'
import { atMost, median, result, rounded, type Goal, type Result } from './result.ts'
import type { Benchmark, Stage } from './stage.ts'

const repetitions = 3

/** From the command to the address on standard output. */
export const starting: Benchmark = {
  name: 'start',
  async run(stage) {
    const { folder } = await stage.small()
    const building = buildPages(stage)
    return [
      await starts('first start, demo loaded', atMost(10), stage, () => mkdtempSync(join(stage.scratch, 'first-')), { DIPTYCH_DEMO: 'yes', NODE_COMPILE_CACHE: '' }, `, nothing compiled before. Building the pages before the very first start took ${rounded(building.wallMs / 1_000)} s more`),
      await starts('second start, 10,000 answers', atMost(2), stage, () => folder, {}, ''),
    ]
  },
}

async function starts(name: string, goal: Goal, stage: Stage, folder: () => string, environment: Record<string, string>, more: string): Promise<Result> {
  const times: Array<{ wallMs: number; cpuMs: number }> = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const server = stage.serve(folder(), environment)
    const { wallMs } = await server.ready()
    times.push({ wallMs, cpuMs: await server.cpuMs() })
    await server.stop()
  }
  const [wallMs, cpuMs] = [median(times.map((time) => time.wallMs)), median(times.map((time) => time.cpuMs))]
  return result(name, goal, wallMs / 1_000, 's', { detail: `By the clock, median of ${repetitions}; ${rounded(cpuMs / 1_000)} s of CPU time; ${load()}${more}.` })
}

/** Builds the pages somewhere else than where a running server reads them. */
function buildPages(stage: Stage): { wallMs: number } {
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', 'astro', 'bin', 'astro.mjs'), 'build', '--silent', '--outDir', join(stage.scratch, 'web')], {
    cwd: root, encoding: 'utf8', env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) throw new Error(`The pages could not be built: ${stderr}`)
  return { wallMs: performance.now() - startedAt }
}
