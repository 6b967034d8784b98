import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A finished reply, compressed, good for as long as the data stays at `version`. */
export interface CachedPage {
  version: string
  etag: string
  status: number
  mediaType: string
  bodies: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>
  size: number
}

export type Encoding = 'br' | 'gzip' | 'identity'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Rendered pages by address. An entry of another data version is as good as none, so nothing stale is ever shown. */
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

  set(key: string, page: CachedPage): void {
    this.#forget(key)
    if (page.size > this.#mostBytes) return
    this.#pages.set(key, page)
    this.#bytes += page.size
    for (const oldest of this.#pages.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#pages.get(key)?.size ?? 0
    this.#pages.delete(key)
  }
}

/** The best encoding that the client takes and we offer. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  const accepted = (acceptEncoding ?? '').split(',').map((part) => part.trim()).filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
  const names = new Set(accepted.map((part) => part.split(';')[0]!.trim()))
  return names.has('br') ? 'br' : names.has('gzip') ? 'gzip' : 'identity'
}

/** Quality 5 is where brotli still costs little; pages are compressed once per data version. */
export async function compress(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === 'br') return new Uint8Array(await compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }))
  if (encoding === 'gzip') return new Uint8Array(await compressGzip(body, { level: 6 }))
  return body
}
