import { z } from 'zod'
import type { Verdict } from '../../core/votes/vote.ts'
import { saysSomething, type Reading } from '../import-row.ts'
import { readBattle } from '../lmarena/battle-records.ts'
import { conversationOf } from '../lmarena/conversation.ts'
import { Conversation, Flag, flags, OptionalText, timeOf } from './fields.ts'

const flagColumns = Object.fromEntries(flags.flatMap((flag) => [[`conv_${flag}_a`, Flag], [`conv_${flag}_b`, Flag]]))

export const Vote = z.object({
  id: z.union([z.string().min(1), z.number()]),
  timestamp: OptionalText,
  model_a_name: z.string().min(1),
  model_b_name: z.string().min(1),
  // Another order of the two names above.
  model_pair_name: z.unknown().optional(),
  chosen_model_name: OptionalText,
  both_equal: Flag,
  // The first prompt, which the conversations hold too.
  opening_msg: OptionalText,
  conversation_a: Conversation,
  conversation_b: Conversation,
  selected_category: OptionalText,
  visitor_id: OptionalText,
  contains_pii: Flag,
  conv_comments_a: OptionalText,
  conv_comments_b: OptionalText,
  system_prompt_a: OptionalText,
  system_prompt_b: OptionalText,
  ...flagColumns,
})
type Vote = z.output<typeof Vote>

/** A vote on two whole conversations. */
export function readVote(row: Vote): Reading {
  if (row.contains_pii) return { rejected: 'contains_pii: marked as holding personal data' }
  if (row.model_a_name === row.model_b_name) return { rejected: `self-play: ${row.model_a_name} was compared with itself` }
  const verdict = verdictOf(row)
  if (typeof verdict !== 'string') return verdict
  const [left, right] = (['a', 'b'] as const).map((side) => conversationWith(row, side))
  if (left && 'rejected' in left) return left
  if (right && 'rejected' in right) return right
  return readBattle({
    vote: {
      key: String(row.id), verdict, blind: true, sidesKnown: true, judgeKind: 'human', judge: row.visitor_id || undefined,
      votedAt: timeOf(row.timestamp), category: row.selected_category || undefined, criteria: criteriaOf(row),
    },
    left: { model: row.model_a_name, conversation: left },
    right: { model: row.model_b_name, conversation: right },
  })
}

/** A choice is a model's name; equality is a flag of its own. Anything else, or both at once, is no verdict we know. */
function verdictOf({ chosen_model_name: chosen, both_equal: equal, ...row }: Vote): Verdict | { rejected: string } {
  if (chosen && equal) return { rejected: `both_equal and chosen_model_name: ${chosen} contradict each other` }
  if (equal) return 'tie'
  if (!chosen) return { rejected: 'chosen_model_name: no choice, and not both equal' }
  if (chosen === row.model_a_name) return 'left'
  if (chosen === row.model_b_name) return 'right'
  return { rejected: `chosen_model_name: ${chosen} is neither of the two models` }
}

function conversationWith(row: Vote, side: 'a' | 'b') {
  const messages = row[`conversation_${side}`]
  if (!messages) return undefined
  const conversation = conversationOf(messages, `conversation_${side}`)
  const system = row[`system_prompt_${side}`]
  return 'rejected' in conversation || !system ? conversation : { ...conversation, system }
}

/** What the voter said of each side: the words ticked, and the comment. */
function criteriaOf(row: Vote): Record<string, unknown> | undefined {
  const sides = (['a', 'b'] as const).map((side) => {
    const ticked = flags.filter((flag) => (row as Record<string, unknown>)[`conv_${flag}_${side}`] === true)
    const comment = row[`conv_comments_${side}`]
    return { ...ticked.length > 0 && { ticked }, ...comment && { comment } }
  })
  const said = Object.fromEntries([['left', sides[0]], ['right', sides[1]]].filter(([, side]) => saysSomething(side)))
  return saysSomething(said) ? said : undefined
}
