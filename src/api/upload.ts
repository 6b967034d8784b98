import { createHash, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../core/errors.ts'
import { withScratchFolder } from '../operations/imports/scratch-folder.ts'
import type { Operation, Services } from '../operations/operation.ts'

const defaultUploadBytes = 2 * 1024 ** 3

export interface Upload {
  path: string
  sha256: string
}

/** Streams a request's body into a file beside the database for as long as `use` runs. */
export async function withUpload<T>(request: Request, operation: Operation, { store }: Pick<Services, 'store'>, use: (upload: Upload) => Promise<T>): Promise<T> {
  const { body } = request
  if (!body) throw new DomainError('invalid', 'Send the file as the body of the request.')
  return withScratchFolder(store.folder, async (folder) => {
    const path = join(folder, 'upload')
    const hash = createHash('sha256')
    await pipeline(Readable.fromWeb(body as never), capped(operation.limits?.bodyBytes ?? defaultUploadBytes, hash), createWriteStream(path))
    return use({ path, sha256: hash.digest('hex') })
  })
}

function capped(mostBytes: number, hash: Hash): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash.update(chunk)
      done(size > mostBytes ? new DomainError('too-large', `An upload may have at most ${mostBytes} bytes.`) : null, chunk)
    },
  })
}
