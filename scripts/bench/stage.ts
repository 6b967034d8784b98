import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MeasuredProcess, root } from './measured-process.ts'
import { makeSmallDatabase, type SmallDatabase } from './small-database.ts'
import { say, type Result } from './result.ts'

/** What benchmarks share: a scratch folder, and two databases that the first who needs them has made. */
export class Stage {
  readonly scratch: string
  #small: Promise<SmallDatabase> | undefined
  #large: Promise<LargeDatabase> | undefined

  constructor(scratch: string) {
    this.scratch = scratch
  }

  /** The archive of 164,212 answers, where this machine has it. */
  get largeArchive(): string | undefined {
    const path = join(process.env.DIPTYCH_TEST_DATA ?? join(root, '..', 'shared', 'data'), 'large', 'alpaca_eval-outputs.tar.zst')
    return existsSync(path) ? path : undefined
  }

  /** 10,000 generated answers. */
  small(): Promise<SmallDatabase> {
    return (this.#small ??= this.#generate())
  }

  /** Everything in the archive, imported by the command line; how long it took is the import's benchmark. */
  large(): Promise<LargeDatabase> {
    return (this.#large ??= this.#import())
  }

  #generate(): Promise<SmallDatabase> {
    say('making a database of 10,000 answers …')
    return makeSmallDatabase(join(this.scratch, 'small'))
  }

  async #import(): Promise<LargeDatabase> {
    say('importing 164,212 answers …')
    const folder = join(this.scratch, 'large')
    const importing = new MeasuredProcess(this.scratch, 'src/main.ts', ['import', this.largeArchive!, '--json', '--data', folder])
    const usage = await importing.ended()
    const [{ imported }] = JSON.parse(importing.output) as [{ imported: number }]
    return { folder, imported, ...usage }
  }

  /** A server of ours on a database, with these settings. */
  serve(folder: string, environment: Record<string, string> = {}): MeasuredProcess {
    return new MeasuredProcess(this.scratch, 'src/main.ts', ['serve', '--port', '0', '--data', folder], {
      DIPTYCH_DEMO: 'no', DIPTYCH_REQUESTS_PER_MINUTE: '0', DIPTYCH_LOG: 'error',
      NODE_COMPILE_CACHE: join(this.scratch, 'compiled'), ...environment,
    })
  }
}

export interface LargeDatabase {
  folder: string
  imported: number
  cpuMs: number
  wallMs: number
  peakMegabytes: number
}

export interface Benchmark {
  name: string
  /** It needs the archive of 164,212 answers. */
  needsLarge?: boolean
  run(stage: Stage): Promise<Result[]>
}
