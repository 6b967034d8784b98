import { firstJsonFields, hasAll, isJsonArray } from '../first-row.ts'

export type FastChatKind =
  | 'question' | 'answer' | 'pair judgment' | 'single judgment'
  | 'old question' | 'old answer' | 'old review' | 'old model'
  | 'auxiliary'

/** The fields that tell a file's kind, the more particular first. The old ones are Vicuna's, before MT-bench. */
const kinds: Array<[FastChatKind, ...string[]]> = [
  ['old review', 'question_id', 'answer1_id', 'answer2_id', 'score'],
  ['pair judgment', 'question_id', 'model_1', 'model_2', 'g1_winner'],
  ['single judgment', 'question_id', 'model', 'judgment', 'score'],
  ['answer', 'question_id', 'model_id', 'choices'],
  ['question', 'question_id', 'turns'],
  ['old answer', 'question_id', 'answer_id', 'model_id', 'text'],
  ['old question', 'question_id', 'text', 'category'],
  ['old model', 'model_id', 'model_name', 'model_version'],
  ['auxiliary', 'prompt_template', 'system_prompt', 'description'],
  ['auxiliary', 'prompt_id', 'prompt_template'],
  ['auxiliary', 'reviewer_id', 'prompt_id', 'description'],
]

/** What a file of FastChat's benchmarks holds, told from its first row; undefined where it is none of them. */
export function fastChatKind(head: string): FastChatKind | undefined {
  if (isJsonArray(head)) return undefined
  const fields = firstJsonFields(head)
  // Human votes and Arena-Hard have formats of their own: there, a turn is an object.
  if (fields.has('model_a') || hasObjectTurns(fields)) return undefined
  return kinds.find(([, ...names]) => hasAll(fields, ...names))?.[0]
}

/** Whether the turns of the first question or answer are objects with `content` instead of texts. */
export function hasObjectTurns(fields: Map<string, unknown>): boolean {
  const choices = fields.get('choices') as Array<{ turns?: unknown }> | undefined
  const turns = fields.get('turns') ?? (Array.isArray(choices) ? choices[0]?.turns : undefined)
  return Array.isArray(turns) && typeof turns[0] === 'object' && turns[0] !== null
}
