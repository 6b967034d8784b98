import { performance } from 'node:perf_hooks'
import { ProviderError } from '../../core/providers/provider-error.ts'
import type { AnswerEvent, Connection, Provider } from '../../core/providers/provider.ts'
import { expectsOf } from '../../core/runs/run.ts'
import { openBlobs } from '../../media/blobs.ts'
import type { AnswerJournal } from '../../media/streams/journal.ts'
import type { Store } from '../../store/database.ts'
import type { ClaimedCell } from '../../store/runs/claim.ts'
import type { AskedChallenge } from '../../store/runs/questions.ts'
import { messagesOf, settingsOf } from './question.ts'
import { Receiver } from './receive.ts'
import type { Asked } from './settle.ts'

export interface Line {
  provider: Provider
  connection: Connection
}

export interface Asking {
  store: Store
  openJournal(attempt: string): AnswerJournal
  /** How the model is reached now. Throws ProviderError where it cannot be. */
  line(): Promise<Line>
  signal: AbortSignal
  onError(error: unknown): void
}

/** Asks a model once and keeps everything that arrives. Never throws for what a provider did: that is in the answer. */
export async function askModel(cell: ClaimedCell, challenge: AskedChallenge | undefined, { store, openJournal, line, signal, onError }: Asking): Promise<Asked> {
  const receiver = new Receiver()
  let [error, software, baseUrl]: [ProviderError | undefined, string, string | undefined] = [undefined, 'unknown', undefined]
  let journal: AnswerJournal | undefined
  let wasSent = false
  const start = performance.now()
  const afterMs = () => Math.round((performance.now() - start) * 10) / 10
  try {
    // Without a journal nothing is asked: an answer that could not be kept would be paid for in vain.
    journal = withTroubleTold(openJournal(cell.attempt.publicId), onError)
    const { provider, connection } = await line()
    const expects = expectsOf(challenge?.output_type ?? 'text')
    software = provider.softwareFor(expects)
    baseUrl = connection.baseUrl ?? provider.defaultBaseUrl
    const messages = await messagesOf(store.read, openBlobs(store.blobsFolder), cell, challenge)
    const request = { model: cell.column.name, messages, settings: settingsOf(cell), expects }
    wasSent = true
    for await (const event of provider.answer(connection, request, signal)) {
      const ms = afterMs()
      receiver.take(event, ms)
      journal.write(event, ms)
    }
    if (!receiver.isWhole) throw new ProviderError('cut', 'The answer broke off: the provider never said that it was complete.')
  } catch (thrown) {
    // What the provider called whole is whole, whatever goes wrong with its connection afterwards.
    if (!receiver.isWhole) error = signal.aborted ? new ProviderError('stopped', 'It was stopped.') : asProviderError(thrown)
  } finally {
    journal?.close()
  }
  return { cell, attempt: cell.attempt, challenge, receiver, wasSent, error, durationMs: afterMs(), software, baseUrl }
}

/**
 * A journal whose disk may be full: what arrives is then still in memory, and goes into the database as soon as that takes
 * it. The first trouble is told, and nothing more is written.
 */
function withTroubleTold(journal: AnswerJournal, onError: (error: unknown) => void): AnswerJournal {
  let isBroken = false
  const attempt = (act: () => void) => {
    try {
      if (!isBroken) act()
    } catch (error) {
      isBroken = true
      onError(error)
    }
  }
  return {
    write: (event: AnswerEvent, ms) => attempt(() => journal.write(event, ms)),
    flush: () => attempt(() => journal.flush()),
    close() {
      try {
        journal.close()
      } catch (error) {
        if (!isBroken) onError(error)
      }
    },
  }
}

/** Not `instanceof`: two copies of the class may be loaded. What is no provider's doing is told without its details. */
function asProviderError(thrown: unknown): ProviderError {
  if (thrown instanceof Error && thrown.name === 'ProviderError') return thrown as ProviderError
  return new ProviderError('unreadable', 'Something went wrong here while the model was asked; the log says more.', { cause: thrown })
}
