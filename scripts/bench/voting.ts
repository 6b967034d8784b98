import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client, type Reply } from './client.ts'
import { Connection } from './connection.ts'
import { load } from './machine.ts'
import type { MeasuredProcess } from './measured-process.ts'
import { atLeast, atMost, quantile, result, rounded, say, type Result } from './result.ts'
import type { Benchmark } from './stage.ts'

const voters = 50
const duelsPerVoter = 220
/** Votes of each voter that are told apart: the first of a process are slow, as its code is not compiled yet. */
const firstVotes = 20
const timedDraws = 300

/** 50 voters draw duels over 164,212 answers and then vote at once, each waiting for one reply before the next vote. */
export const voting: Benchmark = {
  name: 'voting',
  needsLarge: true,
  async run(stage) {
    const folder = join(stage.scratch, 'voting')
    await cp((await stage.large()).folder, folder, { recursive: true })
    const server = stage.serve(folder, { DIPTYCH_VOTES_PER_MINUTE: '0' })
    try {
      const { url } = await server.ready()
      const client = new Client(url, voters)
      const first = await draw(client)
      const duels = await drawAll(client)
      say(`  ${voters * duelsPerVoter} duels are drawn; the first, for which all answers are read, took ${rounded(first.ms)} ms`)
      const draws = await timeDraws(client, server)
      client.close()
      const connections = duels.map(() => new Connection(url))
      const firstOnes = await voteAll(connections, server, duels.map((own) => own.slice(0, firstVotes)))
      const votes = await voteAll(connections, server, duels.map((own) => own.slice(firstVotes)))
      for (const connection of connections) connection.close()
      return [...draws, ...tell(votes, firstOnes), commitFloor(join(stage.scratch, 'commit-floor.sqlite'))]
    } finally {
      await server.stop()
    }
  },
}

interface Drawn {
  duel: string
  cookie: string
  ms: number
}

async function draw(client: Client, cookie = ''): Promise<Drawn> {
  const startedAt = performance.now()
  const reply = require200(await client.post('/api/v1/duels', {}, cookie ? { Cookie: cookie } : {}))
  const ms = performance.now() - startedAt
  return { duel: (JSON.parse(reply.body.toString()) as { id: string }).id, cookie: cookie || reply.headers['set-cookie']![0]!.split(';')[0]!, ms }
}

function require200(reply: Reply): Reply {
  if (reply.status !== 200) throw new Error(`The server answered ${reply.status}: ${reply.body.toString().slice(0, 500)}`)
  return reply
}

/** One voter alone: by the clock, and by the server's CPU. */
async function timeDraws(client: Client, server: MeasuredProcess): Promise<Result[]> {
  const { cookie } = await draw(client)
  const before = await server.cpuMs()
  const times: number[] = []
  for (let index = 0; index < timedDraws; index++) times.push((await draw(client, cookie)).ms)
  const cpuMs = (await server.cpuMs() - before) / timedDraws
  return [result('draw a duel over 164,212 answers', atMost(3), cpuMs, 'ms of server CPU', {
    detail: `${timedDraws} duels over HTTP, one after the other, texts of both answers in the reply; by the clock, with the wait for the disk, the median was ${rounded(quantile(times, 0.5))} ms and the 95th percentile ${rounded(quantile(times, 0.95))} ms at ${load()}.`,
  })]
}

async function drawAll(client: Client): Promise<Drawn[][]> {
  return Promise.all(Array.from({ length: voters }, async () => {
    const duels = [await draw(client)]
    while (duels.length < duelsPerVoter) duels.push(await draw(client, duels[0]!.cookie))
    return duels
  }))
}

interface Votes {
  times: number[]
  perSecond: number
  /** Of the server, each. */
  cpuMs: number
}

/** Each voter votes over the connection that stays open all the time, as a browser's does. */
async function voteAll(connections: Connection[], server: MeasuredProcess, duels: Drawn[][]): Promise<Votes> {
  const times: number[] = []
  const before = await server.cpuMs()
  const startedAt = performance.now()
  await Promise.all(duels.map(async (own, voter) => {
    for (const { duel, cookie } of own) {
      const votedAt = performance.now()
      await connections[voter]!.post(`/api/v1/duels/${duel}/votes`, { verdict: 'left', dwellMs: 9_000 }, cookie)
      times.push(performance.now() - votedAt)
    }
  }))
  const seconds = (performance.now() - startedAt) / 1_000
  return { times, perSecond: times.length / seconds, cpuMs: (await server.cpuMs() - before) / times.length }
}

function tell({ times, perSecond, cpuMs }: Votes, first: Votes): Result[] {
  const detail = `${times.length} votes over HTTP by ${voters} voters, each with its entry of the ledger, its receipt and the reveal, on the disk before the reply, after ${first.times.length} that do not count; ${rounded(cpuMs)} ms of server CPU each, median reply ${rounded(quantile(times, 0.5))} ms; client and server shared the machine at ${load()}.`
  return [
    result('durable votes on SQLite, 50 voters at once', atLeast(1_000), perSecond, 'votes/s', { detail }),
    result('durable votes on SQLite, 99th percentile', atMost(50), quantile(times, 0.99), 'ms', {
      detail: `Of the same votes, as the voter sees it. Of the first ${first.times.length} of the process, whose code is not compiled yet, it was ${rounded(quantile(first.times, 0.99))} ms, at ${rounded(first.perSecond)} votes/s.`,
    }),
  ]
}

/** What one durable commit of one row costs on this disk: votes that did not share commits could not be faster. */
function commitFloor(path: string): Result {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = wal; pragma synchronous = full; create table votes (id integer primary key, vote text)')
  const insert = database.prepare('insert into votes (vote) values (?)')
  const times = Array.from({ length: 200 }, () => {
    const startedAt = performance.now()
    insert.run('left'.repeat(50))
    return performance.now() - startedAt
  })
  database.close()
  return result('one durable commit of SQLite on this disk', null, quantile(times, 0.5), 'ms', { detail: `200 commits of one row; 99th percentile ${rounded(quantile(times, 0.99))} ms.` })
}
