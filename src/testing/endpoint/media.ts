import { createHash } from 'node:crypto'
import { encodePng } from '../../providers/house/png.ts'
import { encodeWav } from '../../providers/house/wav.ts'

/** A 16×16 picture whose colours are a function of the words. */
export function drawPicture(words: string): Buffer {
  const digest = createHash('sha256').update(words).digest()
  return encodePng(16, 16, (x, y) => [digest[x]!, digest[y + 8]!, digest[(x + y) % 32]!])
}

/** The same with nothing behind it, up to so many bytes: pictures and sounds may end before their file does. */
export function filledUp(file: Buffer, bytes = 0): Buffer {
  return bytes > file.length ? Buffer.concat([file, Buffer.alloc(bytes - file.length)]) : file
}

/** A tenth of a second of a tone whose pitch is a function of the words. */
export function playSound(words: string): Buffer {
  const pitch = 200 + (createHash('sha256').update(words).digest().readUInt16LE(0) % 600)
  return encodeWav(Float32Array.from({ length: 800 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * pitch * index) / 8_000)), 8_000)
}
