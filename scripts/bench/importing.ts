import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { load } from './machine.ts'
import { atLeast, atMost, result, rounded, type Result } from './result.ts'
import type { Benchmark, LargeDatabase } from './stage.ts'

export const importing: Benchmark = {
  name: 'import',
  needsLarge: true,
  async run(stage) {
    const before = load()
    const large = await stage.large()
    const floorMs = insertFloor(join(large.folder, 'diptych.sqlite'), join(stage.scratch, 'floor.sqlite'))
    return [...speeds(large, floorMs, `${before} before, ${load()} after`), peak(large)]
  },
}

function speeds({ imported, wallMs, cpuMs }: LargeDatabase, floorMs: number, loads: string): Result[] {
  const perSecond = imported / wallMs * 1_000
  return [
    result('import of 164,212 answers, search index included', atLeast(8_000), perSecond, 'answers/s', {
      detail: `${imported} answers in ${rounded(wallMs / 1_000)} s, of which ${rounded(cpuMs / 1_000)} s of CPU time on all threads; ${loads}`,
    }),
    result('import, by CPU time', null, imported / cpuMs * 1_000, 'answers/s of CPU', {
      baseline: imported / floorMs * 1_000, detail: 'Baseline: one thread puts the same texts into one plain SQLite table and one FTS5 table, in one transaction.',
    }),
  ]
}

function peak({ peakMegabytes }: LargeDatabase): Result {
  return result('import, peak memory', atMost(500), peakMegabytes, 'MB', { detail: 'Largest resident set of the process (getrusage), all threads.' })
}

/** CPU milliseconds that SQLite alone needs for the texts: without parsing, hashing, counting, or finding what is there already. */
function insertFloor(from: string, to: string): number {
  const source = new DatabaseSync(from, { readOnly: true })
  const target = new DatabaseSync(to)
  target.exec(`pragma journal_mode = wal; create table texts (id integer primary key, bytes blob);
    create virtual table words using fts5(text, content='', columnsize=0, tokenize='ascii')`)
  const [text, words] = [target.prepare('insert into texts (id, bytes) values (?, ?)'), target.prepare('insert into words (rowid, text) values (?, ?)')]
  const before = process.cpuUsage()
  target.exec('begin')
  for (const { id, bytes } of source.prepare('select id, bytes from bodies where bytes is not null').iterate() as Iterable<{ id: number; bytes: Uint8Array }>) {
    text.run(id, bytes)
    words.run(id, Buffer.from(bytes).toString())
  }
  target.exec('commit')
  const { user, system } = process.cpuUsage(before)
  source.close()
  target.close()
  return (user + system) / 1_000
}
