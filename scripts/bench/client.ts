import { Agent, request, type IncomingHttpHeaders } from 'node:http'

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Keeps its connections, as browsers and reverse proxies do. */
export class Client {
  readonly #url: string
  readonly #agent: Agent

  constructor(url: string, connections: number) {
    this.#url = url
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#ask(path, { headers })
  }

  post(path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } }, JSON.stringify(body))
  }

  #ask(path: string, options: { method?: string; headers: Record<string, string> }, body?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      request(this.#url + path, { agent: this.#agent, ...options }, (reply) => {
        const chunks: Buffer[] = []
        reply.on('data', (chunk: Buffer) => chunks.push(chunk))
        reply.on('end', () => resolve({ status: reply.statusCode!, headers: reply.headers, body: Buffer.concat(chunks) }))
        reply.on('error', reject)
      }).on('error', reject).end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
