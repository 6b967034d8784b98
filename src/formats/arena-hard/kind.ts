import { hasObjectTurns } from '../fastchat/kind.ts'
import { firstJsonFields, hasAll, isJsonArray } from '../first-row.ts'

export type ArenaHardKind = 'human votes' | 'question' | 'answer' | 'question v2' | 'answer v2' | 'judgment' | 'battles'

/** What a file of Arena-Hard holds, told from its first row; undefined where it is none of its files. */
export function arenaHardKind(head: string): ArenaHardKind | undefined {
  if (isJsonArray(head)) return undefined
  const fields = firstJsonFields(head)
  if (hasAll(fields, 'question_id', 'model_a', 'model_b', 'winner')) return kindOfVotes(fields)
  if (hasAll(fields, 'games', 'model')) return 'judgment'
  if (hasAll(fields, 'uid', 'model', 'messages')) return 'answer v2'
  if (hasAll(fields, 'uid', 'prompt', 'category')) return 'question v2'
  if (!hasAll(fields, 'question_id') || !hasObjectTurns(fields)) return undefined
  return fields.has('choices') ? 'answer' : 'question'
}

function kindOfVotes(fields: Map<string, unknown>): ArenaHardKind | undefined {
  if (fields.size === 4) return 'battles'
  const category = fields.get('category')
  const isQuestion = fields.has('turns') && typeof category === 'string' && /^arena[-_]hard/.test(category)
  return isQuestion ? 'human votes' : undefined
}
