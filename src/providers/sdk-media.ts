import type { ImageModelV4, SpeechModelV4 } from '@ai-sdk/provider'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { AnswerEvent, ModelRequest, Usage } from '../core/providers/provider.ts'
import type { Exchange } from './guarded-fetch.ts'
import { bodyOf, fileEvent, sentOf } from './sdk-answer.ts'
import { requestIdOf } from './sdk-error.ts'
import type { RequestForm } from './request-form.ts'
import { promptText } from './sdk-prompt.ts'
import { settingWarnings } from './setting-warnings.ts'

type SharedOptions = NonNullable<Parameters<ImageModelV4['doGenerate']>[0]['providerOptions']>

export interface MediaOptions {
  exchange: Exchange
  signal: AbortSignal
  /** For this request alone. */
  headers: Record<string, string>
  form: RequestForm
  providerOptions?: SharedOptions
}

type Events = AsyncGenerator<AnswerEvent>

/** One picture. */
export async function* drawImage(model: ImageModelV4, request: ModelRequest, options: MediaOptions): Events {
  const { exchange, signal, headers, form, providerOptions = {} } = options
  const { images: [image], warnings, usage } = await model.doGenerate({
    prompt: promptText(request.messages), n: 1, size: undefined, aspectRatio: undefined, seed: request.settings.seed,
    files: undefined, mask: undefined, providerOptions, headers, abortSignal: signal,
  })
  yield* tellFile(image, {
    exchange, declared: 'image/png', warnings: settingWarnings(request, form, bodyOf(exchange), warnings),
    usage: { input: usage?.inputTokens, output: usage?.outputTokens },
  })
}

/** One sound: the prompt, spoken. */
export async function* speak(model: SpeechModelV4, request: ModelRequest, options: MediaOptions): Events {
  const { exchange, signal, headers, form, providerOptions } = options
  const { audio, warnings, response } = await model.doGenerate({
    text: promptText(request.messages), providerOptions, headers, abortSignal: signal,
  })
  yield* tellFile(audio, {
    exchange, declared: response.headers?.['content-type']?.split(';')[0] ?? 'application/octet-stream',
    warnings: settingWarnings(request, form, bodyOf(exchange), warnings), usage: {},
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
