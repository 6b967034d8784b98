import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import type { KyselyPlugin } from 'kysely'

/** How often it is looked whether the server is busy, and from which share of its time on it is. */
const lookMs = 20
const busyFrom = 0.5

/** After a query so many times as long is rested as was worked since the last rest, at most so long, and in all at most so long. */
const restFactor = 3
const longestRestMs = 100
const longestInAllMs = 2_000

/** Tells another thread, through shared memory, whether this one is busy. */
export class BusySign {
  readonly shared = new Int32Array(new SharedArrayBuffer(4))
  #timer: NodeJS.Timeout | undefined

  /** Looks from now on. Keeps no process alive. */
  show(): void {
    let last = performance.eventLoopUtilization()
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      const now = performance.eventLoopUtilization()
      this.#set(performance.eventLoopUtilization(now, last).utilization >= busyFrom)
      last = now
    }, lookMs).unref()
  }

  takeDown(): void {
    clearInterval(this.#timer)
    this.#set(false)
  }

  #set(isBusy: boolean): void {
    Atomics.store(this.shared, 0, Number(isBusy))
  }
}

/**
 * Rests between the queries of one computation, which begins now, while another thread is busy. Priority alone does not do
 * that: where there is a core left the work goes on, and takes caches, memory and the collector's threads from those who vote
 * meanwhile. As long as it lasts, what is written stays in SQLite's log: therefore not without end.
 */
export function givingWay(isBusy: Int32Array, rest: (ms: number) => Promise<unknown> = setTimeout): KyselyPlugin {
  let workedFrom = performance.now()
  let leftMs = longestInAllMs
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (Atomics.load(isBusy, 0)) {
        const ms = Math.min(leftMs, longestRestMs, restFactor * (performance.now() - workedFrom))
        leftMs -= ms
        if (ms > 0) await rest(ms)
      }
      workedFrom = performance.now()
      return result
    },
  }
}
