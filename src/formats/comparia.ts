import { z } from 'zod'
import type { Verdict } from '../core/votes/vote.ts'
import { csvHeader, firstJsonFields, hasAll } from './first-row.ts'
import type { Format, SourceFile } from './format.ts'
import { importRow, readJsonRows, saysSomething, type Reading, type SourceRow } from './import-row.ts'
import { readBattle } from './lmarena/battle-records.ts'
import { conversationOf, Messages } from './lmarena/conversation.ts'
import { readCsv } from './reading/csv.ts'

const voteColumns = ['model_a_name', 'model_b_name', 'chosen_model_name', 'both_equal']

/** The votes of compar:IA, the arena of the French state, as CSV, tab-separated values, JSON or JSON lines. */
export const comparia: Format = {
  name: 'comparia',
  title: 'compar:IA votes',
  summary: 'Votes on whole conversations with both models’ answers, the voter’s words for each, and its pseudonym. Old ' +
    'data has no “both bad”; rows marked as holding personal data are rejected; session hashes and counts are lost.',
  detect: (file) => (layoutOf(file) ? 'rows' : 'no'),
  order: () => 2,
  collection: () => ({
    slug: 'comparia-votes', name: 'compar:IA votes',
    url: 'https://huggingface.co/datasets/ministere-culture/comparia-votes', licence: 'Etalab-2.0',
  }),
  async* read(file) {
    for await (const row of rowsOf(file)) yield importRow(row, Vote, readVote)
  },
}

function layoutOf({ head }: SourceFile): 'json' | 'csv' | 'tsv' | undefined {
  if (hasAll(firstJsonFields(head), ...voteColumns)) return 'json'
  if (hasAll(new Set(csvHeader(head)), ...voteColumns)) return 'csv'
  return hasAll(new Set(csvHeader(head, '\t')), ...voteColumns) ? 'tsv' : undefined
}

async function* rowsOf(file: SourceFile): AsyncGenerator<SourceRow> {
  const layout = layoutOf(file)
  if (layout === 'json') return yield* readJsonRows(file)
  for await (const row of readCsv(file, { delimiter: layout === 'tsv' ? '\t' : ',' })) {
    yield 'error' in row ? row : { line: row.line, value: row.record }
  }
}

/** A conversation as messages, or as their JSON in a text. */
const Conversation = z.preprocess((value) => {
  if (value === '' || value === undefined) return null
  return typeof value === 'string' ? parsed(value) : value
}, Messages.nullable())

const truths: Record<string, boolean> = { true: true, t: true, '1': true, false: false, f: false, '0': false }

/** Booleans as Python, SQL and JSON write them; an empty text is unknown. */
const Flag = z.preprocess((value) => {
  if (value === '' || value === undefined) return null
  return typeof value === 'string' ? truths[value.toLowerCase()] ?? value : value
}, z.boolean().nullable())

const OptionalText = z.string().nullish()

const flags = ['useful', 'complete', 'creative', 'clear_formatting', 'incorrect', 'superficial', 'instructions_not_followed'] as const
const flagColumns = Object.fromEntries(flags.flatMap((flag) => [[`conv_${flag}_a`, Flag], [`conv_${flag}_b`, Flag]]))

const Vote = z.object({
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

function readVote(row: Vote): Reading {
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

/** Moments without a zone are UTC: the export comes out of a database that keeps them so. */
function timeOf(timestamp: string | null | undefined): string | undefined {
  if (!timestamp) return undefined
  const zoned = /([zZ]|[+-]\d\d:?\d\d)$/.test(timestamp) ? timestamp : `${timestamp.replace(' ', 'T')}Z`
  const time = Date.parse(zoned)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
