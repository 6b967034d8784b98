import { setImmediate } from 'node:timers/promises'
import { inTransaction } from './database.ts'
import type { Database } from './database.ts'
import { lockForLedger } from './dialect.ts'
import { runText } from './run-text.ts'
import { SqliteFileAdapter } from './sqlite.ts'

/** Most writes in one commit: a voter who comes while one runs waits for it. */
const mostTogether = 64

interface Waiting {
  run(transaction: Database): Promise<() => void>
  fail(error: unknown): void
}

/**
 * Small writes that come at the same time share one commit, and with it one wait for the disk (decision 008). Each has a
 * savepoint of its own, so that one that fails takes no other with it; each is answered only when all is on the disk.
 * A write must wait for nothing but its own queries: the others wait for it.
 */
export class GroupCommit {
  readonly #db: Database
  readonly #waiting: Waiting[] = []
  #isRunning = false

  constructor(db: Database) {
    this.#db = db
  }

  write<T>(run: (transaction: Database) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        async run(transaction) {
          const result = await run(transaction)
          return () => resolve(result)
        },
        fail: reject,
      })
      if (!this.#isRunning) void this.#commitAll()
    })
  }

  async #commitAll(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      await this.#gather()
      await this.#commit(this.#waiting.splice(0, mostTogether))
    }
    this.#isRunning = false
  }

  /** Requests that are on their way come along, as long as each look at what has arrived finds another one. */
  async #gather(): Promise<void> {
    let known = 0
    while (known < this.#waiting.length && this.#waiting.length < mostTogether) {
      known = this.#waiting.length
      await setImmediate()
    }
  }

  async #commit(group: Waiting[]): Promise<void> {
    try {
      const done = await inTransaction(this.#db, async (transaction) => {
        // One order of locks for all: a group that takes a row first and the ledger later, while another process has the
        // ledger and wants the row, would wait for ever.
        await lockForLedger(transaction)
        const results: Array<() => void> = []
        for (const one of group) results.push(await inSavepoint(transaction, one))
        return results
      })
      const { adapter } = this.#db.getExecutor()
      if (adapter instanceof SqliteFileAdapter) adapter.checkpointer?.committed()
      for (const resolve of done) resolve()
    } catch (error) {
      for (const one of group) one.fail(error)
    }
  }
}

/** Answers how to tell the caller, once all is committed. */
async function inSavepoint(transaction: Database, one: Waiting): Promise<() => void> {
  await runText(transaction, 'savepoint one_write', [])
  try {
    const tell = await one.run(transaction)
    await runText(transaction, 'release savepoint one_write', [])
    return tell
  } catch (error) {
    // Where the database has given up the whole transaction (a full disk), this fails too, and the group with it.
    await runText(transaction, 'rollback to savepoint one_write', [])
    await runText(transaction, 'release savepoint one_write', [])
    return () => one.fail(error)
  }
}
