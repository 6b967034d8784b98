import { Gathering } from './chunks.ts'
import { endOfValue, startWalk, type Walk } from './json-walk.ts'
import { parseJson, type ParsedJson } from './parse-json.ts'

/**
 * Walks over JSON text on its bytes, value by value. It looks only at quotes and brackets, which are never part of a
 * longer UTF-8 character; whether a value is JSON is for the parser to say.
 */
export class JsonCursor {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #maxBytes: number
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0

  constructor(chunks: AsyncIterable<Buffer>, maxBytes: number) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#maxBytes = maxBytes
  }

  /** The next character that is no white space, without taking it; undefined at the end of the file. */
  async next(): Promise<string | undefined> {
    for (;;) {
      while (this.#at < this.#chunk.length) {
        const byte = this.#chunk[this.#at]!
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return String.fromCharCode(byte)
        this.#at++
      }
      if (!await this.#fill()) return undefined
    }
  }

  /** Takes the character that `next` has shown. */
  skip(): void {
    this.#at++
  }

  /** The value that starts here, or why it cannot be had. */
  async readValue(): Promise<ParsedJson> {
    const walk = startWalk()
    const gathering = new Gathering(this.#maxBytes)
    const complete = await this.#walk(walk, (piece) => gathering.add(piece))
    const bytes = gathering.take()
    if (bytes === undefined) return { error: `longer than ${this.#maxBytes} bytes` }
    return complete ? parseJson(bytes, walk.deepest) : { error: 'the file ends inside this value' }
  }

  /** Goes past the value that starts here without keeping it. */
  async skipValue(): Promise<void> {
    await this.#walk(startWalk(), () => {})
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    this.#chunk = done ? Buffer.alloc(0) : value
    this.#at = 0
    return !done
  }

  /** Hands over the pieces of one value; false where the file ends inside it. */
  async #walk(walk: Walk, onPiece: (piece: Buffer) => void): Promise<boolean> {
    for (;;) {
      const end = endOfValue(this.#chunk, this.#at, walk)
      onPiece(this.#chunk.subarray(this.#at, end ?? this.#chunk.length))
      if (end !== undefined) {
        this.#at = end
        return true
      }
      if (!await this.#fill()) return walk.depth === 0 && !walk.inString
    }
  }
}
