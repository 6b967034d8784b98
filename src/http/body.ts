import { DomainError } from '../core/errors.ts'

/**
 * Reads a request's body into memory.
 * @throws DomainError `too-large` as soon as it is longer than `mostBytes`.
 */
export async function readBody(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > mostBytes) throw tooLarge(mostBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Reads the body of a request, likewise. Of a body whose length is told before, which is then no longer than that, no
 * stream is made, which was a twentieth of the work of a vote.
 */
export async function readWholeBody(request: Request, mostBytes: number): Promise<Buffer<ArrayBuffer>> {
  const told = request.headers.get('content-length')
  if (told === null) return request.body ? readBody(request.body, mostBytes) : Buffer.alloc(0)
  if (Number(told) > mostBytes) throw tooLarge(mostBytes)
  const bytes = Buffer.from(await request.arrayBuffer())
  if (bytes.byteLength > mostBytes) throw tooLarge(mostBytes)
  return bytes
}

function tooLarge(mostBytes: number): DomainError {
  return new DomainError('too-large', `The body may have at most ${mostBytes} bytes.`)
}
