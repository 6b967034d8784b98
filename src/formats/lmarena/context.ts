import { Message, textOf } from './conversation.ts'

/** What the person had said before a row's own conversation began, and which of it has no place with us. */
export interface Context {
  earlierTurns: string[]
  lost: string[]
}

/**
 * Finds the turns before `turns` in a row's whole conversation. In the 140k data set new models are drawn after each
 * vote, so that a row holds only its own turns, and `full_conversation` the whole with the answers of models before.
 */
export function contextOf(fullConversation: unknown, turns: Array<string | null>): Context {
  const said = saidIn(fullConversation)
  const before = said.slice(0, Math.max(0, said.length - turns.length))
  const endsWithThese = JSON.stringify(said.slice(before.length)) === JSON.stringify(turns)
  const earlierTurns = before.filter((turn) => turn !== null)
  if (endsWithThese && earlierTurns.length === before.length) {
    return { earlierTurns, lost: before.length > 0 ? ['full_conversation.answers'] : [] }
  }
  return { earlierTurns: [], lost: said.length > 0 ? ['full_conversation'] : [] }
}

/** The person's turns in a list of messages, or in a list of turns with one message of each party. */
function saidIn(fullConversation: unknown): Array<string | null> {
  if (!Array.isArray(fullConversation)) return []
  return fullConversation.flatMap((entry: { user?: unknown } | null) => {
    const message = Message.safeParse(entry?.user ?? entry)
    return message.success && message.data.role === 'user' ? [textOf(message.data.content)] : []
  })
}
