import { gzipSync } from 'node:zlib'
import { Client } from './client.ts'
import { atMost, result } from './result.ts'
import type { Benchmark } from './stage.ts'

/** How much script a browser has to load, by following what the pages themselves name. */
export const clientScript: Benchmark = {
  name: 'client script',
  async run(stage) {
    const { folder, models: [a, b], longChallenges: [challenge] } = await stage.small()
    const server = stage.serve(folder)
    try {
      const client = new Client((await server.ready()).url, 1)
      const reading = ['/', '/models', `/models/${a}`, `/models/${a}/responses/${challenge}`, '/challenges', `/challenges/${challenge}`, '/creators', '/search?q=water', '/datasets']
      const sizes = await Promise.all(reading.map((path) => scriptOf(client, path)))
      const compare = await scriptOf(client, `/compare/${a}/${b}?challenge=${challenge}`)
      client.close()
      return [
        result('script on reading pages', atMost(0), Math.max(...sizes.map(({ bytes }) => bytes)), 'bytes', { detail: `${reading.length} kinds of pages, files and inline scripts.` }),
        result('script on the compare page', atMost(20_000), compare.gzipBytes, 'bytes of gzip', { detail: `${compare.bytes} bytes in ${compare.files} file(s), imports followed.` }),
      ]
    } finally {
      await server.stop()
    }
  },
}

/** Scripts of a page, inline ones and event attributes included, with everything that they import. */
async function scriptOf(client: Client, path: string): Promise<{ bytes: number; gzipBytes: number; files: number }> {
  const html = (await client.get(path)).body.toString()
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>|\son\w+="([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '')
  const files = new Map<string, string>()
  const named = [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"|<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g)].map((match) => match[1] ?? match[2]!)
  for (const wanted = named; wanted.length;) {
    const file = wanted.pop()!
    if (files.has(file)) continue
    const { status, body } = await client.get(file)
    if (status !== 200) throw new Error(`${path} names the script ${file}, which answers ${status}.`)
    const source = body.toString()
    files.set(file, source)
    for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) wanted.push(new URL(specifier!, `http://x${file}`).pathname)
  }
  const all = [...inline, ...files.values()]
  const sum = (sizeOf: (source: string) => number) => all.reduce((total, source) => total + sizeOf(source), 0)
  return { bytes: sum((source) => Buffer.byteLength(source)), gzipBytes: sum((source) => gzipSync(source).length), files: files.size }
}
