import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on this machine that plays the host which hostile answers call, and notes whatever reaches it. */
export interface Attacker {
  /** A hostile answer with its addresses leading here. */
  arm: (answer: string) => string
  /** `connection`, `datagram`, and `GET /path` for every request. */
  contacts: string[]
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function startAttacker(): Promise<Attacker> {
  const contacts: string[] = []
  const server = createServer((request, response) => {
    contacts.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('taken')
  })
  server.on('connection', () => contacts.push('connection'))
  server.listen(0, '127.0.0.1')
  const socket = createSocket('udp4', () => contacts.push('datagram')).bind(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(socket, 'listening')])
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const stunHost = `127.0.0.1:${socket.address().port}`
  return {
    contacts,
    arm: (answer) =>
      answer.replaceAll('stun:attacker.example', `stun:${stunHost}`).replaceAll('attacker.example', host),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await new Promise<void>((closed) => socket.close(closed))
    },
  }
}
