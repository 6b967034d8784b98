import type { StorePlace } from '../database.ts'
import { taskKey, type Task } from './task.ts'
import { BoardThread } from './thread.ts'
import type { Order, Result } from './worker.ts'

/** So many tasks may wait: beyond that a visitor who asks for odd boards is sent away. */
const mostWaiting = 50

/** After a change there may be more of them: a board that is only out of date waits a little. */
const gatherMs = 200

/** After it was computed a board rests for so many times as long as that took, and at least so long. */
const restFactor = 5
const leastRestMs = 500

/** A thread without work is let go after so long. */
const idleMs = 20_000

/** After a failure the same is not tried again for so long. */
const tryAgainMs = 60_000

const stopped = 'The program was told to stop.'

interface Waiting {
  task: Task
  /** First computations, which somebody waits for, come before newer ones, and those before what nobody looks at now. */
  urgency: 0 | 1 | 2
  notBefore: number
}

interface Hooks {
  /** Whether a task has been done meanwhile. */
  before(task: Task): Promise<boolean>
  after(task: Task, result: Result): Promise<void>
  failed(error: unknown): void
}

/** Which boards wait to be computed, and the thread that computes them one after the other. */
export class BoardQueue {
  readonly #place: StorePlace
  readonly #hooks: Hooks
  readonly #waiting = new Map<string, Waiting>()
  readonly #orders: Array<{ order: Order; done: PromiseWithResolvers<Result> }> = []
  readonly #listeners = new Map<string, Array<() => void>>()
  /** Until when each rests. */
  readonly #rests = new Map<string, number>()
  readonly #problems = new Map<string, number>()
  #thread: BoardThread | undefined
  #working: Promise<void> | undefined
  #workingOn: string | undefined
  #timer: NodeJS.Timeout | undefined
  #idle: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(place: StorePlace, hooks: Hooks) {
    this.#place = place
    this.#hooks = hooks
  }

  /** Sees to it that the task is done. Answers false where too many wait already. */
  want(task: Task, { isFirst, isFollowed = false }: { isFirst: boolean; isFollowed?: boolean }): boolean {
    const key = taskKey(task)
    const known = this.#waiting.get(key)
    const urgency = isFirst ? 0 : isFollowed ? 2 : 1
    if (known) {
      known.urgency = Math.min(known.urgency, urgency) as Waiting['urgency']
      return true
    }
    if (this.#isClosed || this.problemOf(key) !== undefined) return true
    if (this.#waiting.size >= mostWaiting) return false
    this.#waiting.set(key, { task, urgency, notBefore: Math.max(isFirst ? 0 : Date.now() + gatherMs, this.#rests.get(key) ?? 0) })
    this.#pump()
    return true
  }

  /** Does this next, and answers what it came to. */
  now(order: Order): Promise<Result> {
    const done = Promise.withResolvers<Result>()
    if (this.#orders.length >= mostWaiting || this.#isClosed) return Promise.reject(new Error('Too much waits to be computed.'))
    this.#orders.push({ order, done })
    this.#pump()
    return done.promise
  }

  /** Why the last try failed, as long as it will not be tried again. */
  problemOf(key: string): string | undefined {
    const failedAt = this.#problems.get(key) ?? -Infinity
    return Date.now() - failedAt < tryAgainMs ? 'It could not be computed; the log of the server says why.' : undefined
  }

  /** Resolves when the task is done or has failed, at once where it does not wait, and after `mostMs` in any case. */
  settled(key: string, mostMs: number): Promise<void> {
    if (!this.#waiting.has(key) && this.#workingOn !== key) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, mostMs)
      const listener = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listener])
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#waiting.clear()
    clearTimeout(this.#timer)
    clearTimeout(this.#idle)
    await this.#thread?.end()
    await this.#working
    for (const { done } of this.#orders.splice(0)) done.reject(new Error(stopped))
    for (const key of this.#listeners.keys()) this.#tell(key)
  }

  /** Starts what is due, if nothing is at work; else looks again when something is. */
  #pump(): void {
    if (this.#working || this.#isClosed) return
    clearTimeout(this.#timer)
    const next = this.#orders.length > 0 || this.#nextDue()
    if (next) {
      clearTimeout(this.#idle)
      this.#working = this.#work().finally(() => {
        this.#working = undefined
        this.#pump()
      })
    } else if (this.#waiting.size > 0) {
      const soonest = Math.min(...Array.from(this.#waiting.values(), ({ notBefore }) => notBefore))
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, soonest - Date.now()))
    } else this.#idle = setTimeout(() => void this.#letGo(), idleMs).unref()
  }

  #nextDue(): Waiting | undefined {
    const due = [...this.#waiting.values()].filter(({ notBefore }) => notBefore <= Date.now())
    return due.sort((a, b) => a.urgency - b.urgency || a.notBefore - b.notBefore)[0]
  }

  async #work(): Promise<void> {
    const asked = this.#orders.shift()
    if (asked) {
      return this.#openThread().run(asked.order).then(({ result }) => asked.done.resolve(result), (error: unknown) => this.#broke(error, asked.done.reject))
    }
    const { task } = this.#nextDue()!
    const key = taskKey(task)
    this.#waiting.delete(key)
    this.#workingOn = key
    try {
      await this.#do(task, key)
      this.#problems.delete(key)
    } catch (error) {
      this.#broke(error, () => this.#problems.set(key, Date.now()))
    } finally {
      this.#workingOn = undefined
      this.#tell(key)
    }
  }

  async #do(task: Task, key: string): Promise<void> {
    if (await this.#hooks.before(task)) return
    if (this.#isClosed) throw new Error(stopped)
    const { result, tookMs } = await this.#openThread().run(task)
    await this.#hooks.after(task, result)
    if (this.#rests.size > 1_000) this.#rests.clear()
    this.#rests.set(key, Date.now() + Math.max(leastRestMs, restFactor * tookMs))
  }

  /** A thread that has failed may be in any state: the next task gets a new one. */
  #broke(error: unknown, tell: (error: unknown) => void): void {
    tell(error)
    if (this.#isClosed) return
    this.#hooks.failed(error)
    void this.#letGo()
  }

  #tell(key: string): void {
    for (const listener of this.#listeners.get(key) ?? []) listener()
    this.#listeners.delete(key)
  }

  #openThread(): BoardThread {
    return (this.#thread ??= new BoardThread(this.#place))
  }

  async #letGo(): Promise<void> {
    const thread = this.#thread
    this.#thread = undefined
    await thread?.end()
  }
}
