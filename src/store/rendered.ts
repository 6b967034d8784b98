import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './folder.ts'
import { isDamage } from './trouble.ts'

/**
 * Rendered answers in a file of their own below the data folder: a cache of this machine, not data. It may be deleted at
 * any time, and is not in backups. It is apart from the database so that reading a page never waits for a writer.
 */
export function openRenderedCache(dataFolder: string): { get(key: string): string | undefined; set(key: string, value: string): void; close(): void } {
  const folder = join(dataFolder, 'cache')
  makeFolder(folder)
  const db = openFile(join(folder, 'rendered.sqlite'))
  const read = db.prepare('select value from rendered where key = ?')
  const write = db.prepare('insert or ignore into rendered (key, value) values (?, ?)')
  return {
    // A full disk, a busy or a damaged file: the answer is shown all the same, and rendered again next time.
    get: (key) => unlessItFails(() => read.get(key)?.value as string | undefined),
    set: (key, value) => void unlessItFails(() => write.run(key, value)),
    close: () => db.close(),
  }
}

function unlessItFails<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

/** A damaged file is thrown away. */
function openFile(path: string): DatabaseSync {
  try {
    return openCache(path)
  } catch (error) {
    if (!isDamage(error)) throw error
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return openCache(path)
  }
}

function openCache(path: string): DatabaseSync {
  const db = new DatabaseSync(path)
  // A lost cache costs only time: no waiting for the disk.
  db.exec('pragma busy_timeout = 200; pragma journal_mode = wal; pragma synchronous = off')
  db.exec('create table if not exists rendered (key text primary key, value text not null) without rowid')
  return db
}
