import type { SourceFile } from '../format.ts'

/** The longest line, array element or CSV record that is read; what is longer is reported and skipped. */
export const longestValueBytes = 128 * 1024 * 1024

const byteOrderMark = [0xef, 0xbb, 0xbf]

/** The file's bytes as non-empty buffers, without a UTF-8 byte order mark at the start. */
export async function* readChunks(file: Pick<SourceFile, 'open'>): AsyncGenerator<Buffer> {
  let start: Buffer = Buffer.alloc(0)
  let atStart = true
  for await (const bytes of file.open()) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!atStart) {
      if (chunk.length > 0) yield chunk
      continue
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk])
    if (start.length < byteOrderMark.length) continue
    atStart = false
    const rest = withoutByteOrderMark(start)
    if (rest.length > 0) yield rest
  }
  if (atStart && start.length > 0) yield start
}

/** The same bytes, without the three of a UTF-8 byte order mark at their start. */
export function withoutByteOrderMark(bytes: Buffer): Buffer {
  return byteOrderMark.every((byte, index) => bytes[index] === byte) ? bytes.subarray(byteOrderMark.length) : bytes
}

/** Gathers one value out of the pieces of several chunks, and forgets it as soon as it is longer than `maxBytes`. */
export class Gathering {
  #pieces: Buffer[] = []
  #length = 0
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length > this.#maxBytes) this.#pieces = []
    else if (piece.length > 0) this.#pieces.push(piece)
  }

  get empty(): boolean {
    return this.#length === 0
  }

  /** The value gathered so far, or undefined where it is too long; starts the next one. */
  take(): Buffer | undefined {
    const bytes = this.#length > this.#maxBytes
      ? undefined
      : this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#length = 0
    return bytes
  }
}
