import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Budget } from './budget.ts'
import type { Kind } from './kind.ts'

const chunkBytes = 256 * 1024

/** The bytes of a file on disk, decompressed where `kind` is a compression. */
export async function* readDisk(path: string, kind: Kind, budget: Budget, onPacked: (bytesRead: number) => void = () => {}): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: chunkBytes })
  if (kind !== 'gzip' && kind !== 'zstd') return yield* source
  const decoder = (kind === 'gzip' ? createGunzip : createZstdDecompress)({ chunkSize: chunkBytes })
  // Errors of the source reach the reader through the decoder, and leaving early closes both.
  pipeline(source, decoder, () => {})
  let unpacked = 0
  for await (const chunk of decoder as AsyncIterable<Buffer>) {
    unpacked += chunk.length
    budget.checkRatio(unpacked, source.bytesRead)
    onPacked(source.bytesRead)
    yield chunk
  }
}

/** The first `length` decompressed bytes, or all where there are fewer. */
export async function readStart(path: string, kind: Kind, length: number, budget: Budget): Promise<Buffer> {
  const pieces: Buffer[] = []
  let read = 0
  for await (const chunk of readDisk(path, kind, budget)) {
    pieces.push(chunk)
    read += chunk.length
    if (read >= length) break
  }
  return Buffer.concat(pieces).subarray(0, length)
}
