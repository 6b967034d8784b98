import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { load } from './machine.ts'
import { atMost, quantile, result, rounded, say, type Result } from './result.ts'
import type { Benchmark } from './stage.ts'

const columns = 8
const tokens = 400
const firstByteMs = 50
const intervalMs = 20
const rounds = 3
const token = 'a-token-for-the-bench'

/**
 * Eight columns of the Lab that answer at once: how long a token is under way from the moment the endpoint has written it
 * to the moment a reader of the event stream has it. Endpoint and reader share this process and so its clock; the server
 * that is measured is a process of its own.
 */
export const lab: Benchmark = {
  name: 'lab',
  async run(stage) {
    const endpoint = await PacedEndpoint.start()
    const server = stage.serve(join(stage.scratch, 'lab'), { DIPTYCH_ADMIN_TOKEN: token })
    try {
      const { url } = await server.ready()
      await send(url, 'PUT', '/providers/bench', { kind: 'openai-compatible', baseUrl: endpoint.url })
      const [delays, floor]: [number[], number[]] = [[], []]
      for (let round = 0; round < rounds; round++) {
        floor.push(...await readDirectly(endpoint))
        const of = await readSession(url, endpoint)
        say(`  round ${round + 1}: p95 ${rounded(quantile(of, 0.95))} ms (${load()})`)
        delays.push(...of)
      }
      return figures(delays, floor)
    } finally {
      await server.stop()
      await endpoint.stop()
    }
  },
}

function figures(delays: number[], floor: number[]): Result[] {
  const how = `${columns} columns, ${tokens} tokens each, one every ${intervalMs} ms, ${rounds} rounds, every token counted from the reader’s first; ${load()}.`
  const baseline = quantile(floor, 0.95)
  return [
    result('Lab, 8 columns streaming, added delay of a token, p95', atMost(20), quantile(delays, 0.95), 'ms', {
      baseline, detail: `${how} Baseline: the same tokens read from the endpoint itself.`,
    }),
    result('Lab, 8 columns streaming, added delay of a token, median', null, quantile(delays, 0.5), 'ms', { baseline: quantile(floor, 0.5), detail: `Worst of ${delays.length}: ${rounded(Math.max(...delays))} ms.` }),
  ]
}

/** Speaks chat completions as a stream of tokens at an even pace, and knows when it wrote which. */
class PacedEndpoint {
  readonly #server: Server
  /** By model, when each of its tokens was written last. */
  readonly written = new Map<string, number[]>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<PacedEndpoint> {
    const server = createServer()
    const endpoint = new PacedEndpoint(server)
    server.on('request', (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => void endpoint.#answer((JSON.parse(Buffer.concat(parts).toString()) as { model: string }).model, response))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return endpoint
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async #answer(model: string, response: ServerResponse): Promise<void> {
    const times: number[] = []
    this.written.set(model, times)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    await wait(firstByteMs)
    const startedAt = performance.now()
    for (let index = 0; index < tokens; index++) {
      await wait(Math.max(0, startedAt + index * intervalMs - performance.now()))
      times.push(performance.now())
      response.write(event({ choices: [{ index: 0, delta: { content: `${index} ` }, finish_reason: null }], model }))
    }
    response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], model }))
    response.write(event({ choices: [], model, usage: { prompt_tokens: 10, completion_tokens: tokens, total_tokens: tokens + 10 } }))
    response.end('data: [DONE]\n\n')
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

function event(chunk: object): string {
  return `data: ${JSON.stringify({ id: 'bench', object: 'chat.completion.chunk', created: 1, ...chunk })}\n\n`
}

/** A session of eight columns, followed from its start: the delay of every token. */
async function readSession(url: string, endpoint: PacedEndpoint): Promise<number[]> {
  endpoint.written.clear()
  const models = Array.from({ length: columns }, (_, index) => `model-${index}`)
  const { session } = await send(url, 'POST', '/lab', { prompt: 'Count.', models: models.map((model) => ({ model: `bench/${model}` })) }) as { session: string }
  const delays: number[] = []
  const texts = models.map(() => '')
  for await (const { name, data } of eventsOf(await request(url, 'GET', `/lab/${session}/events`, undefined, 'text/event-stream'))) {
    const now = performance.now()
    const told = name === 'progress' ? (data as { data?: { kind: string; column: number; from: number; text: string } }).data : undefined
    if (told?.kind !== 'text') continue
    if (told.from !== texts[told.column]!.length) throw new Error(`Column ${told.column} goes on at ${told.from} where ${texts[told.column]!.length} characters have come.`)
    texts[told.column] += told.text
    const times = endpoint.written.get(models[told.column]!)!
    for (const word of told.text.trim().split(' ')) delays.push(now - times[Number(word)]!)
  }
  const whole = Array.from({ length: tokens }, (_, index) => `${index} `).join('')
  if (texts.some((text) => text !== whole)) throw new Error('A reader of the event stream did not get every token once.')
  return delays
}

/** The least that a token takes: eight answers read straight from the endpoint. */
async function readDirectly(endpoint: PacedEndpoint): Promise<number[]> {
  const lists = await Promise.all(Array.from({ length: columns }, async (_, index) => {
    const model = `direct-${index}`
    const reply = await fetch(`${endpoint.url}/chat/completions`, { method: 'POST', body: JSON.stringify({ model }) })
    const delays: number[] = []
    for await (const { data } of eventsOf(reply)) {
      const word = (data as { choices?: Array<{ delta: { content?: string } }> }).choices?.[0]?.delta.content
      if (word !== undefined) delays.push(performance.now() - endpoint.written.get(model)![Number(word)]!)
    }
    return delays
  }))
  return lists.flat()
}

async function* eventsOf(reply: Response): AsyncGenerator<{ name: string; data: unknown }> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of reply.body!) {
    const blocks = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1]
      if (data?.startsWith('{')) yield { name: /^event: ?(.*)$/m.exec(block)?.[1] ?? 'message', data: JSON.parse(data) as unknown }
    }
  }
}

async function send(url: string, method: string, path: string, body: object): Promise<unknown> {
  return (await request(url, method, path, body, 'application/json')).json()
}

async function request(url: string, method: string, path: string, body: object | undefined, accept: string): Promise<Response> {
  const reply = await fetch(`${url}/api/v1${path}`, {
    method, headers: { 'Authorization': `Bearer ${token}`, 'Accept': accept, 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status}: ${await reply.text()}`)
  return reply
}
