import { z } from 'zod'

/** Arena's newer files write a message as parts; only those of type `text` are text. */
const Part = z.looseObject({ type: z.string().nullish(), text: z.string().nullish() })
const Content = z.union([z.string(), z.array(Part), z.null()])
type Content = z.infer<typeof Content>

export const Messages = z.array(z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: Content }))
export type Messages = z.infer<typeof Messages>

/** What was said on one side of a battle. */
export interface Conversation {
  system?: string
  /** What the person said, turn by turn; null where the source does not have it. */
  turns: Array<string | null>
  /** What the model answered to each turn; null where it did not, or where the source does not have it. */
  answers: Array<string | null>
  /** Fields that have no place with us. */
  lost: string[]
}

/**
 * A conversation out of a list of messages in the source's field `field`. Throws nothing: a second answer to the same
 * turn, or one before the first, is the reason why the row is rejected.
 */
export function conversationOf(messages: Messages, field: string): Conversation | { rejected: string } {
  const conversation: Conversation = { turns: [], answers: [], lost: lostIn(messages, field) }
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
function lostIn(messages: Messages, field: string): string[] {
  const lost = new Set<string>()
  for (const { role: _, content, ...rest } of messages) {
    for (const name of Object.keys(rest)) lost.add(`${field}.${name}`)
    if (content !== null && textOf(content) === null) lost.add(`${field}.content`)
    if (!Array.isArray(content)) continue
    for (const { type } of content) if (type && type !== 'text') lost.add(`${field}.content.${type}`)
  }
  return [...lost]
}
