import { rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { dirname, join } from 'node:path'
import { indexTextOf } from '../../core/text/terms.ts'
import { isDamage } from '../trouble.ts'

/** Where the words of answers are kept on SQLite, beside the database. It can be made anew from the database. */
export function indexPathOf(databasePath: string): string {
  return join(dirname(databasePath), 'search.sqlite')
}

/**
 * The full-text index of answers, in a file of its own, so that another thread can fill it while answers are imported:
 * it is half of the work of an import. It follows the database. Bodies are indexed in order of their ids once they are
 * committed, and how far that has come is committed with their words, so it may be stopped anywhere. When everything in
 * the database was replaced (its `user_version` is another), the index begins anew.
 */
export class AnswerIndexFile {
  readonly #databasePath: string
  readonly #source: DatabaseSync
  readonly #target: DatabaseSync
  readonly #bodiesAfter: StatementSync
  readonly #insert: StatementSync

  /** `waitMs` is how long to wait for another process or thread that is indexing. */
  constructor(databasePath: string, waitMs: number) {
    this.#databasePath = databasePath
    this.#target = openTarget(indexPathOf(databasePath), waitMs)
    this.#source = new DatabaseSync(databasePath)
    this.#source.exec(`pragma busy_timeout = ${waitMs}; pragma query_only = on`)
    // Only text has words, and what has no bytes here lies in the blob store.
    this.#bodiesAfter = this.#source.prepare(
      'select id, bytes from bodies where id > ? and words is not null and bytes is not null order by id limit ?')
    this.#insert = this.#target.prepare('insert into body_search (rowid, words) values (?, ?)')
    // Rows inside the index have ids beyond 2^53, and the last of them is answered.
    this.#insert.setReadBigInts(true)
  }

  /** Whether bodies wait to be indexed, or all have to be indexed anew. */
  isBehind(): boolean {
    const { incarnation, body_id } = this.#progress()
    return incarnation !== this.#incarnation() || this.#bodiesAfter.get(body_id, 1) !== undefined
  }

  /** Indexes up to `limit` bodies and answers how many. Throws where somebody else indexes for longer than `waitMs`. */
  step(limit: number): number {
    this.#target.exec('begin immediate')
    try {
      if (this.#progress().incarnation !== this.#incarnation()) this.#beginAnew()
      const indexed = this.#indexAfter(this.#progress().body_id, limit)
      this.#target.exec('commit')
      return indexed
    } catch (error) {
      if (this.#target.isTransaction) this.#target.exec('rollback')
      throw error
    }
  }

  /**
   * Puts an empty index in the place of one that is damaged, in a transaction: whoever has it open sees the new one.
   * The next step then begins anew.
   */
  async remake(): Promise<void> {
    const empty = new DatabaseSync(':memory:')
    createTables(empty)
    empty.exec('update progress set incarnation = -1')
    await backup(empty, indexPathOf(this.#databasePath))
    empty.close()
  }

  #indexAfter(bodyId: number, limit: number): number {
    let indexed = 0
    for (let rows = this.#bodies(bodyId, limit); rows.length > 0; rows = this.#bodies(bodyId, limit - indexed)) {
      for (const { id, bytes } of rows) this.#insert.run(id, indexTextOf(textOf(bytes)))
      indexed += rows.length
      bodyId = rows.at(-1)!.id
    }
    this.#target.prepare('update progress set body_id = ?').run(bodyId)
    return indexed
  }

  #bodies(afterId: number, limit: number): Array<{ id: number; bytes: Uint8Array }> {
    return this.#bodiesAfter.all(afterId, Math.min(limit, readAtOnce)) as Array<{ id: number; bytes: Uint8Array }>
  }

  close(): void {
    this.#source.close()
    this.#target.close()
  }

  #beginAnew(): void {
    this.#target.exec(`insert into body_search (body_search) values ('delete-all')`)
    this.#target.prepare('update progress set body_id = 0, incarnation = ?').run(this.#incarnation())
  }

  #progress(): { incarnation: number; body_id: number } {
    return this.#target.prepare('select incarnation, body_id from progress').get() as { incarnation: number; body_id: number }
  }

  #incarnation(): number {
    return (this.#source.prepare('pragma user_version').get() as { user_version: number }).user_version
  }
}

/** Texts read at a time: thousands at once made an import 60 MB larger. */
const readAtOnce = 250

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/** A file that is none of SQLite's is thrown away: everything in it can be made anew. */
function openTarget(path: string, waitMs: number): DatabaseSync {
  try {
    return openIndex(path, waitMs)
  } catch (error) {
    if (!isDamage(error)) throw error
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return openIndex(path, waitMs)
  }
}

function openIndex(path: string, waitMs: number): DatabaseSync {
  const target = new DatabaseSync(path)
  target.exec(`pragma busy_timeout = ${waitMs}`)
  target.exec('pragma journal_mode = wal')
  // A power cut may take the last words; their bodies are then indexed again.
  target.exec('pragma synchronous = normal')
  target.exec('pragma wal_autocheckpoint = 8192')
  if (target.prepare(`select 1 from sqlite_master where name = 'progress'`).get() === undefined) createTables(target)
  // Where these are damaged, it is known now.
  target.prepare('select * from progress').get()
  target.prepare('select rowid from body_search')
  return target
}

/**
 * The text itself is not kept a second time, nor what ranking by the index would need. New words are sorted in memory up
 * to 32 MB, and merged only when 256 batches have piled up: a batch then costs a third less, and a query still opens few
 * lists.
 */
function createTables(target: DatabaseSync): void {
  target.exec('begin immediate')
  target.exec(`create virtual table if not exists body_search using fts5(words, content='', columnsize=0, tokenize='ascii')`)
  for (const [option, value] of [['hashsize', 32 * 1024 * 1024], ['automerge', 0], ['crisismerge', 256]]) {
    target.exec(`insert into body_search (body_search, rank) values ('${option}', ${value})`)
  }
  target.exec('create table if not exists progress (incarnation integer not null, body_id integer not null)')
  target.exec('insert into progress select 0, 0 where not exists (select 1 from progress)')
  target.exec('commit')
}
