import { brotliDecompressSync } from 'node:zlib'
import { join } from 'node:path'
import { databaseFile } from '../../src/store/database.ts'
import { Client } from './client.ts'
import { MeasuredProcess } from './measured-process.ts'
import { cpuPerRequest } from './rounds.ts'
import { atLeast, result, rounded } from './result.ts'
import type { Benchmark } from './stage.ts'

/** The comparison again and again while no data changes, as a browser asks for it. */
export const cachedPage: Benchmark = {
  name: 'cached page',
  async run(stage) {
    const small = await stage.small()
    const server = stage.serve(small.folder)
    const floor = new MeasuredProcess(stage.scratch, 'scripts/bench/floor-server.ts', [join(small.folder, databaseFile), small.longChallenges[0]!])
    try {
      const [{ url }, { url: floorUrl }] = [await server.ready(), await floor.ready()]
      const path = `/compare/${small.models.slice(0, 4).join('/')}?challenge=${small.longChallenges[0]}`
      const { etag, bytes } = await check(url, path)
      const headers = { 'Accept-Encoding': 'gzip, deflate, br', 'Accept': 'text/html,*/*;q=0.8' }
      const [page, known, bare] = await cpuPerRequest([
        { server, url, path, headers },
        { server, url, path, headers: { ...headers, 'If-None-Match': etag }, status: 304 },
        { server: floor, url: floorUrl, path: `/bytes/${bytes}` },
      ], { requests: 4_000, connections: 32 })
      return [
        result('compare page again, from the page cache', atLeast(10_000), 1_000 / page!, 'requests/s of one core', {
          baseline: 1_000 / bare!, detail: `${rounded(page!)} ms of server CPU per request, ${bytes} bytes of brotli, 32 connections. Baseline: a bare Hono route answers as many bytes.`,
        }),
        result('compare page again, the client has it (304)', null, 1_000 / known!, 'requests/s of one core', {
          baseline: 1_000 / bare!, detail: `${rounded(known!)} ms of server CPU per request.`,
        }),
      ]
    } finally {
      await Promise.all([server.stop(), floor.stop()])
    }
  },
}

/** A page that is quick and wrong is no result: the reply must be the page, and its ETag must be honoured. */
async function check(url: string, path: string): Promise<{ etag: string; bytes: number }> {
  const client = new Client(url, 1)
  const plain = await client.get(path)
  const brotli = await client.get(path, { 'Accept-Encoding': 'br' })
  const etag = brotli.headers.etag
  if (!etag || plain.headers.etag !== etag || brotli.headers['content-encoding'] !== 'br') throw new Error('The page has no ETag, or was not compressed.')
  if (!brotliDecompressSync(brotli.body).equals(plain.body)) throw new Error('The compressed page is not the page.')
  const [fresh, stale] = [await client.get(path, { 'If-None-Match': etag }), await client.get(path, { 'If-None-Match': '"of-another-version"' })]
  if (fresh.status !== 304 || fresh.body.length > 0 || stale.status !== 200) throw new Error('The ETag is not honoured.')
  client.close()
  return { etag, bytes: brotli.body.length }
}
