import { closeSync, openSync, readSync } from 'node:fs'
import { placeOf, readLine, type JournalEntry } from './journal.ts'

/** Reads a journal while it is written, from any process of this machine. */
export interface JournalFollower {
  /** Whether there is a journal to follow, here and now. */
  readonly isThere: boolean
  /** What has been written since it was last asked. */
  next(): JournalEntry[]
  close(): void
}

const blockBytes = 65_536

export function followJournal(folder: string, attempt: string): JournalFollower {
  const path = placeOf(folder, attempt)
  let file: number | undefined
  let position = 0
  /** The beginning of a line whose end has not been written yet. */
  let rest: Buffer = Buffer.alloc(0)
  const open = () => {
    try {
      file ??= openSync(path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return file !== undefined
  }
  return {
    get isThere() {
      return open()
    },
    next() {
      if (!open()) return []
      const written = readFrom(file!, position)
      position += written.length
      const bytes = Buffer.concat([rest, written])
      const end = bytes.lastIndexOf(0x0a) + 1
      rest = bytes.subarray(end)
      const lines = end === 0 ? [] : bytes.subarray(0, end - 1).toString('utf8').split('\n')
      return lines.flatMap((line) => readLine(line) ?? [])
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

/** Everything from a position to the end. A file that was removed since it was opened can still be read. */
function readFrom(file: number, position: number): Buffer {
  const blocks: Buffer[] = []
  for (let at = position; ;) {
    const block = Buffer.allocUnsafe(blockBytes)
    const read = readSync(file, block, 0, blockBytes, at)
    if (read === 0) return Buffer.concat(blocks)
    blocks.push(block.subarray(0, read))
    at += read
  }
}
