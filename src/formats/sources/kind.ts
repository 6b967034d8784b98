/** What a file really is, told by its first bytes; `plain` is everything that is neither packed nor compressed. */
export type Kind = 'plain' | 'gzip' | 'zstd' | 'zip' | 'tar'

/** Enough bytes for `kindOf`: the header of a tar archive. */
export const kindBytes = 512

const tarMagicAt = 257

/** Tells the kind by magic bytes, never by the name. */
export function kindOf(start: Buffer): Kind {
  if (startsWith(start, [0x1f, 0x8b])) return 'gzip'
  if (startsWith(start, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd'
  // A frame to be skipped, with which some tools begin.
  if (startsWith(start.subarray(1), [0x2a, 0x4d, 0x18]) && start[0]! >= 0x50 && start[0]! <= 0x5f) return 'zstd'
  // PK 3 4 begins a zip archive, PK 5 6 is an empty one.
  if (startsWith(start, [0x50, 0x4b, 0x03, 0x04]) || startsWith(start, [0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (start.subarray(tarMagicAt, tarMagicAt + 5).toString('latin1') === 'ustar') return 'tar'
  return 'plain'
}

function startsWith(bytes: Buffer, magic: number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}

/** A path without the ending of a compression: `battles.json.gz` is `battles.json`, `arena.tgz` is `arena.tar`. */
export function withoutCompressionEnding(path: string): string {
  return path.replace(/\.tgz$/i, '.tar').replace(/\.(gz|zst|zstd)$/i, '')
}
