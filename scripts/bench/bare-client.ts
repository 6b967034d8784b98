import { Client } from './client.ts'

/**
 * The least that can be done with an endpoint: asks it so many questions, so many at a time, and looks at none of the
 * answers. `node scripts/bench/bare-client.ts URL COUNT CONCURRENCY`; prints the milliseconds it took, by the clock and of CPU.
 */
const [url, count, concurrency] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
const client = new Client(url, concurrency)
let asked = 0

async function askInTurn(): Promise<void> {
  while (asked < count) {
    const index = asked++
    const { status } = await client.post('/chat/completions', {
      model: `model-${index % 10}`, messages: [{ role: 'user', content: `Question ${index} of the bench?` }], stream: true, stream_options: { include_usage: true },
    })
    if (status !== 200) throw new Error(`The endpoint answered ${status}.`)
  }
}

await Promise.all(Array.from({ length: concurrency }, askInTurn))
const [startedAt, before] = [performance.now(), process.cpuUsage()]
asked = 0
await Promise.all(Array.from({ length: concurrency }, askInTurn))
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000 })}\n`)
client.close()
