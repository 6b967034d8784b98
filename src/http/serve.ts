import { getRequestListener } from '@hono/node-server'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DomainError } from '../core/errors.ts'
import type { App } from './context.ts'

export interface RunningServer {
  url: string
  /** Stops taking requests, lets running ones finish for a moment, then closes. */
  close(): Promise<void>
}

/** Answers what it has ready, before a Request is made of it; false where the application has to answer. */
export type Shortcut = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<boolean>

/**
 * Listens for requests.
 * @throws DomainError `unavailable` when the port is taken or may not be used.
 */
export function listen(app: App, host: string, port: number, shortcut: Shortcut = async () => false): Promise<RunningServer> {
  const answer = getRequestListener((request, environment) => app.fetch(request, { address: addressOf(environment) }), { hostname: host, overrideGlobalObjects: false })
  return new Promise((resolve, reject) => {
    const server = createServer(async (incoming, outgoing) => {
      // A shortcut that fails is no answer: the application says what is wrong.
      if (!(await shortcut(incoming, outgoing).catch(() => false))) await answer(incoming, outgoing)
    })
    server.listen(port, host, () => {
      const info = server.address() as AddressInfo
      const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : info.family === 'IPv6' ? `[${info.address}]` : info.address
      resolve({ url: `http://${shown}:${info.port}`, close: () => close(server) })
    })
    server.on('error', (error: NodeJS.ErrnoException) => reject(new DomainError('unavailable', explain(error, host, port), { cause: error })))
  })
}

function addressOf(environment: unknown): string {
  const { incoming } = environment as { incoming?: { socket?: { remoteAddress?: string } } }
  return incoming?.socket?.remoteAddress ?? 'unknown'
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use. Stop the other program, or choose another port: PORT=${port + 1} npm start`
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023: PORT=4321 npm start`
  if (error.code === 'EADDRNOTAVAIL') return `This machine has no address ${host}. Set DIPTYCH_HOST to one it has, such as 127.0.0.1.`
  return `The server could not listen on ${host}:${port} (${error.code ?? error.message}).`
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 2_000).unref()
  })
}
