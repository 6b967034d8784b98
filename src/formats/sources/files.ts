import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { SourceFile, SourceTree } from '../format.ts'
import type { Budget } from './budget.ts'
import { readDisk, readStart } from './decompress.ts'
import type { Kind } from './kind.ts'

/** How much of a file its detection may look at. */
export const headBytes = 64 * 1024

/** An uncompressed file on disk. Its head is read when it is asked for: a hundred thousand files cost nothing. */
export class DiskFile implements SourceFile {
  readonly path: string
  readonly size: number
  readonly diskPath: string
  readonly #budget: Budget
  #head: WeakRef<{ text: string }> | undefined

  constructor(path: string, size: number, diskPath: string, budget: Budget) {
    this.path = path
    this.size = size
    this.diskPath = diskPath
    this.#budget = budget
  }

  get head(): string {
    const known = this.#head?.deref()
    if (known) return known.text
    const read = { text: decodeHead(startOf(this.diskPath)) }
    this.#head = new WeakRef(read)
    return read.text
  }

  open(): AsyncIterable<Uint8Array> {
    return readDisk(this.diskPath, 'plain', this.#budget)
  }
}

/** A compressed file on disk, decompressed anew whenever it is opened. */
export async function compressedFile(
  path: string, diskPath: string, kind: Kind, budget: Budget,
): Promise<SourceFile> {
  const head = decodeHead(await readStart(diskPath, kind, headBytes, budget))
  return { path, head, packedSize: statSync(diskPath).size, open: (onPacked) => readDisk(diskPath, kind, budget, onPacked) }
}

/** The tree of these files, in the order of their paths. */
export function treeOf(files: SourceFile[]): SourceTree {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return {
    files: [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    find: (path) => byPath.get(path),
  }
}

/** As UTF-8, without a byte order mark and without the character that the cut went through. */
function decodeHead(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true })
}

function startOf(diskPath: string): Buffer {
  const bytes = Buffer.alloc(headBytes)
  const descriptor = openSync(diskPath, 'r')
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, headBytes, 0))
  } finally {
    closeSync(descriptor)
  }
}
