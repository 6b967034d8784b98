import { isUtf8 } from 'node:buffer'
import { DomainError } from '../../core/errors.ts'
import type { SourceFile } from '../format.ts'
import { withoutByteOrderMark } from './chunks.ts'

/** The bytes of a small file as they are. Throws where there are more than `maxBytes`. */
export async function readBytes(file: Pick<SourceFile, 'open'>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of file.open()) {
    length += chunk.length
    if (length > maxBytes) throw new DomainError('too-large', `This file is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The text of a small file, without a byte order mark. Throws where it is longer than `maxBytes`, or not UTF-8. */
export async function readText(file: Pick<SourceFile, 'open'>, maxBytes: number): Promise<string> {
  const bytes = await readBytes(file, maxBytes)
  if (!isUtf8(bytes)) throw new DomainError('invalid', 'This file is not valid UTF-8.')
  return withoutByteOrderMark(bytes).toString('utf8')
}
