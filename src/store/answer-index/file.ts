import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { dirname, join } from 'node:path'
import { indexTextOf } from '../../core/text/terms.ts'

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
  readonly #source: DatabaseSync
  readonly #target: DatabaseSync
  readonly #bodiesAfter: StatementSync
  readonly #insert: StatementSync

  /** `waitMs` is how long to wait for another process or thread that is indexing. */
  constructor(databasePath: string, waitMs: number) {
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
      const rows = this.#bodiesAfter.all(this.#progress().body_id, limit) as Array<{ id: number; bytes: Uint8Array }>
      for (const { id, bytes } of rows) this.#insert.run(id, indexTextOf(textOf(bytes)))
      if (rows.length > 0) this.#target.prepare('update progress set body_id = ?').run(rows.at(-1)!.id)
      this.#target.exec('commit')
      return rows.length
    } catch (error) {
      this.#target.exec('rollback')
      throw error
    }
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

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

function openTarget(path: string, waitMs: number): DatabaseSync {
  const target = new DatabaseSync(path)
  target.exec(`pragma busy_timeout = ${waitMs}`)
  target.exec('pragma journal_mode = wal')
  // A power cut may take the last words; their bodies are then indexed again.
  target.exec('pragma synchronous = normal')
  target.exec('pragma wal_autocheckpoint = 8192')
  if (target.prepare(`select 1 from sqlite_master where name = 'progress'`).get() === undefined) createTables(target)
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
