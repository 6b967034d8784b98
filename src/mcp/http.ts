import { createMcpHandler, localhostAllowedHostnames, localhostAllowedOrigins, originValidationResponse, hostHeaderValidationResponse } from '@modelcontextprotocol/server'
import type { App, HttpServices } from '../http/context.ts'
import type { Caller } from '../operations/operation.ts'
import { makeMcpServer } from './server.ts'

/** MCP over streamable HTTP at `/mcp`. A page of another site may not use it through a visitor's browser. */
export function mountMcp(app: App, services: HttpServices): void {
  app.all('/mcp', async (c) => {
    const request = c.req.raw
    const caller = c.get('caller')
    services.limiter.spend(caller.id, services.settings.requestsPerMinute)
    const refused = refuseOtherOrigins(request, services.settings.publicUrl, services.settings.host)
    if (refused) return refused
    return handlerFor(services, caller).fetch(request)
  })
}

function handlerFor(services: HttpServices, caller: Caller) {
  return createMcpHandler(() => makeMcpServer(services, caller, services.log), { onerror: (error) => services.log.debug(`mcp: ${error.message}`) })
}

function refuseOtherOrigins(request: Request, publicUrl: string, host: string): Response | undefined {
  const ownHost = publicUrl ? [new URL(publicUrl).hostname] : []
  const wrongOrigin = originValidationResponse(request, [...localhostAllowedOrigins(), ...ownHost])
  // A server that listens for other machines is reached by names we cannot know; DNS rebinding matters for loopback.
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '::1'
  return wrongOrigin ?? (isLoopback ? hostHeaderValidationResponse(request, [...localhostAllowedHostnames(), ...ownHost]) : undefined)
}
