import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './folder.ts'

/**
 * Rendered answers in a file of their own below the data folder: a cache of this machine, not data. It may be deleted at
 * any time, and is not in backups. It is apart from the database so that reading a page never waits for a writer.
 */
export function openRenderedCache(dataFolder: string): { get(key: string): string | undefined; set(key: string, value: string): void; close(): void } {
  const folder = join(dataFolder, 'cache')
  makeFolder(folder)
  const db = new DatabaseSync(join(folder, 'rendered.sqlite'))
  // A lost cache costs only time: no waiting for the disk.
  db.exec('pragma busy_timeout = 200; pragma journal_mode = wal; pragma synchronous = off')
  db.exec('create table if not exists rendered (key text primary key, value text not null) without rowid')
  const read = db.prepare('select value from rendered where key = ?')
  const write = db.prepare('insert or ignore into rendered (key, value) values (?, ?)')
  return {
    get: (key) => read.get(key)?.value as string | undefined,
    set: (key, value) => {
      try {
        write.run(key, value)
      } catch {
        // A full disk or a busy file: the answer is shown all the same, and rendered again next time.
      }
    },
    close: () => db.close(),
  }
}
