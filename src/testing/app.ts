import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { mountApi } from '../api/routes.ts'
import { readSettings } from '../config/settings.ts'
import { createApp } from '../http/app.ts'
import type { App, HttpServices } from '../http/context.ts'
import { RateLimiter } from '../http/limits.ts'
import { makeLog } from '../http/log.ts'
import type { Shortcut } from '../http/serve.ts'
import { makeRenderer } from '../media/rendering/cached.ts'
import { mountMcp } from '../mcp/http.ts'
import { loadDemo } from '../operations/demo/load.ts'
import type { Caller, Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { openStore } from '../store/database.ts'
import { loadPages } from '../web/build.ts'
import { makeSite } from '../web/site.ts'

export const projectFolder = join(import.meta.dirname, '..', '..')
export const adminToken = 'a-token-for-tests-only'
export const admin: Caller = { kind: 'admin', id: 'token' }
export const visitor: Caller = { kind: 'visitor', id: 'test' }

export interface TestApp {
  app: App
  /** What a listening server asks before the application. */
  shortcut: Shortcut
  services: HttpServices
  /** Lines that were logged: a test that expects none can say so. */
  log: string[]
  request(path: string, init?: RequestInit): Promise<Response>
  ask<I extends z.ZodObject, O extends z.ZodType>(operation: Operation<string, I, O>, input: z.input<I>, caller?: Caller): Promise<z.output<O>>
  close(): Promise<void>
}

/** The whole application on an empty database of its own (or with the demo loaded), without a port. */
export async function startTestApp({ demo = false, environment = {} }: { demo?: boolean; environment?: Record<string, string> } = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'diptych-test-'))
  const settings = readSettings({ DIPTYCH_DATA: folder, DIPTYCH_ADMIN_TOKEN: adminToken, DIPTYCH_REQUESTS_PER_MINUTE: '0', ...environment })
  const store = await openStore({ folder })
  const log: string[] = []
  const services: HttpServices = {
    store, settings, renderer: makeRenderer(8 * 1024 * 1024), now: () => new Date('2026-01-02T03:04:05.000Z'),
    log: makeLog('info', (line) => void log.push(line)), limiter: new RateLimiter(Date.now), bootId: 'test',
  }
  if (demo) await loadDemo(store, services.now)
  const { mount, shortcut } = makeSite(await loadPages(projectFolder), services)
  const app = createApp(services, [mountApi, mountMcp, mount])
  return {
    app, shortcut, services, log,
    request: async (path, init) => app.request(`http://localhost${path}`, init),
    ask: (operation, input, caller = visitor) => perform(operation, input, caller, services),
    async close() {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
