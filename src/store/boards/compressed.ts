import { zstdCompressSync } from 'node:zlib'

/** A value as it is stored beside its computation. */
export function compressed(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value))
}
