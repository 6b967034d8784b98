import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A finished page, good for as long as the data stays at `version`. */
export interface CachedPage {
  readonly version: string
  readonly etag: string
  /** Of every reply with this page, whatever its encoding. */
  readonly headers: Readonly<Record<string, string>>
  /** The page as it was made, and compressed as clients have asked for it. */
  readonly bodies: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>> & { identity: Uint8Array<ArrayBuffer> }
}

export type Encoding = 'br' | 'gzip' | 'identity'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Finished pages by address. An entry of another data version is as good as none, so nothing stale is ever shown. */
export class PageCache {
  #pages = new Map<string, CachedPage>()
  #bytes = 0
  #mostBytes: number

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get isOn(): boolean {
    return this.#mostBytes > 0
  }

  get(key: string, version: string): CachedPage | undefined {
    const page = this.#pages.get(key)
    if (!page || page.version !== version) return undefined
    this.#pages.delete(key)
    this.#pages.set(key, page)
    return page
  }

  /** Keeps a page in place of what was known by this key, and lets go of what was not asked for the longest. */
  set(key: string, page: CachedPage): void {
    this.#forget(key)
    const size = sizeOf(page)
    if (size > this.#mostBytes) return
    this.#pages.set(key, page)
    this.#bytes += size
    for (const oldest of this.#pages.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const page = this.#pages.get(key)
    if (page) this.#bytes -= sizeOf(page)
    this.#pages.delete(key)
  }
}

function sizeOf({ bodies }: CachedPage): number {
  return Object.values(bodies).reduce((bytes, body) => bytes + body.byteLength, 0)
}

/** The page with its body in this encoding too. */
export async function inEncoding(page: CachedPage, encoding: Encoding): Promise<CachedPage> {
  return page.bodies[encoding] ? page : { ...page, bodies: { ...page.bodies, [encoding]: await compress(page.bodies.identity, encoding) } }
}

/** The best encoding that the client takes and we offer. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const accepted = (acceptEncoding ?? '').split(',').map((part) => part.trim()).filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
  const names = new Set(accepted.map((part) => part.split(';')[0]!.trim()))
  return names.has('br') ? 'br' : names.has('gzip') ? 'gzip' : 'identity'
}

/** Quality 5 is where brotli still costs little; pages are compressed once per data version. */
async function compress(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === 'br') return new Uint8Array(await compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }))
  if (encoding === 'gzip') return new Uint8Array(await compressGzip(body, { level: 6 }))
  return body
}
