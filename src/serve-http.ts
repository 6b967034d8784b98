import { randomUUID } from 'node:crypto'
import { mountApi } from './api/routes.ts'
import { createApp } from './http/app.ts'
import type { HttpServices } from './http/context.ts'
import { RateLimiter } from './http/limits.ts'
import type { Log } from './http/log.ts'
import { listen, type RunningServer } from './http/serve.ts'
import { mountMcp } from './mcp/http.ts'
// The first visitor does not wait for it.
import './media/rendering/render.ts'
import type { Services } from './operations/operation.ts'
import { loadPages } from './web/build.ts'
import { makeSite } from './web/site.ts'

/** The site, the API and MCP, on the host and port of the settings. */
export async function serveHttp(services: Services, log: Log, projectFolder: string): Promise<RunningServer> {
  const http: HttpServices = { ...services, log, limiter: new RateLimiter(Date.now), bootId: randomUUID() }
  const site = makeSite(await loadPages(projectFolder), http)
  const app = createApp(http, [mountApi, mountMcp, site.mount])
  return listen(app, services.settings.host, services.settings.port, site.shortcut)
}
