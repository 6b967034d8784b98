import type { ImageModelV4, SpeechModelV4 } from '@ai-sdk/provider'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { AnswerEvent, ModelRequest, Usage } from '../core/providers/provider.ts'
import type { Exchange } from './guarded-fetch.ts'
import { fileEvent, sentOf } from './sdk-answer.ts'
import { requestIdOf } from './sdk-error.ts'
import { ignoredSettings, promptText, warningSentence } from './sdk-prompt.ts'

type SharedOptions = NonNullable<Parameters<ImageModelV4['doGenerate']>[0]['providerOptions']>

export interface MediaOptions {
  exchange: Exchange
  signal: AbortSignal
  /** For this request alone. */
  headers: Record<string, string>
  providerOptions?: SharedOptions
}

type Events = AsyncGenerator<AnswerEvent>

/** One picture. */
export async function* drawImage(model: ImageModelV4, request: ModelRequest, options: MediaOptions): Events {
  const { exchange, signal, headers, providerOptions = {} } = options
  const { images: [image], warnings, usage } = await model.doGenerate({
    prompt: promptText(request.messages), n: 1, size: undefined, aspectRatio: undefined, seed: request.settings.seed,
    files: undefined, mask: undefined, providerOptions, headers, abortSignal: signal,
  })
  yield* tellFile(image, {
    exchange, declared: 'image/png', warnings: [...warnings.map(warningSentence), ...ignoredSettings(request, ['seed'])],
    usage: { input: usage?.inputTokens, output: usage?.outputTokens },
  })
}

/** One sound: the prompt, spoken. */
export async function* speak(model: SpeechModelV4, request: ModelRequest, options: MediaOptions): Events {
  const { exchange, signal, headers, providerOptions } = options
  const { audio, warnings, response } = await model.doGenerate({
    text: promptText(request.messages), providerOptions, headers, abortSignal: signal,
  })
  yield* tellFile(audio, {
    exchange, declared: response.headers?.['content-type']?.split(';')[0] ?? 'application/octet-stream',
    warnings: [...warnings.map(warningSentence), ...ignoredSettings(request, [])], usage: {},
  })
}

interface Told {
  exchange: Exchange
  declared: string
  warnings: string[]
  usage: Usage
}

/** Which model answered stays unknown: these services do not tell, and the packages put in what was asked for. */
function* tellFile(file: string | Uint8Array | undefined, { exchange, declared, warnings, usage }: Told): Generator<AnswerEvent> {
  if (file === undefined) throw new ProviderError('unreadable', 'The provider sent no file.')
  const known = { warnings, requestId: requestIdOf(exchange) }
  yield { type: 'response-started', ...known }
  yield fileEvent(file, declared)
  yield { type: 'response-ended', finishReason: 'stop', usage, ...known, ...sentOf(exchange) }
}
