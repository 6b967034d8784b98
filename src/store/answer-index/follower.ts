import { AnswerIndexFile } from './file.ts'
import { IndexThread } from './thread.ts'

/** So many bodies, committed within a few seconds, are indexed at once: who looks right after finds them. */
const mostAtOnce = 2_000

/** More than that are gathered, so long and so many, before the other thread is told: larger batches cost less. */
const gatherMs = 250
const gatherLength = 4_000

/** How often to look whether another process has left something undone, and to let a thread go that has no work. */
const lookAroundMs = 5_000

/**
 * Keeps the index of answers up with the database: a little at once, in this thread, and much in another thread.
 * Answers imported by the thousand are found some moments after they are stored, and certainly after `isCurrent`.
 */
export class AnswerIndexFollower {
  readonly #databasePath: string
  readonly #file: AnswerIndexFile
  readonly #lookingAround: NodeJS.Timeout
  #thread: IndexThread | undefined
  #gathering: NodeJS.Timeout | undefined
  /** Bodies written in the transaction that is open. */
  #uncommitted = 0
  /** Bodies committed and not handed on. */
  #gathered = 0
  #indexedLately = 0
  /** This process has written what is not indexed, so it has to see to it. */
  #owes = false

  constructor(databasePath: string) {
    this.#databasePath = databasePath
    this.#file = new AnswerIndexFile(databasePath, 0)
    this.#lookingAround = setInterval(() => this.#lookAround(), lookAroundMs).unref()
    if (this.#file.isBehind() && !this.#indexAtOnce()) this.#handOn()
  }

  /** So many bodies are written in the transaction that is open. */
  announce(bodies: number): void {
    this.#uncommitted += bodies
  }

  rolledBack(): void {
    this.#uncommitted = 0
  }

  /** The transaction that was open is committed. Never throws: what was stored stays stored, searchable or not. */
  committed(): void {
    if (this.#uncommitted === 0) return
    this.#gathered += this.#uncommitted
    this.#uncommitted = 0
    this.#owes = true
    const isLittle = this.#indexedLately + this.#gathered <= mostAtOnce && (this.#thread?.isIdle ?? true)
    if (isLittle && this.#indexAtOnce()) return
    if (this.#gathered >= gatherLength) this.#handOn()
    else this.#gathering ??= setTimeout(() => this.#handOn(), gatherMs)
  }

  /** Resolves when everything committed until now is indexed; rejects with the reason why it cannot be. */
  async isCurrent(): Promise<void> {
    if (this.#gathered > 0) this.#handOn()
    await this.#thread?.settled()
  }

  async close(): Promise<void> {
    clearInterval(this.#lookingAround)
    try {
      if (this.#owes) await this.isCurrent()
    } finally {
      clearTimeout(this.#gathering)
      await this.#thread?.end()
      this.#file.close()
    }
  }

  /** Answers false where there is more to do, another process or thread is indexing right now, or something is wrong. */
  #indexAtOnce(): boolean {
    try {
      if (this.#file.step(mostAtOnce) === mostAtOnce && this.#file.isBehind()) return false
    } catch {
      return false
    }
    this.#indexedLately += this.#gathered
    this.#gathered = 0
    return true
  }

  #handOn(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#gathered = 0
    this.#thread ??= new IndexThread(this.#databasePath)
    this.#thread.order()
  }

  #lookAround(): void {
    this.#indexedLately = 0
    if (this.#thread?.isIdle) {
      void this.#thread.end()
      this.#thread = undefined
    } else if (!this.#thread && this.#gathered === 0 && this.#file.isBehind()) this.#handOn()
  }
}
