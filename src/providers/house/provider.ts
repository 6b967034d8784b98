import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ProviderError } from '../../core/providers/provider-error.ts'
import type { AnswerEvent, ModelRequest, Provider } from '../../core/providers/provider.ts'
import { stopped } from '../limits.ts'
import { ignoredSettings } from '../sdk-prompt.ts'
import { readAsked } from './asked.ts'
import { writeDocument } from './documents.ts'
import { paint, play } from './works.ts'
import { type Writer, writers } from './writers.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8')) as { version: string }

/** A reader should see the answer grow, and a run should not wait for it: a hundred words take less than half a second. */
const stepMs = 20
const wordsPerStep = 5

/**
 * Writers of the house: programs that arrange what can be read off a prompt. They need no key and no network, so the whole
 * way of an answer can be tried on a fresh machine. They count no tokens, as they have none.
 */
export const house: Provider = {
  kind: 'house', name: 'House writers', needsKey: false, expects: ['text', 'image', 'audio'], softwareFor: () => `diptych ${version}`,
  answer: (_connection, request, signal) => answer(request, signal),
  listModels: async () => writers.map(({ id, name }) => ({ id, name })),
}

async function* answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const writer = writers.find(({ id }) => id === request.model)
  if (!writer) {
    throw new ProviderError('not-found', `The house has no writer “${request.model.slice(0, 80)}”. It has ${writers.map(({ id }) => id).join(', ')}.`)
  }
  if (signal.aborted) throw stopped()
  const asked = readAsked(request)
  const known = { warnings: ignoredSettings(request, ['seed']), servedModel: writer.id }
  yield { type: 'response-started', ...known }
  if (request.expects === 'image') yield { type: 'response-file', mediaType: 'image/png', bytes: paint(writer, asked) }
  else if (request.expects === 'audio') yield { type: 'response-file', mediaType: 'audio/wav', bytes: play(asked) }
  else yield* say(writer, asked, signal)
  yield { type: 'response-ended', finishReason: 'stop', usage: {}, ...known }
}

async function* say(writer: Writer, asked: ReturnType<typeof readAsked>, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const words = writeDocument(writer, asked).match(/\S+\s*|\s+/g) ?? []
  for (let index = 0; index < words.length; index += wordsPerStep) {
    if (index > 0) await wait(stepMs, undefined, { signal }).catch(() => { throw stopped() })
    yield { type: 'response-delta', text: words.slice(index, index + wordsPerStep).join('') }
  }
}
