import { connect, type Socket } from 'node:net'

/**
 * One connection that asks one thing at a time, as a voter does. Node's own client takes longer for a request than a
 * server core has to spare while fifty wait: what is measured is the server.
 */
export class Connection {
  readonly #host: string
  readonly #socket: Socket
  #arrived: Buffer[] = []
  #waiting: PromiseWithResolvers<string> | undefined
  #length: number | undefined

  constructor(url: string) {
    const { hostname, port, host } = new URL(url)
    this.#host = host
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The server closed the connection.')))
  }

  /** Answers the body. @throws where the status is not 200, or the length is not told before the body. */
  post(path: string, body: object, cookie: string): Promise<string> {
    const text = JSON.stringify(body)
    this.#waiting = Promise.withResolvers()
    this.#socket.write(`POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
    return this.#waiting.promise
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#arrived.push(chunk)
    const all = this.#arrived.length === 1 ? chunk : Buffer.concat(this.#arrived)
    this.#arrived = [all]
    const bodyAt = all.indexOf('\r\n\r\n') + 4
    if (bodyAt === 3) return
    this.#length ??= Number(/^content-length: *(\d+)/im.exec(all.toString('latin1', 0, bodyAt))?.[1])
    // NaN is no length: the reply ends with what has come, as an error.
    if (all.length < bodyAt + this.#length) return
    const isGood = all.toString('latin1', 9, 12) === '200' && !Number.isNaN(this.#length)
    this.#arrived = []
    this.#length = undefined
    if (isGood) this.#waiting!.resolve(all.toString('utf8', bodyAt))
    else this.#waiting!.reject(new Error(`The server answered ${all.toString('utf8', 0, 1_000)}`))
  }
}
