import { createMcpHandler, localhostAllowedHostnames, localhostAllowedOrigins, originValidationResponse, hostHeaderValidationResponse } from '@modelcontextprotocol/server'
import type { App, HttpServices } from '../http/context.ts'
import { readBody } from '../http/body.ts'
import { spendCall } from '../http/limits.ts'
import type { Caller, Operation } from '../operations/operation.ts'
import { makeMcpServer, type Offer } from './server.ts'

/**
 * MCP over streamable HTTP at `/mcp`; `/mcp?scope=vote` offers a visitor's client duels and votes too. A page of another
 * site may not use it through a visitor's browser.
 */
export function mountMcp(app: App, services: HttpServices): void {
  app.all('/mcp', async (c) => {
    const request = c.req.raw
    const caller = c.get('caller')
    services.limiter.spend(caller.id, services.settings.requestsPerMinute)
    const refused = refuseOtherOrigins(request, services.settings.publicUrl, services.settings.host)
    if (refused) return refused
    // What a tool may be asked is the operation's own limit, as over REST.
    const spend = (operation: Operation) => operation.limits && spendCall(operation, caller, services)
    return handlerFor(services, caller, { voting: c.req.query('scope') === 'vote', spend }).fetch(await withinLimit(request))
  })
}

/** Longest message of a client: inputs of tools are short. */
const mostBodyBytes = 1_048_576

/** The same request with its body read, so that an endless one ends here. */
async function withinLimit(request: Request): Promise<Request> {
  if (!request.body) return request
  const body = await readBody(request.body, mostBodyBytes)
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal })
}

function handlerFor(services: HttpServices, caller: Caller, offer: Offer) {
  return createMcpHandler(() => makeMcpServer(services, caller, services.log, offer), { onerror: (error) => services.log.debug(`mcp: ${error.message}`) })
}

function refuseOtherOrigins(request: Request, publicUrl: string, host: string): Response | undefined {
  const ownHost = publicUrl ? [new URL(publicUrl).hostname] : []
  const wrongOrigin = originValidationResponse(request, [...localhostAllowedOrigins(), ...ownHost])
  // A server that listens for other machines is reached by names we cannot know; DNS rebinding matters for loopback.
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '::1'
  return wrongOrigin ?? (isLoopback ? hostHeaderValidationResponse(request, [...localhostAllowedHostnames(), ...ownHost]) : undefined)
}
