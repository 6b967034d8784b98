import { join } from 'node:path'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { expectsOf } from '../../core/runs/run.ts'
import { openJournal, removeJournal, setJournalAside } from '../../media/streams/journal.ts'
import type { Store } from '../../store/database.ts'
import { claimCells, hasOpenRuns, type ClaimableCell, type ClaimedCell } from '../../store/runs/claim.ts'
import { findRun } from '../../store/runs/read.ts'
import { extendLeases, stoppedCells } from '../../store/runs/leases.ts'
import type { FileLimits } from '../../store/runs/limits.ts'
import { askModel, type Line } from './ask-model.ts'
import { makeOwner } from './owner.ts'
import { AskedChallenges, reserveFor } from './question.ts'
import { recoverAbandoned, recoverJournals, type Heir } from './recover.ts'
import { Rests } from './rests.ts'
import { settle, settleUnstored, type Asked, type Settled, type Settler } from './settle.ts'

export interface RunWorkerOptions {
  store: Store
  now(): Date
  chance(): number
  /** How a column's model is reached now. Throws ProviderError where it cannot be. */
  lineOf(cell: ClaimableCell): Promise<Line>
  /** Whether this process can ask the cell's model at all; its cells are left to others where not. All can be asked where it is missing. */
  canAsk?(cell: ClaimableCell): Promise<boolean>
  limitsInFile: FileLimits
  /** Most cells under way at a time in this process. */
  most: number
  /** Works on this run alone, and ends with it. */
  run?: string
  isOwnWorker?: boolean
  leaseMs?: number
  openJournal?: typeof openJournal
  onError(error: unknown): void
}

const defaultLeaseMs = 30_000
/** How often it looks for work that others have made, and for cells that were stopped. */
const lookMs = 500
/** Cells kept for the Lab, as many as a session has columns, but no more than a quarter of all. */
const forLab = (most: number) => Math.min(8, Math.floor(most / 4))
/** How long it waits before it tries a database again that took nothing. */
const troubleMs = 1_000

interface Active {
  cellId: number
  abort: AbortController
  done: Promise<void>
}

/**
 * Fills cells of runs: claims them, asks their models, writes down what came. Any number of workers, in any processes and
 * on any machines with the same database, share the same runs.
 */
export class RunWorker {
  readonly #options: RunWorkerOptions
  readonly #owner = makeOwner()
  readonly #leaseMs: number
  readonly #journals: string
  readonly #challenges = new AskedChallenges()
  readonly #active = new Set<Active>()
  readonly #rests: Rests
  #wake: (() => void) | undefined
  #hasNews = false
  #isWanted = true
  #working: Promise<void> | undefined

  constructor(options: RunWorkerOptions) {
    this.#options = options
    this.#leaseMs = options.leaseMs ?? defaultLeaseMs
    this.#journals = join(options.store.folder, 'streams')
    this.#rests = new Rests(options.chance)
  }

  /** Works until it is stopped or, where it is there for one run, until nothing of that run is left to do by it. */
  work(): Promise<void> {
    return (this.#working ??= this.#work())
  }

  async #work(): Promise<void> {
    const end = new AbortController()
    const beating = this.#beat(end.signal)
    try {
      await this.#fillCells()
    } finally {
      end.abort()
      await beating
    }
  }

  async #fillCells(): Promise<void> {
    const { store, now, onError } = this.#options
    let lastRecovery = -Infinity
    await recoverJournals(store, this.#heir()).catch(onError)
    while (this.#isWanted) {
      try {
        if (now().getTime() - lastRecovery > this.#leaseMs / 2) {
          await recoverAbandoned(store, this.#heir())
          lastRecovery = now().getTime()
        }
        const claimed = await this.#claim()
        for (const cell of claimed) this.#start(cell)
        if (claimed.length === 0 && this.#active.size === 0 && this.#options.run !== undefined && await this.#nothingIsLeft()) break
      } catch (error) {
        onError(error)
        await wait(troubleMs)
      }
      await this.#untilSomethingHappens()
    }
    await this.#allSettled()
  }

  /**
   * Takes no more cells and breaks off those under way; what has arrived of them is kept. Answers when all is written and
   * the store is no longer used. How the work ended is told by `work`.
   */
  async stop(): Promise<void> {
    this.#isWanted = false
    for (const { abort } of this.#active) abort.abort('shutdown')
    this.nudge()
    await this.#working?.catch(() => undefined)
  }

  /** Somebody has made work: looks at once. */
  nudge(): void {
    this.#hasNews = true
    this.#wake?.()
  }

  /** Cells that a recovery starts come while others are waited for. */
  async #allSettled(): Promise<void> {
    while (this.#active.size > 0) await Promise.all(Array.from(this.#active, ({ done }) => done))
  }

  async #claim(): Promise<ClaimedCell[]> {
    const { store, now, most, run, isOwnWorker, canAsk, limitsInFile } = this.#options
    const free = most - this.#active.size
    if (free <= 0 || !await hasOpenRuns(store.read)) return []
    const time = now()
    return store.writeTogether((tx) => claimCells(tx, {
      owner: this.#owner, now: time, leaseMs: this.#leaseMs, most: free, forLab: run === undefined ? forLab(most) : 0, run, isOwnWorker, avoid: this.#rests.at(time.getTime()), limitsInFile,
      reserve: async (cell) => (canAsk && !await canAsk(cell) ? undefined : reserveFor(cell, await this.#challengeOf(cell, tx))),
    }))
  }

  async #challengeOf(cell: ClaimableCell, db = this.#options.store.read) {
    return cell.challenge_id === null ? undefined : this.#challenges.get(db, cell.challenge_id)
  }

  #start(cell: ClaimedCell): void {
    const abort = new AbortController()
    const done = this.#fill(cell, abort.signal).catch(this.#options.onError).finally(() => {
      this.#active.delete(active)
      this.nudge()
    })
    const active = { cellId: cell.id, abort, done }
    this.#active.add(active)
    // It was claimed before the worker was told to stop.
    if (!this.#isWanted) abort.abort('shutdown')
  }

  async #fill(cell: ClaimedCell, signal: AbortSignal): Promise<void> {
    const { store, now, lineOf, onError } = this.#options
    const open = this.#options.openJournal ?? openJournal
    for (let next: ClaimedCell | undefined = cell; next;) {
      const asked = await askModel(next, await this.#challengeOf(next), {
        store, openJournal: (attempt) => open(this.#journals, attempt), line: () => lineOf(cell), signal, onError,
      })
      if (asked.error?.cause !== undefined) onError(asked.error.cause)
      this.#rests.note(cell.provider, asked.error, now().getTime())
      // A cell that is broken off because we leave is nobody's fault: it waits for the next worker.
      if (signal.aborted && signal.reason === 'shutdown') asked.error = undefined
      const settled: Settled | undefined = await this.#settle(asked)
      next = settled?.nextTurn?.cell
    }
  }

  /**
   * Tries for as long as two leases where the answer is not taken. If the database then takes everything else, the journal
   * is set aside; if not, or if we leave, a recovery finds the answer in its journal.
   */
  async #settle(asked: Asked): Promise<Settled | undefined> {
    const { store, now, onError } = this.#options
    const attempt = asked.attempt.publicId
    for (const since = now().getTime(); ;) {
      try {
        const settled = await settle(store, asked, this.#settler())
        removeJournal(this.#journals, attempt)
        return settled
      } catch (error) {
        onError(error)
        if (!this.#isWanted) return undefined
        if (now().getTime() - since > 2 * this.#leaseMs) break
        await wait(troubleMs)
      }
    }
    await settleUnstored(store, asked, this.#settler())
    setJournalAside(this.#journals, attempt)
    return undefined
  }

  #settler(): Settler {
    const { now, chance, limitsInFile } = this.#options
    return { owner: this.#owner, now: now(), chance, limitsInFile }
  }

  /** Shows that it is alive, and breaks off what somebody stopped, until the end. */
  async #beat(end: AbortSignal): Promise<void> {
    const { store, now, onError } = this.#options
    let lastShown = -Infinity
    for (;;) {
      await wait(Math.min(lookMs, this.#leaseMs / 3), undefined, { signal: end }).catch(() => undefined)
      if (end.aborted) return
      const cells = Array.from(this.#active, ({ cellId }) => cellId)
      if (cells.length === 0) continue
      try {
        // A write of its own, after which pages are made anew: not with every look.
        if (now().getTime() - lastShown >= this.#leaseMs / 4) {
          await store.writeTogether((tx) => extendLeases(tx, this.#owner, cells, new Date(now().getTime() + this.#leaseMs)))
          lastShown = now().getTime()
        }
        const stopped = new Set(await stoppedCells(store.read, this.#owner, cells))
        for (const { cellId, abort } of this.#active) if (stopped.has(cellId)) abort.abort('stopped')
      } catch (error) {
        onError(error)
      }
    }
  }

  #heir(): Heir {
    const { now, lineOf, onError, limitsInFile } = this.#options
    return {
      owner: this.#owner, leaseMs: this.#leaseMs, now, limitsInFile, journals: this.#journals, challenges: this.#challenges, onError, goOn: (cell) => this.#start(cell),
      describe: (cell) => Promise.all([lineOf(cell), this.#challengeOf(cell)]).then(
        ([{ provider, connection }, challenge]) => ({ software: provider.softwareFor(expectsOf(challenge?.output_type ?? 'text')), baseUrl: connection.baseUrl ?? provider.defaultBaseUrl }),
        () => ({ software: 'unknown', baseUrl: undefined }),
      ),
    }
  }

  async #nothingIsLeft(): Promise<boolean> {
    return (await findRun(this.#options.store.read, this.#options.run!))?.state !== 'running'
  }

  async #untilSomethingHappens(): Promise<void> {
    if (!this.#hasNews) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, lookMs)
      this.#wake = resolve
      await promise
      clearTimeout(timer)
      this.#wake = undefined
    }
    // Cells that end at the same moment make room for one claim.
    await setImmediate()
    this.#hasNews = false
  }
}
