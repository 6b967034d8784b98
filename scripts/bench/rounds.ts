import { Client } from './client.ts'
import type { MeasuredProcess } from './measured-process.ts'
import { median } from './result.ts'

/** Something asked of a server over and over. */
export interface Asked {
  server: MeasuredProcess
  url: string
  path: string
  headers?: Record<string, string>
  /** Status that every reply must have. */
  status?: number
}

/**
 * Milliseconds of server CPU time per request: the median over rounds, in which the things asked take turns, so that
 * what else the machine does meets all of them alike. The first round warms up and does not count.
 */
export async function cpuPerRequest(asked: Asked[], { rounds = 7, requests, connections = 8 }: { rounds?: number; requests: number; connections?: number }): Promise<number[]> {
  const clients = asked.map(({ url }) => new Client(url, connections))
  const measured: number[][] = asked.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, one] of asked.entries()) {
      const before = await one.server.cpuMs()
      await askMany(clients[index]!, one, requests, connections)
      const after = await one.server.cpuMs()
      if (round > 0) measured[index]!.push((after - before) / requests)
    }
  }
  for (const client of clients) client.close()
  return measured.map(median)
}

async function askMany(client: Client, { path, headers, status = 200 }: Asked, requests: number, connections: number): Promise<void> {
  let left = requests
  const askInTurn = async () => {
    while (left-- > 0) {
      const reply = await client.get(path, headers)
      if (reply.status !== status) throw new Error(`${path} answered ${reply.status} instead of ${status}: ${reply.body.toString().slice(0, 500)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, askInTurn))
}
