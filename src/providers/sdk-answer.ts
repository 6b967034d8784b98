import { type LanguageModelV4, type LanguageModelV4StreamPart, TypeValidationError } from '@ai-sdk/provider'
import { ProviderError } from '../core/providers/provider-error.ts'
import type { AnswerEvent, ModelRequest } from '../core/providers/provider.ts'
import type { Exchange } from './guarded-fetch.ts'
import { defaultLimits, tooLarge } from './limits.ts'
import { sniffMediaType } from './media-type.ts'
import { requestIdOf } from './sdk-error.ts'
import { sdkCall } from './sdk-prompt.ts'
import { settingWarnings } from './setting-warnings.ts'
import type { RequestForm } from './request-form.ts'
import type { ReadUsage } from './usage.ts'

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>
type ProviderOptions = Parameters<LanguageModelV4['doStream']>[0]['providerOptions']

export interface StreamOptions {
  exchange: Exchange
  signal: AbortSignal
  /** For this request alone. */
  headers: Record<string, string>
  form: RequestForm
  readUsage: ReadUsage
  /** Finds the model that answered in an event, where the package does not. */
  servedModelIn?(event: unknown): string | undefined
  providerOptions?: ProviderOptions
}

/** An answer in text, as it arrives. */
export async function* streamAnswer(model: LanguageModelV4, request: ModelRequest, options: StreamOptions): AsyncGenerator<AnswerEvent> {
  const { signal, headers, providerOptions } = options
  const { stream } = await model.doStream({ ...sdkCall(request, signal), headers, providerOptions, includeRawChunks: options.servedModelIn !== undefined })
  const reading = new Reading(request, options)
  const reader = stream.getReader()
  let isDone = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isDone = done
      if (done) break
      yield* reading.eventsOf(value)
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => {})
  }
  yield* reading.end()
}

class Reading {
  readonly #exchange: Exchange
  readonly #request: ModelRequest
  readonly #options: StreamOptions
  /** An event that no text could be lost with. */
  #leftOut = 0
  #warnings: string[] = []
  #servedModel?: string
  #hasStarted = false
  #length = 0
  #finish?: Finish

  constructor(request: ModelRequest, options: StreamOptions) {
    this.#exchange = options.exchange
    this.#request = request
    this.#options = options
  }

  eventsOf(part: LanguageModelV4StreamPart): AnswerEvent[] {
    switch (part.type) {
      case 'stream-start': this.#warnings = settingWarnings(this.#request, this.#options.form, bodyOf(this.#exchange), part.warnings); return []
      case 'response-metadata': this.#servedModel = part.modelId ?? this.#servedModel; return []
      case 'text-delta': return this.#telling({ type: 'response-delta', text: part.delta })
      case 'reasoning-delta': return this.#telling({ type: 'reasoning-delta', text: part.delta })
      case 'file': return part.data.type === 'data' ? this.#starting(fileEvent(part.data.data, part.mediaType)) : []
      case 'finish': this.#finish = part; return []
      case 'raw': this.#servedModel ??= this.#options.servedModelIn?.(part.rawValue); return []
      case 'error': this.#fail(part.error); return []
      default: return []
    }
  }

  #fail(error: unknown): void {
    if (endsWithoutReason(error)) throw cut()
    if (!bringsNoText(error)) throw error
    this.#leftOut++
  }

  /** The last event, and the first where nothing had come. @throws where the answer is not whole. */
  end(): AnswerEvent[] {
    const { finishReason: { unified, raw } = { unified: 'interrupted', raw: undefined }, usage } = this.#finish ?? {}
    if (unified === 'interrupted' || unified === 'error' || (unified === 'other' && raw === undefined)) {
      throw this.#leftOut > 0 ? new ProviderError('unreadable', 'The end of the answer could not be read.') : cut()
    }
    return this.#starting({
      type: 'response-ended', finishReason: unified, usage: usage?.raw ? this.#options.readUsage(usage.raw) : {},
      warnings: [...this.#warnings, ...this.#oddities()], requestId: requestIdOf(this.#exchange), servedModel: this.#servedModel,
      ...sentOf(this.#exchange),
    })
  }

  #oddities(): string[] {
    return [
      ...(this.#exchange.isDamaged ? ['The answer is not UTF-8 throughout: what could not be read stands as U+FFFD (�).'] : []),
      ...(this.#leftOut > 0 ? [`${this.#leftOut} events that bring no text had an unknown form and were left out.`] : []),
    ]
  }

  #telling(event: Extract<AnswerEvent, { text: string }>): AnswerEvent[] {
    this.#length += event.text.length
    if (this.#length > defaultLimits.mostBytes) throw tooLarge('The provider', defaultLimits.mostBytes)
    return this.#starting(event)
  }

  #starting(event: AnswerEvent): AnswerEvent[] {
    if (this.#hasStarted) return [event]
    this.#hasStarted = true
    return [{ type: 'response-started', warnings: this.#warnings, requestId: requestIdOf(this.#exchange), servedModel: this.#servedModel }, event]
  }
}

/** The type is told by the bytes; what was declared counts only where they tell nothing. */
export function fileEvent(data: string | Uint8Array, declared: string): Extract<AnswerEvent, { type: 'response-file' }> {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : data
  if (bytes.length === 0) throw new ProviderError('unreadable', 'The provider sent a file without content.')
  return { type: 'response-file', mediaType: sniffMediaType(bytes) ?? declared, bytes }
}

/** What was asked, and where, for the answer's card. */
export function sentOf(exchange: Exchange): { sentTo?: string; sentBody?: unknown } {
  return exchange.sentBody === undefined ? {} : { sentTo: exchange.sentTo, sentBody: bodyOf(exchange) }
}

/** The body of the request as it was sent. */
export function bodyOf({ sentBody }: Exchange): Record<string, unknown> {
  return JSON.parse(sentBody ?? '{}') as Record<string, unknown>
}

function cut(): ProviderError {
  return new ProviderError('cut', 'The answer broke off: the provider closed it without saying that it had ended.')
}

/** The responses API has dozens of events around the text, and a package may know one of them in another form. */
function bringsNoText(error: unknown): boolean {
  if (!TypeValidationError.isInstance(error)) return false
  const { type } = (error.value ?? {}) as { type?: unknown }
  return typeof type === 'string' && type.startsWith('response.') && !type.endsWith('.delta')
}

/** Some packages put the missing end into an error. */
function endsWithoutReason(error: unknown): boolean {
  return error instanceof Error && /without a finish reason|ended unexpectedly|stream ended/i.test(error.message)
}
