import type { Ask } from '../operations/all.ts'
import type { Caller } from '../operations/operation.ts'

/** What a page's data is made from: its address, and the operations it may ask. */
export interface PageRequest {
  ask: Ask
  params: Record<string, string>
  query: URLSearchParams
  /** Who looks. A page that differs by more than this is `personal`. */
  caller: Pick<Caller, 'kind'>
}

/**
 * One page: its address and its data. The `.astro` file at the same place under `pages/` turns the data into HTML, and
 * the JSON twin sends it as it is.
 */
export interface Page<T = unknown> {
  /** `/models/{model}`; a trailing `[/{c}]` may be left out. */
  path: string
  load(request: PageRequest): Promise<T>
  /** It is made for one voter, who gets a cookie: neither we nor anything between us keeps it. */
  personal?: boolean
  /** Who comes without a cookie gets none here: what the page shows is theirs without, and would not be theirs with another. */
  givesNoVoter?: boolean
}

export function definePage<T>(path: string, load: (request: PageRequest) => Promise<T>, options: Pick<Page, 'personal' | 'givesNoVoter'> = {}): Page<T> {
  return { path, load, ...options }
}

export type DataOf<P> = P extends Page<infer T> ? T : never

/** Thrown by a page that lives at another address. */
export class Redirect extends Error {
  readonly to: string

  constructor(to: string) {
    super(`Moved to ${to}`)
    this.to = to
  }
}

/** The texts of a query that are not empty, as operations take them: a form sends every field, filled or not. */
export function filled(query: URLSearchParams, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])))
}
