import { join } from 'node:path'
import { databaseFile } from '../../src/store/database.ts'
import { Client } from './client.ts'
import { MeasuredProcess } from './measured-process.ts'
import { cpuPerRequest } from './rounds.ts'
import { atMost, result, rounded, type Goal, type Result } from './result.ts'
import type { SmallDatabase } from './small-database.ts'
import type { Benchmark, Stage } from './stage.ts'

/** Pages made anew for every request: the page cache is off, the database is read, and HTTP is spoken. */
export const pages: Benchmark = {
  name: 'pages',
  async run(stage) {
    const small = await stage.small()
    const server = stage.serve(small.folder, { DIPTYCH_PAGE_CACHE_MB: '0' })
    const floor = new MeasuredProcess(stage.scratch, 'scripts/bench/floor-server.ts', [join(small.folder, databaseFile), small.longChallenges[0]!])
    try {
      const place = { server, url: (await server.ready()).url, floor, floorUrl: (await floor.ready()).url }
      return [await firstViews(place, small), await compared(place, small), ...(await lists(place, small))]
    } finally {
      await Promise.all([server.stop(), floor.stop()])
    }
  },
}

interface Place {
  server: MeasuredProcess
  url: string
  floor: MeasuredProcess
  floorUrl: string
}

function compareAddress({ models }: SmallDatabase, challenge: string): string {
  return `/compare/${models.slice(0, 4).join('/')}?challenge=${challenge}`
}

async function compared(place: Place, small: SmallDatabase): Promise<Result> {
  const path = compareAddress(small, small.longChallenges[0]!)
  const [own, floor] = await cpuPerRequest([{ ...place, path }, { server: place.floor, url: place.floorUrl, path: '/page' }], { requests: 100 })
  return result('compare page, 4 answers of 6 KB, page cache off', atMost(3), own!, 'ms of server CPU', {
    baseline: floor!, detail: `${await sizeOf(place.url, path)}. Baseline: a bare Hono route reads the four answers by one prepared statement and joins them, escaped, into one string.`,
  })
}

/** The first time anybody sees an answer it is rendered from markdown; afterwards its HTML is known by its hash. */
async function firstViews(place: Place, small: SmallDatabase): Promise<Result> {
  const client = new Client(place.url, 1)
  const others = small.longChallenges.slice(1)
  const before = await place.server.cpuMs()
  for (const challenge of others) await client.get(compareAddress(small, challenge))
  const cpuMs = await place.server.cpuMs() - before
  client.close()
  return result('compare page, 4 answers nobody has seen yet', null, cpuMs / others.length, 'ms of server CPU', {
    detail: `Rendering ${others.length * 4} answers of 6 KB included, in a server that has just started.`,
  })
}

async function lists(place: Place, small: SmallDatabase): Promise<Result[]> {
  const wanted: Array<[name: string, path: string, goal: Goal | null]> = [
    ['challenge page with 200 answers', `/challenges/${small.longChallenges[0]}`, atMost(15)],
    ['models page with 250 models', '/models', atMost(15)],
    ['model page with 50 answers', `/models/${small.models[0]}`, null],
    ['home page', '/', null],
  ]
  const results: Result[] = []
  for (const [name, path, goal] of wanted) {
    const bytes = await bytesOf(place.url, path)
    const [own, floor] = await cpuPerRequest([{ ...place, path }, { server: place.floor, url: place.floorUrl, path: `/bytes/${bytes}` }], { requests: 40 })
    results.push(result(`${name}, page cache off`, goal, own!, 'ms of server CPU', {
      baseline: floor!, detail: `${await sizeOf(place.url, path)}. Baseline: a bare Hono route answers as many bytes.`,
    }))
  }
  return results
}

export async function bytesOf(url: string, path: string): Promise<number> {
  const client = new Client(url, 1)
  const { body } = await client.get(path)
  client.close()
  return body.length
}

async function sizeOf(url: string, path: string): Promise<string> {
  return `${rounded(await bytesOf(url, path) / 1_000)} kB of HTML`
}

/** For pages over the large database. */
export async function largePages(stage: Stage): Promise<Result[]> {
  const { folder } = await stage.large()
  const server = stage.serve(folder, { DIPTYCH_PAGE_CACHE_MB: '0' })
  try {
    const { url } = await server.ready()
    const results: Result[] = []
    for (const path of ['/', '/models', '/challenges', '/compare', '/creators', '/datasets']) {
      const [cpuMs] = await cpuPerRequest([{ server, url, path }], { rounds: 5, requests: 8, connections: 2 })
      results.push(result(`${path} over 164,212 answers, page cache off`, null, cpuMs!, 'ms of server CPU', { detail: await sizeOf(url, path) }))
    }
    return results
  } finally {
    await server.stop()
  }
}

export const pagesOverLargeData: Benchmark = { name: 'large pages', needsLarge: true, run: largePages }
