import type { OutputType } from '../../core/responses/output-type.ts'
import { excerpt, excerptOfLines } from './excerpt.ts'
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

function isLines(outputType: OutputType): boolean {
  return outputType === 'code' || outputType === 'csv' || outputType === 'json'
}

/** A renderer that remembers: in memory up to a number of bytes, and beyond that in `kept`. */
export function makeRenderer(memoryBytes: number, kept?: RenderedStore): AnswerRenderer {
  const memory = new BoundedMemory<string | RenderedAnswer>(memoryBytes)
  const remember = <T extends string | RenderedAnswer>(key: string, { write, read }: Form<T>, make: () => T): T => {
    const known = memory.get(key)
    if (known !== undefined) return known as T
    const text = kept?.get(key)
    const value = text === undefined ? make() : read(text)
    const written = text ?? write(value)
    if (text === undefined) kept?.set(key, written)
    memory.set(key, value, 2 * written.length)
    return value
  }
  return {
    render: (sha256, outputType, text) =>
      remember(`${rendererVersion} html ${outputType} ${sha256}`, asJson, () => renderAnswer({ text: text(), outputType })),
    excerpt: (sha256, outputType, text) =>
      remember(`${rendererVersion} excerpt ${outputType} ${sha256}`, asText, () => (isLines(outputType) ? excerptOfLines : excerpt)(text(), excerptLength)),
  }
}

/** How a value is kept in a file. In memory it stays a value: parsing four answers again was a tenth of a comparison. */
interface Form<T> {
  write(value: T): string
  read(text: string): T
}

const asJson: Form<RenderedAnswer> = { write: JSON.stringify, read: JSON.parse }
const asText: Form<string> = { write: (text) => text, read: (text) => text }

/** Values by key, least recently used first out. */
export class BoundedMemory<T extends {}> {
  #entries = new Map<string, { value: T; bytes: number }>()
  #bytes = 0
  #mostBytes: number

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: T, bytes: number): void {
    if (bytes > this.#mostBytes) return
    this.#forget(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }
}
