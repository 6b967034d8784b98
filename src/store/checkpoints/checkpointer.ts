import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** Pages of the log that are not in the main file yet, from which on they are brought there: 16 MB. */
const duePages = 2_048

/**
 * Pages from which on the log begins anew: 64 MB. What is left of it then is brought over while all wait, so that it is done
 * seldom; pages that are in the main file already make nothing slower.
 */
const longPages = 8_192

/**
 * Pages from which on SQLite does all of it itself, at a commit. With a thread that comes about in imports alone. An import
 * touches the same index pages with every batch; without a thread they go to the main file every 32 MB, not every 4 MB as
 * SQLite would have it.
 */
const ownPages = { withThread: 12_288, without: 4_096 }

/** The log is looked at after so many commits. */
const commitsPerLook = 8

/** A thread without work is let go after so long. */
const idleMs = 20_000

/**
 * For many small commits. Brings what was committed from SQLite's write-ahead log to the main file in another thread: in
 * the one that commits, all who vote meanwhile would wait for the disk, 80 to 230 ms each time. Only the little that was
 * written meanwhile is left to the one that commits, since the log begins anew only where nothing is left of it. Where the
 * thread fails, SQLite does everything at a commit, as it would by itself.
 */
export class Checkpointer {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #state: StatementSync
  readonly #rest: StatementSync
  #thread: Worker | undefined
  #isAtWork = false
  /** The thread has left a little behind. Once that is done too the log begins anew. */
  #isNearlyDone = false
  /** A process that nobody waits for saves itself the thread, of some 20 MB. */
  #isWanted = false
  #idle: NodeJS.Timeout | undefined
  #commits = 0

  constructor(path: string, database: DatabaseSync) {
    this.#path = path
    this.#database = database
    this.#leaveToSqliteFrom(ownPages.without)
    this.#state = database.prepare('pragma wal_checkpoint(noop)')
    this.#rest = database.prepare('pragma wal_checkpoint(passive)')
  }

  start(): void {
    this.#isWanted = true
    this.#leaveToSqliteFrom(ownPages.withThread)
  }

  /** To be called after a commit, where no transaction is open. Never throws: what was committed stays committed. */
  committed(): void {
    if (!this.#isWanted) return
    try {
      this.#goOn()
    } catch {
      this.#fail()
    }
  }

  #goOn(): void {
    if (this.#isNearlyDone) {
      this.#isNearlyDone = false
      this.#rest.get()
    }
    if (++this.#commits % commitsPerLook || this.#isAtWork) return
    const { log, checkpointed } = this.#state.get() as { log: number; checkpointed: number }
    if (log - checkpointed >= duePages) this.#order()
  }

  async close(): Promise<void> {
    this.#isWanted = false
    clearTimeout(this.#idle)
    await this.#thread?.terminate()
  }

  #leaveToSqliteFrom(pages: number): void {
    this.#database.exec(`pragma wal_autocheckpoint = ${pages}`)
  }

  #order(): void {
    clearTimeout(this.#idle)
    this.#isAtWork = true
    this.#thread ??= this.#open()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#thread.postMessage('checkpoint')
  }

  #open(): Worker {
    const thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#path, resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 } })
    thread.unref()
    thread.on('message', (log: number) => {
      this.#isAtWork = false
      this.#isNearlyDone = log >= longPages
      this.#idle = setTimeout(() => this.#letGo(), idleMs).unref()
    })
    thread.on('error', () => this.#fail())
    return thread
  }

  #fail(): void {
    this.#isWanted = false
    this.#leaveToSqliteFrom(ownPages.without)
    this.#letGo()
  }

  #letGo(): void {
    void this.#thread?.terminate()
    this.#thread = undefined
  }
}
