import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../core/errors.ts'
import type { Operation } from '../operations/operation.ts'

const defaultUploadBytes = 2 * 1024 ** 3

/** Streams a request's body into a temporary file for as long as `use` runs. */
export async function withUpload<T>(request: Request, operation: Operation, use: (path: string) => Promise<T>): Promise<T> {
  if (!request.body) throw new DomainError('invalid', 'Send the file as the body of the request.')
  const folder = await mkdtemp(join(tmpdir(), 'diptych-upload-'))
  try {
    const path = join(folder, 'upload')
    await pipeline(Readable.fromWeb(request.body as never), capped(operation.limits?.bodyBytes ?? defaultUploadBytes), createWriteStream(path))
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function capped(mostBytes: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done(size > mostBytes ? new DomainError('too-large', `An upload may have at most ${mostBytes} bytes.`) : null, chunk)
    },
  })
}
