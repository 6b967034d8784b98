import { ProviderError } from '../../core/providers/provider-error.ts'
import { isDomainError } from '../../core/errors.ts'
import type { Services } from '../../operations/operation.ts'
import { lineOf } from '../../operations/providers/configured.ts'
import { keepHeapSmall } from './memory.ts'
import { Reach } from './reach.ts'
import { RunWorker } from './worker.ts'

export interface StartedWorker {
  /** Answers when the worker has ended by itself or was stopped. */
  done: Promise<void>
  stop(): Promise<void>
  nudge(): void
}

/** Starts filling cells of runs: of one run, until nothing is left of it, or of all that come. */
export function startRunWorker(services: Services, options: { run?: string; most: number; onError(error: unknown): void }): StartedWorker {
  const { store, now, settings } = services
  keepHeapSmall()
  const reach = new Reach({ tryLine: ({ column }) => lineOf(services, column), now, onError: options.onError })
  const worker = new RunWorker({
    store, now, chance: Math.random, ...options, isOwnWorker: options.run !== undefined,
    // On SQLite all processes share a machine and a data folder: what one cannot ask, no other can, and the cell says why.
    ...(store.kind === 'postgres' && options.run === undefined && { canAsk: (cell) => reach.has(cell) }),
    limitsInFile: new Map(settings.providers.map(({ slug, limits }) => [slug, limits])),
    lineOf: ({ column }) => lineOf(services, column).catch((error: unknown) => {
      // A provider that was removed, or a key that has to be entered again: the cell fails with that sentence.
      throw isDomainError(error) ? new ProviderError('key', error.message) : error
    }),
  })
  return { done: worker.work(), stop: () => worker.stop(), nudge: () => worker.nudge() }
}
