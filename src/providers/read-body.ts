import type { IncomingMessage } from 'node:http'
import { ProviderError } from '../core/providers/provider-error.ts'
import { EventCondenser } from './condense-events.ts'
import type { Exchange } from './guarded-fetch.ts'
import { type Limits, stopped, timedOut, tooLarge } from './limits.ts'

export interface ReadingOptions {
  isEvents: boolean
  exchange: Exchange
  host: string
  within: Limits
  signal?: AbortSignal
  /** What is too much is left out, without an error. */
  isClipped: boolean
}

/** Chunks that may wait for their reader before the socket is paused. */
const mostWaiting = 32

/**
 * The bytes of a response as a stream, within limits. A stream of events that breaks off ends here as if it had been
 * closed, so that all that had arrived is read; the exchange says that it broke off. Anything else that breaks off fails.
 */
export function readBody(message: IncomingMessage, options: ReadingOptions): ReadableStream<Uint8Array> {
  return new ReadableStream(new BodySource(message, options), { highWaterMark: mostWaiting })
}

class BodySource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #message: IncomingMessage
  readonly #options: ReadingOptions
  readonly #condenser?: EventCondenser
  #controller!: ReadableStreamDefaultController<Uint8Array>
  #idle?: NodeJS.Timeout
  #byteCount = 0
  #isOver = false

  constructor(message: IncomingMessage, options: ReadingOptions) {
    this.#message = message
    this.#options = options
    if (options.isEvents) this.#condenser = new EventCondenser()
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { host, within: { idleMs } } = this.#options
    this.#controller = controller
    this.#idle = setTimeout(() => this.#fail(timedOut(`${host} stopped in the middle of its answer: it sent nothing more`, idleMs)), idleMs)
    this.#message.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#message.once('end', () => (this.#message.complete ? this.#finish() : this.#breakOff()))
    this.#message.once('error', () => this.#breakOff())
    this.#message.once('close', () => this.#breakOff())
  }

  pull(): void {
    if (this.#message.isPaused()) this.#message.resume()
  }

  cancel(): void {
    this.#over()
    this.#message.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return
    const { host, within: { mostBytes }, isClipped } = this.#options
    this.#idle!.refresh()
    this.#byteCount += chunk.length
    if (this.#byteCount > mostBytes) return isClipped ? this.#clip() : this.#fail(tooLarge(host, mostBytes))
    const ready = this.#condenser ? this.#condenser.push(chunk) : chunk
    if (ready.length > 0) this.#controller.enqueue(ready)
    if ((this.#controller.desiredSize ?? 1) <= 0) this.#message.pause()
  }

  #clip(): void {
    this.#finish()
    this.#message.destroy()
  }

  #finish(): void {
    if (this.#isOver) return
    const rest = this.#condenser?.end()
    if (rest && rest.length > 0) this.#controller.enqueue(rest)
    this.#over()
    this.#controller.close()
  }

  #breakOff(): void {
    if (this.#isOver) return
    const { exchange, signal, host } = this.#options
    if (signal?.aborted) return this.#fail(stopped())
    exchange.brokeOff = true
    if (this.#condenser) this.#finish()
    else this.#fail(new ProviderError('cut', `${host} closed the connection in the middle of its answer.`))
  }

  #fail(error: ProviderError): void {
    if (this.#isOver) return
    this.#over()
    this.#controller.error(error)
    this.#message.destroy()
  }

  #over(): void {
    this.#isOver = true
    clearTimeout(this.#idle)
    if (this.#condenser?.isDamaged) this.#options.exchange.isDamaged = true
  }
}
