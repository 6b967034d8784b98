import type { OutputType } from '../../core/responses/output-type.ts'
import { excerpt } from './excerpt.ts'
import { renderAnswer, rendererVersion } from './render.ts'

export interface RenderedAnswer {
  html: string
  notes: string[]
}

/** Where rendered answers are kept between starts. Losing it costs time only. */
export interface RenderedStore {
  get(key: string): string | undefined
  set(key: string, value: string): void
}

export interface AnswerRenderer {
  /** The safe HTML of an answer, rendered once per body and renderer version. */
  render(sha256: string, outputType: OutputType, text: () => string): RenderedAnswer
  /** A readable plain-text preview of an answer. */
  excerpt(sha256: string, outputType: OutputType, text: () => string): string
}

const excerptLength = 360

/** A renderer that remembers: in memory up to a number of bytes, and beyond that in `kept`. */
export function makeRenderer(memoryBytes: number, kept?: RenderedStore): AnswerRenderer {
  const memory = new BoundedMemory(memoryBytes)
  const remember = (key: string, make: () => string) => {
    const known = memory.get(key)
    if (known !== undefined) return known
    const value = kept?.get(key) ?? keep(key, make(), kept)
    memory.set(key, value)
    return value
  }
  return {
    render: (sha256, outputType, text) =>
      JSON.parse(remember(`${rendererVersion} html ${outputType} ${sha256}`, () => JSON.stringify(renderAnswer({ text: text(), outputType })))) as RenderedAnswer,
    excerpt: (sha256, outputType, text) => remember(`${rendererVersion} excerpt ${outputType} ${sha256}`, () => excerpt(text(), excerptLength)),
  }
}

function keep(key: string, value: string, kept?: RenderedStore): string {
  kept?.set(key, value)
  return value
}

/** Strings by key, least recently used first out. Sizes are counted in UTF-16 units times two. */
export class BoundedMemory {
  #entries = new Map<string, string>()
  #bytes = 0
  #mostBytes: number

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get(key: string): string | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: string, value: string): void {
    const size = 2 * value.length
    if (size > this.#mostBytes) return
    const before = this.#entries.get(key)
    if (before !== undefined) this.#bytes -= 2 * before.length
    this.#entries.delete(key)
    this.#entries.set(key, value)
    this.#bytes += size
    for (const [oldest, text] of this.#entries) {
      if (this.#bytes <= this.#mostBytes) return
      this.#entries.delete(oldest)
      this.#bytes -= 2 * text.length
    }
  }
}
