import { createRequire } from 'node:module'
import type { OutputType } from '../../core/responses/output-type.ts'
import { excerpt, excerptOfLines } from './excerpt.ts'

/** Changes whenever an answer would come out as other HTML; part of the key wherever rendered answers are kept. */
const rendererVersion = '7'

const require = createRequire(import.meta.url)

/** What renders comes with the first answer that is to be rendered: its libraries take 17 MB, and most commands render none. */
const rendering = () => require('./render.ts') as typeof import('./render.ts')
const code = () => require('./code.ts') as typeof import('./code.ts')

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
  /**
   * The safe HTML of an answer, rendered once per body and renderer version. `languages` are names among which that of
   * the code may be.
   */
  render(sha256: string, outputType: OutputType, text: () => string, languages?: string[]): RenderedAnswer
  /** A readable plain-text preview of an answer. */
  excerpt(sha256: string, outputType: OutputType, text: () => string): string
  /** The preview, where it was made before: a list of answers then needs none of their bytes. */
  knownExcerpt(sha256: string, outputType: OutputType): string | undefined
  /** Why browsers will draw nothing of a drawing; empty where no fault is found. */
  fault(sha256: string, text: () => string): string
  /** The same, where it was looked for before. */
  knownFault(sha256: string): string | undefined
}

const excerptLength = 360

/** Output types whose lines mean something: a preview keeps them. */
function isLines(outputType: OutputType): boolean {
  return outputType === 'code' || outputType === 'csv' || outputType === 'json'
}

/** A renderer that remembers: in memory up to a number of bytes, and beyond that in `kept`. */
export function makeRenderer(memoryBytes: number, kept?: RenderedStore): AnswerRenderer {
  const memory = new BoundedMemory<string | RenderedAnswer>(memoryBytes)
  const find = <T extends string | RenderedAnswer>(key: string, { read }: Form<T>): T | undefined => {
    const known = memory.get(key)
    if (known !== undefined) return known as T
    const text = kept?.get(key)
    if (text === undefined) return undefined
    const value = read(text)
    memory.set(key, value, 2 * text.length)
    return value
  }
  const keep = <T extends string | RenderedAnswer>(key: string, { write }: Form<T>, value: T): T => {
    const text = write(value)
    memory.set(key, value, 2 * text.length)
    kept?.set(key, text)
    return value
  }
  return {
    render(sha256, outputType, text, languages = []) {
      const language = outputType === 'code' ? code().firstKnownLanguage(languages) : undefined
      const key = `${rendererVersion} html ${outputType} ${language ? `${language} ` : ''}${sha256}`
      return find(key, asJson) ?? keep(key, asJson, rendering().renderAnswer({ text: text(), outputType, language }))
    },
    excerpt(sha256, outputType, text) {
      const key = excerptKey(sha256, outputType)
      return find(key, asText) ?? keep(key, asText, (isLines(outputType) ? excerptOfLines : excerpt)(text(), excerptLength))
    },
    knownExcerpt: (sha256, outputType) => find(excerptKey(sha256, outputType), asText),
    fault: (sha256, text) => find(faultKey(sha256), asText) ?? keep(faultKey(sha256), asText, rendering().faultOf(text()) ?? ''),
    knownFault: (sha256) => find(faultKey(sha256), asText),
  }
}

function excerptKey(sha256: string, outputType: OutputType): string {
  return `${rendererVersion} excerpt-3 ${outputType} ${sha256}`
}

function faultKey(sha256: string): string {
  return `${rendererVersion} fault svg ${sha256}`
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
