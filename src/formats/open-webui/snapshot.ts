import { z } from 'zod'
import type { ImportedChallenge, ImportedResponse } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'

const Message = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  role: z.string(),
  content: z.string().nullish(),
  model: z.string().nullish(),
  /** The model that an arena picked behind its own name. */
  selectedModelId: z.string().nullish(),
  done: z.boolean().nullish(),
  error: z.unknown().optional(),
})
type Message = z.output<typeof Message>

const Chat = z.object({
  chat: z.object({
    chat: z.object({
      system: z.string().nullish(),
      params: z.looseObject({ system: z.string().nullish() }).nullish(),
      history: z.object({ messages: z.record(z.string(), Message) }),
    }),
  }).nullish(),
})

/** The chat in which an answer was rated, as far as it can be read: one of another shape has no messages. */
export const Snapshot = z.unknown().transform((value): ChatSnapshot => {
  const chat = Chat.safeParse(value)
  if (!chat.success || !chat.data.chat) return new ChatSnapshot({}, undefined)
  const { system, params, history } = chat.data.chat.chat
  return new ChatSnapshot(history.messages, system || params?.system || undefined)
})

/** Nobody talks this long; a chain that is longer goes in a circle. */
const longestChat = 10_000

export class ChatSnapshot {
  readonly #messages: Record<string, Message>
  readonly #system: string | undefined

  constructor(messages: Record<string, Message>, system: string | undefined) {
    this.#messages = messages
    this.#system = system
  }

  /** The id of the prompt that this message answers. */
  promptIdOf(messageId: string | null | undefined): string | undefined {
    return this.#message(messageId)?.parentId ?? undefined
  }

  /** The prompts up to this message, and the answers beside it; undefined where the chat does not have them. */
  turnOf(messageId: string | null | undefined): RatedTurn | undefined {
    const answer = this.#message(messageId)
    const turns = answer ? this.#promptsUpTo(answer) : []
    if (!answer || turns.length === 0) return undefined
    const challenge = known<ImportedChallenge>({ kind: 'challenge', system: this.#system, turns })
    const beside = Object.values(this.#messages).filter(({ parentId, role }) => parentId === answer.parentId && role === 'assistant')
    return new RatedTurn(challenge, beside)
  }

  #message(id: string | null | undefined): Message | undefined {
    return id && Object.hasOwn(this.#messages, id) ? this.#messages[id] : undefined
  }

  #promptsUpTo(answer: Message): string[] {
    const turns: string[] = []
    let message = this.#message(answer.parentId)
    for (let length = 0; message; length++) {
      if (length > longestChat) return []
      if (message.role === 'user') turns.unshift(message.content ?? '')
      message = this.#message(message.parentId)
    }
    return turns
  }
}

/** One turn of a chat with the answers of several models side by side. */
export class RatedTurn {
  readonly challenge: ImportedChallenge
  readonly #answers: Message[]

  constructor(challenge: ImportedChallenge, answers: Message[]) {
    this.challenge = challenge
    this.#answers = answers
  }

  get turn(): number {
    return this.challenge.turns.length
  }

  /** What this model answered, if it came to an end. */
  responseOf(model: string): ImportedResponse | undefined {
    const answer = this.#answers.find((message) => (message.selectedModelId || message.model) === model)
    if (typeof answer?.content !== 'string' || answer.error || answer.done === false) return undefined
    return {
      kind: 'response', model, challenge: this.challenge, body: answer.content, outputType: 'text', turn: this.turn,
      sourceId: answer.id,
    }
  }
}
