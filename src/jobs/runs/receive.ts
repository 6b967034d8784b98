import type { AnswerEvent, Usage } from '../../core/providers/provider.ts'
import type { SentRequest } from '../../core/responses/sent.ts'

/** An answer as far as it has arrived: what a sequence of events comes to. */
export interface Received {
  content: string | Uint8Array | undefined
  mediaType: string | undefined
  reasoning: string
  warnings: string[]
  requestId: string | undefined
  servedModel: string | undefined
  /** Set once the provider said that this was all. */
  finishReason: string | undefined
  usage: Usage
  /** From the question to the first text, thought or file; undefined where nothing has arrived. */
  timeToFirstTokenMs: number | undefined
  /** The request itself, for the answer's card. */
  sent: SentRequest | undefined
}

/** Puts an answer together, event by event: live, and again from the journal of a process that died. */
export class Receiver {
  readonly #texts: string[] = []
  readonly #reasoning: string[] = []
  #file: { mediaType: string; bytes: Uint8Array } | undefined
  #warnings: string[] = []
  #requestId: string | undefined
  #servedModel: string | undefined
  #end: Extract<AnswerEvent, { type: 'response-ended' }> | undefined
  #firstMs: number | undefined
  #lastMs: number | undefined

  /** `afterMs` is counted from the question. */
  take(event: AnswerEvent, afterMs: number): void {
    this.#lastMs = afterMs
    if (event.type !== 'response-started' && event.type !== 'response-ended') this.#firstMs ??= afterMs
    if (event.type === 'response-delta') this.#texts.push(event.text)
    else if (event.type === 'reasoning-delta') this.#reasoning.push(event.text)
    else if (event.type === 'response-file') this.#file = event
    else {
      this.#warnings = [...new Set([...this.#warnings, ...event.warnings])]
      this.#requestId = event.requestId ?? this.#requestId
      this.#servedModel = event.servedModel ?? this.#servedModel
      if (event.type === 'response-ended') this.#end = event
    }
  }

  /** When the last event came; undefined where none has. */
  get lastMs(): number | undefined {
    return this.#lastMs
  }

  get isWhole(): boolean {
    return this.#end !== undefined
  }

  /** Anything of the answer itself, or of the thinking before it. */
  get hasContent(): boolean {
    return this.#file !== undefined || this.#texts.length > 0 || this.#reasoning.length > 0
  }

  get received(): Received {
    const text = this.#texts.join('')
    return {
      // A whole answer without a character is an empty answer; of one that broke off before any there is nothing.
      content: this.#file?.bytes ?? (this.isWhole || text !== '' ? text : undefined),
      mediaType: withoutNul(this.#file?.mediaType),
      reasoning: withoutNul(this.#reasoning.join('')),
      warnings: this.#warnings,
      requestId: withoutNul(this.#requestId),
      servedModel: withoutNul(this.#servedModel),
      finishReason: withoutNul(this.#end?.finishReason),
      usage: this.#end?.usage ?? {},
      timeToFirstTokenMs: this.#firstMs,
      sent: this.#end?.sentTo === undefined ? undefined : { to: this.#end.sentTo, body: this.#end.sentBody as SentRequest['body'] },
    }
  }
}

/** PostgreSQL keeps no NUL in a text. The answer itself is bytes, and is kept as it came. */
function withoutNul<Text extends string | undefined>(text: Text): Text {
  return text?.replaceAll('\0', '\uFFFD') as Text
}
