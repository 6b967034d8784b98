import { z } from 'zod'
import type { ImportedRow } from '../../core/imports/records.ts'
import type { Verdict } from '../../core/votes/vote.ts'
import type { SourceFile } from '../format.ts'
import { importRow, type Reading } from '../import-row.ts'
import { readCsv } from '../reading/csv.ts'
import { readBattle } from './battle-records.ts'
import { textOf, type Conversation } from './conversation.ts'

/** The columns of `lmsys-arena-human-preference-55k`. */
export const preferenceColumns = [
  'id', 'model_a', 'model_b', 'prompt', 'response_a', 'response_b', 'winner_model_a', 'winner_model_b', 'winner_tie',
]

/** A JSON array of turns inside a CSV field; a turn may be null. */
const Turns = z.string().transform((text, context) => {
  const turns = z.array(z.string().nullable()).safeParse(parsed(text))
  if (turns.success) return turns.data
  context.addIssue({ code: 'custom', message: 'not a JSON array of turns' })
  return z.NEVER
})
const Flag = z.enum(['0', '1'])

const PreferenceRow = z.object({
  id: z.string().min(1),
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  prompt: Turns,
  response_a: Turns,
  response_b: Turns,
  winner_model_a: Flag,
  winner_model_b: Flag,
  winner_tie: Flag,
})
type PreferenceRow = z.infer<typeof PreferenceRow>

/** The votes of the 55k data set. Its ties include what voters called both bad, which cannot be told apart any more. */
export async function* readPreferences(file: SourceFile): AsyncGenerator<ImportedRow> {
  for await (const row of readCsv(file)) {
    const source = 'error' in row ? row : { line: row.line, value: row.record }
    yield importRow(source, PreferenceRow, readPreference)
  }
}

function readPreference(row: PreferenceRow): Reading {
  const verdict = verdictOf(row)
  if (!verdict) return { rejected: 'winner_model_a, winner_model_b, winner_tie: not exactly one of them is 1' }
  for (const field of ['response_a', 'response_b'] as const) {
    const [answers, prompts] = [row[field].length, row.prompt.length]
    if (answers > prompts) return { rejected: `${field}: ${answers} answers to ${prompts} prompts` }
  }
  const reading = readBattle({
    vote: { key: row.id, verdict, blind: null, sidesKnown: true, judgeKind: 'human' },
    left: { model: row.model_a, conversation: conversationOf(row, 'response_a') },
    right: { model: row.model_b, conversation: conversationOf(row, 'response_b') },
  })
  if ('rejected' in reading || verdict !== 'tie') return reading
  return { ...reading, lost: [...reading.lost ?? [], 'winner_tie.both_bad'] }
}

function verdictOf({ winner_model_a: a, winner_model_b: b, winner_tie: tie }: PreferenceRow): Verdict | undefined {
  const marked = ([['left', a], ['right', b], ['tie', tie]] as const).filter(([, flag]) => flag === '1')
  return marked.length === 1 ? marked[0]![0] : undefined
}

function conversationOf(row: PreferenceRow, field: 'response_a' | 'response_b'): Conversation {
  return {
    field,
    turns: row.prompt.map(textOf),
    answers: row.prompt.map((_, turn) => textOf(row[field][turn] ?? null)),
    lost: (['prompt', field] as const).filter((name) => row[name].some(isBroken)),
  }
}

/** Whether half a character (an unpaired surrogate) stands in a text, so that its bytes are not known. */
function isBroken(text: string | null): boolean {
  return text !== null && !text.isWellFormed()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
