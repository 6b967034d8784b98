import { z } from 'zod'
import type { ImportedChallenge, ImportedResponse } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'
import { saysSomething, type Reading } from '../import-row.ts'
import { conversationOf } from '../lmarena/conversation.ts'
import { Conversation, Flag, flags, OptionalText } from './fields.ts'

const flagColumns = Object.fromEntries(flags.map((flag) => [flag, Flag]))

export const Reaction = z.object({
  refers_to_model: z.string().min(1),
  model_pos: z.enum(['a', 'b']),
  conversation_a: Conversation,
  conversation_b: Conversation,
  question_content: z.string().min(1),
  response_content: z.string(),
  liked: Flag,
  disliked: Flag,
  comment: OptionalText,
  contains_pii: Flag,
  system_prompt: OptionalText,
  ...flagColumns,
})
type Reaction = z.output<typeof Reaction>

/** The answer that a person liked or disliked, in its conversation where that has it. */
export function readReaction(row: Reaction): Reading {
  if (row.contains_pii) return { rejected: 'contains_pii: marked as holding personal data' }
  if (row.liked && row.disliked) return { rejected: 'liked and disliked contradict each other' }
  const place = placeOf(row)
  const response = known<ImportedResponse>({
    kind: 'response', model: row.refers_to_model,
    challenge: place?.challenge ?? known<ImportedChallenge>({
      kind: 'challenge', system: row.system_prompt || undefined, turns: [row.question_content],
    }),
    body: row.response_content, outputType: 'text', turn: place?.turn, provenance: provenanceOf(row),
  })
  return { records: [response] }
}

/** The conversation's prompts, and which of them this answers. */
function placeOf(row: Reaction): { challenge: ImportedChallenge; turn: number } | undefined {
  const messages = row[`conversation_${row.model_pos}`]
  const conversation = messages ? conversationOf(messages, `conversation_${row.model_pos}`) : undefined
  if (!conversation || 'rejected' in conversation) return undefined
  const { turns, answers, system = row.system_prompt || undefined } = conversation
  const index = answers.findIndex((answer, at) => answer === row.response_content && turns[at] === row.question_content)
  if (index < 0 || !turns.every((turn) => turn !== null)) return undefined
  return { challenge: known<ImportedChallenge>({ kind: 'challenge', system, turns }), turn: index + 1 }
}

function provenanceOf(row: Reaction): Record<string, unknown> | undefined {
  const ticked = flags.filter((flag) => (row as Record<string, unknown>)[flag] === true)
  const facts = { reaction: row.liked ? 'liked' : row.disliked ? 'disliked' : undefined, ticked, comment: row.comment }
  const said = Object.fromEntries(Object.entries(facts).filter(([, value]) => saysSomething(value)))
  return saysSomething(said) ? said : undefined
}
