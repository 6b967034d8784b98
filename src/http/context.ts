import type { Hono } from 'hono'
import type { Caller, Services } from '../operations/operation.ts'
import type { RateLimiter } from './limits.ts'
import type { Log } from './log.ts'

/** What every route finds in Hono's context. */
export interface RequestState {
  requestId: string
  caller: Caller
}

export type App = Hono<{ Variables: RequestState; Bindings: { address?: string } }>

/** What the surfaces that speak HTTP are made with. */
export interface HttpServices extends Services {
  log: Log
  limiter: RateLimiter
  /** Names this process, so that an ETag of an earlier process is never taken for ours. */
  bootId: string
}
