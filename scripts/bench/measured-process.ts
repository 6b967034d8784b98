import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface Usage {
  cpuMs: number
  peakMegabytes: number
}

/** A program of ours in a process of its own, that tells how much CPU time it has used. */
export class MeasuredProcess {
  readonly #child: ChildProcess
  readonly #usageFile: string
  readonly #startedAt = performance.now()
  #output = ''

  constructor(scratch: string, program: string, args: string[], environment: Record<string, string> = {}, flags: string[] = []) {
    this.#usageFile = join(scratch, `usage-${crypto.randomUUID()}.json`)
    this.#child = fork(join(root, program), args, {
      execArgv: [...flags, '--import', join(import.meta.dirname, 'report-usage.ts')], stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...environment, DIPTYCH_BENCH_USAGE: this.#usageFile },
    })
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => { this.#output += text })
  }

  get output(): string {
    return this.#output
  }

  /** Waits for an address on standard output. Answers it, and the milliseconds since the start. */
  async ready(): Promise<{ url: string; wallMs: number }> {
    for (;;) {
      const url = /http:\S+/.exec(this.#output)?.[0]
      if (url) return { url, wallMs: performance.now() - this.#startedAt }
      if (this.#child.exitCode !== null) throw new Error(`The server ended with ${this.#child.exitCode}: ${this.#output}`)
      await Promise.race([once(this.#child.stdout!, 'data'), once(this.#child, 'exit')])
    }
  }

  /** CPU time so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    this.#child.send('usage')
    const [usage] = (await once(this.#child, 'message')) as [Usage]
    return usage.cpuMs
  }

  /** Waits for the end. @throws where it ends with an error. */
  async ended(): Promise<Usage & { wallMs: number }> {
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, string | null]
    if (code !== 0) throw new Error(`The measured process ended with ${code ?? signal}: ${this.#output.slice(-2_000)}`)
    return { ...(JSON.parse(readFileSync(this.#usageFile, 'utf8')) as Usage), wallMs: performance.now() - this.#startedAt }
  }

  async stop(): Promise<Usage & { wallMs: number }> {
    this.#child.kill('SIGTERM')
    return this.ended()
  }
}
