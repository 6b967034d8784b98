import { Gathering } from './chunks.ts'

const quote = 0x22
const backslash = 0x5c

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

  /** The bytes of the value that starts here, or why they cannot be had. */
  async readValue(): Promise<{ bytes?: Buffer; error?: string }> {
    const gathering = new Gathering(this.#maxBytes)
    const complete = await this.#walk((piece) => gathering.add(piece))
    const bytes = gathering.take()
    if (bytes === undefined) return { error: `longer than ${this.#maxBytes} bytes` }
    return complete ? { bytes } : { error: 'the file ends inside this value' }
  }

  /** Goes past the value that starts here without keeping it. */
  async skipValue(): Promise<void> {
    await this.#walk(() => {})
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
  async #walk(onPiece: (piece: Buffer) => void): Promise<boolean> {
    const walk: Walk = { depth: 0, inString: false, escaped: false, started: false }
    for (;;) {
      const end = endOfValue(this.#chunk, this.#at, walk)
      onPiece(this.#chunk.subarray(this.#at, end ?? this.#chunk.length))
      if (end !== undefined) {
        this.#at = end
        return true
      }
      if (!await this.#fill()) return walk.started && walk.depth === 0 && !walk.inString
    }
  }
}

interface Walk { depth: number; inString: boolean; escaped: boolean; started: boolean }

/** Where the value ends in this chunk (exclusive); undefined, with `walk` brought up to date, where it goes on. */
function endOfValue(chunk: Buffer, from: number, walk: Walk): number | undefined {
  let { depth, inString, escaped } = walk
  for (let i = from; i < chunk.length; i++) {
    const byte = chunk[i]!
    if (inString) {
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) {
        inString = false
        if (depth === 0) return i + 1
      }
      continue
    }
    if (byte === quote) inString = true
    else if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return i
      if (--depth === 0) return i + 1
    } else if (depth === 0 && isAfterScalar(byte)) return i
  }
  walk.depth = depth
  walk.inString = inString
  walk.escaped = escaped
  walk.started ||= chunk.length > from
  return undefined
}

function isAfterScalar(byte: number): boolean {
  return byte === 0x2c || byte === 0x3a || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
