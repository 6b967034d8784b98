import { Worker } from 'node:worker_threads'
import type { StorePlace } from '../database.ts'
import { BusySign } from './give-way.ts'
import type { Done, Given, Order, Reply } from './worker.ts'

/** Another thread that computes one thing at a time, and slowly while this one is busy. It keeps the process alive only at work. */
export class BoardThread {
  readonly #worker: Worker
  readonly #busy = new BusySign()
  #waiting: PromiseWithResolvers<Done> | undefined
  #isEnding = false
  /** Why it takes no more orders. */
  #end: Error | undefined

  constructor(place: StorePlace) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { place, isBusy: this.#busy.shared } satisfies Given })
    this.#worker.unref()
    this.#worker.on('message', (reply: Reply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#ended(error as Error))
    this.#worker.on('exit', () => this.#ended(new Error('The thread was ended before it had finished.')))
  }

  /** What the order came to, and how long that took. Rejects where it failed, or where the thread has ended or ends first. */
  async run(order: Order): Promise<Done> {
    if (this.#end) throw this.#end
    this.#waiting = Promise.withResolvers()
    this.#worker.ref()
    this.#busy.show()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(order)
    try {
      return await this.#waiting.promise
    } finally {
      this.#busy.takeDown()
      // A thread that is ending keeps the process alive until it has.
      if (!this.#isEnding) this.#worker.unref()
      this.#waiting = undefined
    }
  }

  async end(): Promise<void> {
    this.#isEnding = true
    await this.#worker.terminate()
  }

  #ended(why: Error): void {
    this.#end ??= why
    this.#waiting?.reject(why)
  }

  #settle(reply: Reply): void {
    if ('problem' in reply) this.#waiting?.reject(new Error(reply.problem))
    else this.#waiting?.resolve(reply)
  }
}
