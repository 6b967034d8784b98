import { closeSync, openSync, readSync } from 'node:fs'
import { longestValueBytes, readChunks, withoutByteOrderMark } from '../reading/chunks.ts'
import type { SourceFile } from '../format.ts'

const firstCapacity = 1024 * 1024
const readBytes = 256 * 1024
const newline = 0x0a

export interface BlockReader {
  /**
   * Takes rows from the bytes before `end`, which stands behind a line feed, and answers up to where it took them; what
   * it left comes again with more behind it, or, in the last block, not at all.
   */
  take(bytes: Buffer, end: number, isLast: boolean): number
  /** A row is longer than may be read: told once for each. What follows is passed over to the next line. */
  tooLong(): void
}

/**
 * Feeds a file to a reader of rows in blocks of whole lines, which lie in one buffer that is used again and again. A line
 * feed is added where the last line has none. A file that lies on the disk as it is, is read straight into that buffer:
 * a stream makes a new one for every piece, which costs as much time as the votes in it, and twice the memory.
 */
export async function readBlocks(
  file: Pick<SourceFile, 'open' | 'diskPath'>, reader: BlockReader, maxBytes = longestValueBytes,
): Promise<void> {
  const block = new Block(reader, maxBytes)
  if (file.diskPath !== undefined) fillFrom(file.diskPath, block)
  else for await (const chunk of readChunks(file)) block.add(chunk)
  block.finish()
}

/** Synchronous, because nothing else has to be done meanwhile: waiting for each piece took a tenth of the time. */
function fillFrom(diskPath: string, block: Block): void {
  const descriptor = openSync(diskPath, 'r')
  try {
    for (let isStart = true; ; isStart = false) {
      const length = readSync(descriptor, block.room(readBytes))
      if (length === 0) return
      block.added(length, isStart)
    }
  } finally {
    closeSync(descriptor)
  }
}

class Block {
  readonly #reader: BlockReader
  readonly #maxBytes: number
  #bytes = Buffer.allocUnsafeSlow(firstCapacity)
  #length = 0
  /** Nothing is tried before this many bytes are there: a row of many chunks is not looked through once for each. */
  #wanted = 0
  #isSkipping = false

  constructor(reader: BlockReader, maxBytes: number) {
    this.#reader = reader
    this.#maxBytes = maxBytes
  }

  /** Where the next bytes of the file may be written. */
  room(length: number): Buffer {
    this.#reserve(length)
    return this.#bytes.subarray(this.#length, this.#length + length)
  }

  add(chunk: Buffer): void {
    chunk.copy(this.room(chunk.length))
    this.added(chunk.length, false)
  }

  /** So many bytes were written into the room; at the start of the file a byte order mark is taken off them. */
  added(length: number, atStart: boolean): void {
    const written = this.#bytes.subarray(this.#length, this.#length + length)
    const bytes = atStart ? withoutByteOrderMark(written) : written
    const start = this.#isSkipping ? bytes.indexOf(newline) + 1 : 0
    if (this.#isSkipping && start === 0) return
    this.#isSkipping = false
    if (start > 0 || bytes.length < length) bytes.copy(this.#bytes, this.#length, start)
    const from = this.#length
    this.#length += bytes.length - start
    const end = this.#bytes.lastIndexOf(newline, this.#length - 1) + 1
    if (end > from && this.#length >= this.#wanted) this.#take(end, false)
    if (this.#length > this.#maxBytes) this.#giveUp()
  }

  finish(): void {
    if (this.#length === 0) return
    if (this.#bytes[this.#length - 1] !== newline) {
      this.#reserve(1)
      this.#bytes[this.#length++] = newline
    }
    this.#take(this.#length, true)
  }

  #take(end: number, isLast: boolean): void {
    const taken = this.#reader.take(this.#bytes, end, isLast)
    this.#bytes.copyWithin(0, taken, this.#length)
    this.#length -= taken
    this.#wanted = taken < end ? this.#length * 2 : 0
  }

  /** The row at the start has not ended: forgets what is there of it. */
  #giveUp(): void {
    this.#reader.tooLong()
    this.#length = 0
    this.#wanted = 0
    this.#isSkipping = true
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + length, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
