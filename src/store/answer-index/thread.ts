import { Worker } from 'node:worker_threads'

/** Another thread that indexes whatever is committed when it gets an order. It keeps the process alive only at work. */
export class IndexThread {
  readonly #worker: Worker
  #ordered = 0
  #done = 0
  #waiting: Array<PromiseWithResolvers<void>> = []
  #problem: Error | undefined
  #isEnding = false

  constructor(databasePath: string) {
    // Its garbage is one text after the other; with the usual room for it an import was 15 MB larger and no faster.
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: databasePath, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
    this.#worker.unref()
    this.#worker.on('message', (order: number) => this.#settle(order))
    this.#worker.on('error', (error) => this.#fail(error as Error))
  }

  get isIdle(): boolean {
    return this.#done === this.#ordered
  }

  order(): void {
    this.#worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(++this.#ordered)
  }

  /** Resolves when every order until now is done; rejects where the thread has failed. */
  async settled(): Promise<void> {
    if (this.#problem) throw this.#problem
    if (this.isIdle) return
    const waiting = Promise.withResolvers<void>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  async end(): Promise<void> {
    this.#isEnding = true
    await this.#worker.terminate()
  }

  #settle(order: number): void {
    this.#done = order
    if (!this.isIdle) return
    this.#rest()
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  /** A thread that is ending keeps the process alive until it has: what it finishes meanwhile changes nothing about that. */
  #rest(): void {
    if (!this.#isEnding) this.#worker.unref()
  }

  #fail(error: Error): void {
    this.#problem = error
    this.#done = this.#ordered
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
