import { createHash } from 'node:crypto'

/** One request as the endpoint saw it. */
export interface Ask {
  requestId: string
  path: string
  model: string
  body: string
  headers: Record<string, string | string[] | undefined>
  status: number
  /** Its last byte was handed over while the other side still listened. */
  wasSentWhole: boolean
}

/** What the same request came to. */
export interface Count {
  model: string
  asked: number
  sentWhole: number
}

/** What the endpoint was asked: counts for each request body, and the requests themselves where they are kept. */
export class AskedBook {
  readonly counts = new Map<string, Count>()
  readonly requests: Ask[] = []
  concurrentNow = 0
  concurrentMost = 0
  readonly #keepsRequests: boolean

  constructor(keepsRequests: boolean) {
    this.#keepsRequests = keepsRequests
  }

  /** Answers how often this body had been asked before. */
  begin(ask: Ask): number {
    this.concurrentNow++
    this.concurrentMost = Math.max(this.concurrentMost, this.concurrentNow)
    if (this.#keepsRequests) this.requests.push(ask)
    const count = this.#count(ask)
    return count.asked++
  }

  end(ask: Ask, wasSentWhole: boolean): void {
    this.concurrentNow--
    ask.wasSentWhole = wasSentWhole
    if (wasSentWhole && ask.status === 200) this.#count(ask).sentWhole++
  }

  /** Sums over all bodies; `sentWholeAgain` are answers sent completely beyond the first of the same body. */
  summary(): Record<string, number> {
    const counts = [...this.counts.values()]
    const sum = (of: (count: Count) => number) => counts.reduce((total, count) => total + of(count), 0)
    return {
      requests: sum(({ asked }) => asked), bodies: counts.length, sentWhole: sum(({ sentWhole }) => sentWhole),
      sentWholeAgain: sum(({ sentWhole }) => Math.max(0, sentWhole - 1)), concurrentMost: this.concurrentMost,
    }
  }

  forget(): void {
    this.counts.clear()
    this.requests.length = 0
    this.concurrentMost = this.concurrentNow
  }

  #count({ path, body, model }: Ask): Count {
    const key = createHash('sha1').update(`${path}\n${body}`).digest('base64')
    const known = this.counts.get(key)
    if (known) return known
    const count = { model, asked: 0, sentWhole: 0 }
    this.counts.set(key, count)
    return count
  }
}
