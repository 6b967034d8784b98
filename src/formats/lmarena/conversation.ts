import { z } from 'zod'

/** Arena's newer files write a message as parts; only those of type `text` are text. */
const Part = z.looseObject({ type: z.string().nullish(), text: z.string().nullish() })
const Content = z.union([z.string(), z.array(Part), z.null()])
type Content = z.infer<typeof Content>

export const Message = z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: Content })
export type Message = z.infer<typeof Message>

/** What was said on one side of a battle. */
export interface Conversation {
  /** The source's field it was read from. */
  field: string
  system?: string
  /** What the person said, turn by turn; null where the source does not have it. */
  turns: Array<string | null>
  /** What the model answered to each turn; null where it did not, or where the source does not have it. */
  answers: Array<string | null>
  /** Parts of it that have no place with us, as paths. */
  lost: string[]
}

/** The conversation that these messages are; an answer that follows no prompt is a reason to reject the row. */
export function conversationOf(messages: Message[], field: string): Conversation | { rejected: string } {
  const conversation: Conversation = { field, turns: [], answers: [], lost: lostIn(messages, field) }
  for (const [index, { role, content }] of messages.entries()) {
    const text = textOf(content)
    if (role === 'system') conversation.system = (conversation.system ?? '') + (text ?? '')
    else if (role === 'user') {
      conversation.turns.push(text)
      conversation.answers.push(null)
    } else if (messages[index - 1]?.role === 'user') conversation.answers[conversation.answers.length - 1] = text
    else return { rejected: `${field}.${index}: an answer that follows no prompt` }
  }
  return conversation
}

/** The text of a message; null where it has none, or where half a character makes its bytes unknown. */
export function textOf(content: Content): string | null {
  if (content === null) return null
  const text = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
  return text.isWellFormed() ? text : null
}

/** Paths of what the messages hold besides whole texts: token counts, pictures, broken characters. */
function lostIn(messages: Message[], field: string): string[] {
  return messages.flatMap(({ role: _role, content, ...rest }) => {
    const lost = Object.keys(rest).map((name) => `${field}.${name}`)
    if (content !== null && textOf(content) === null) lost.push(`${field}.content`)
    const others = Array.isArray(content) ? content.filter(({ type }) => type && type !== 'text') : []
    return [...lost, ...others.map(({ type }) => `${field}.content.${type}`)]
  })
}
