import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { databaseFile } from '../../src/store/database.ts'
import { Chance } from '../../src/testing/chance.ts'
import { Client } from './client.ts'
import { load } from './machine.ts'
import { atMost, quantile, result, rounded, say, type Result } from './result.ts'
import type { Benchmark } from './stage.ts'

export const searching: Benchmark = {
  name: 'search',
  needsLarge: true,
  async run(stage) {
    const { folder } = await stage.large()
    const queries = makeQueries(join(folder, databaseFile))
    const server = stage.serve(folder, { DIPTYCH_PAGE_CACHE_MB: '0' })
    try {
      const client = new Client((await server.ready()).url, 1)
      const timed: Timed[] = []
      // Twice, and the second time counts: the first reads the index from disk.
      for (const round of [0, 1]) {
        for (const query of queries) {
          const [before, startedAt] = [await server.cpuMs(), performance.now()]
          const reply = await client.get(`/api/v1/search?${new URLSearchParams(query.input)}`)
          if (reply.status !== 200) throw new Error(`The search for ${query.input.q} answered ${reply.status}.`)
          if (round > 0) timed.push({ ...query, wallMs: performance.now() - startedAt, cpuMs: await server.cpuMs() - before, found: JSON.parse(reply.body.toString()).results.length })
        }
      }
      client.close()
      return [summary(timed)]
    } finally {
      await server.stop()
    }
  },
}

interface Query {
  kind: string
  input: { q: string; model?: string }
}

interface Timed extends Query {
  cpuMs: number
  wallMs: number
  found: number
}

function summary(timed: Timed[]): Result {
  const cpu = timed.map(({ cpuMs }) => cpuMs)
  const kinds = [...Map.groupBy(timed, ({ kind }) => kind)].map(([kind, list]) => {
    say(`  ${kind}: ${list.length} queries, median ${rounded(quantile(list.map(({ cpuMs }) => cpuMs), 0.5))} ms, most ${rounded(Math.max(...list.map(({ cpuMs }) => cpuMs)))} ms, ${list.filter(({ found }) => found > 0).length} found something`)
    return `${kind} ${rounded(quantile(list.map(({ cpuMs }) => cpuMs), 0.95))}`
  })
  return result('search over 164,212 answers, 95th percentile', atMost(60), quantile(cpu, 0.95), 'ms of server CPU', {
    detail: `${timed.length} queries over HTTP, 20 results each; median ${rounded(quantile(cpu, 0.5))}, most ${rounded(Math.max(...cpu))} ms; by the clock the 95th percentile was ${rounded(quantile(timed.map(({ wallMs }) => wallMs), 0.95))} ms at ${load()}. 95th percentiles by kind: ${kinds.join(', ')} ms.`,
  })
}

const common = ['the', 'of', 'and', 'to', 'a', 'is', 'in', 'for', 'that', 'you', 'with', 'it', 'this', 'can', 'are', 'the of', 'and the', 'is a', 'how to', 'you can']

/** About two hundred queries of the kinds people type, their words taken from the answers themselves; the same every time. */
function makeQueries(databasePath: string): Query[] {
  const database = new DatabaseSync(databasePath, { readOnly: true })
  const texts = sample(database, 'select bytes from bodies where words between 60 and 2000 and id % 997 = 3')
  const cjk = sample(database, 'select bytes from bodies where size between 300 and 20000 and id % 7 = 1').flatMap((text) => text.match(/\p{Script=Han}{4,}/gu)?.slice(0, 1) ?? [])
  const models = database.prepare('select slug from models order by id limit 20').all() as Array<{ slug: string }>
  database.close()
  const chance = new Chance(1)
  const text = () => chance.pick(texts)
  const word = (length: number) => chance.pick(text().match(new RegExp(`[a-zA-Z]{${length},}`, 'g')) ?? ['nothing'])
  const phrase = () => {
    const all = text().match(/[a-zA-Z]+/g) ?? ['nothing']
    const start = chance.below(Math.max(1, all.length - 4))
    return `"${all.slice(start, start + 2 + chance.below(3)).join(' ')}"`
  }
  const queries = (kind: string, count: number, make: (index: number) => Query['input']) => Array.from({ length: count }, (_, index) => ({ kind, input: make(index) }))
  return [
    ...queries('common words', common.length, (index) => ({ q: common[index]! })),
    ...queries('rare words', 50, () => ({ q: word(9) })),
    ...queries('two words', 40, () => ({ q: `${word(4)} ${word(7)}` })),
    ...queries('phrases', 30, () => ({ q: phrase() })),
    ...queries('beginnings', 20, () => ({ q: word(6).slice(0, 4) })),
    ...queries('Chinese and Japanese', 15, () => ({ q: chance.pick(cjk).slice(0, 2 + chance.below(3)) })),
    ...queries('misses', 15, (index) => ({ q: `xq${index}zv${word(5)}` })),
    ...queries('within one model', 10, (index) => ({ q: common[index]!, model: models[index * 2]!.slug })),
  ]
}

function sample(database: DatabaseSync, statement: string): string[] {
  return (database.prepare(statement).all() as Array<{ bytes: Uint8Array }>).map(({ bytes }) => Buffer.from(bytes).toString())
}
