import type { CollectionFacts } from '../../core/imports/records.ts'
import { csvHeader, firstJsonFields, hasAll, isJsonArray } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { readBattles } from './battle.ts'
import { preferenceColumns, readPreferences } from './preference-csv.ts'
import { readServerLog } from './server-log.ts'

/** Votes of Chatbot Arena (LMSYS, LMArena) in all forms in which they were logged or published. */
export const lmarena: Format = {
  name: 'lmarena',
  title: 'LMSYS / LMArena battles',
  summary: 'Votes with both conversations turn by turn: server logs, cleaned battles, the 33k, 55k, 100k, 140k and ' +
    'expert 5k data sets, and MT-bench’s human judgments. Lost are token and markdown counts, moderation scores, ' +
    'voters’ addresses, earlier models’ answers, and in the 55k data set the difference between tie and both bad.',
  detect(file) {
    return layoutOf(file) === undefined ? 'no' : 'rows'
  },
  order() {
    return 2
  },
  hasVotes() {
    return true
  },
  collection(file) {
    return collectionOf(file)
  },
  read(file) {
    const layout = layoutOf(file)
    if (layout === 'csv') return readPreferences(file)
    return layout === 'log' ? readServerLog(file) : readBattles(file)
  },
}

type Layout = 'csv' | 'log' | 'battles'

function layoutOf(file: SourceFile): Layout | undefined {
  const fields = firstJsonFields(file.head)
  if (fields.size === 0) return hasAll(new Set(csvHeader(file.head)), ...preferenceColumns) ? 'csv' : undefined
  if (isBattle(fields)) return 'battles'
  return !isJsonArray(file.head) && isLogEvent(fields) ? 'log' : undefined
}

function isLogEvent(fields: Map<string, unknown>): boolean {
  return hasAll(fields, 'tstamp', 'type') && (fields.has('states') || fields.has('state'))
}

function isBattle(fields: Map<string, unknown>): boolean {
  const more = ['conversation_a', 'turns', 'judge', 'judge_hash', 'tstamp']
  return hasAll(fields, 'model_a', 'model_b', 'winner') && more.some((name) => fields.has(name)) && !isArenaHard(fields)
}

/** Arena-Hard's questions carry the vote they were chosen by, and belong to its own format. */
function isArenaHard(fields: Map<string, unknown>): boolean {
  const category = fields.get('category')
  return typeof category === 'string' && /^arena[-_]hard/.test(category)
}

/**
 * Votes whose prompts were published without the answers. Arena-Hard's questions hold some of the same votes under the
 * same ids, so they share this collection and no vote is counted twice.
 */
export const votesWithPrompts: CollectionFacts = {
  slug: 'chatbot-arena-votes', name: 'Chatbot Arena votes with prompts',
}

const huggingFace = 'https://huggingface.co/datasets'

/** The published data sets, told by a field that only they have. */
const releases: Array<{ knownBy(fields: Map<string, unknown>): boolean; facts: CollectionFacts }> = [
  {
    knownBy: (fields) => fields.has('openai_moderation') || fields.has('toxic_chat_tag'),
    facts: {
      slug: 'chatbot-arena-33k', name: 'Chatbot Arena conversations (33k)',
      url: `${huggingFace}/lmsys/chatbot_arena_conversations`, licence: 'CC BY 4.0 (prompts), CC BY-NC 4.0 (answers)',
    },
  },
  {
    knownBy: (fields) => fields.has('judge_hash'),
    facts: {
      slug: 'arena-human-preference-100k', name: 'Arena human preference (100k)',
      url: `${huggingFace}/lmarena-ai/arena-human-preference-100k`,
    },
  },
  {
    knownBy: (fields) => fields.has('occupational_tags'),
    facts: {
      slug: 'arena-expert-5k', name: 'Arena expert votes (5k)', url: `${huggingFace}/lmarena-ai/arena-expert-5k`,
    },
  },
  {
    knownBy: (fields) => fields.has('evaluation_session_id'),
    facts: {
      slug: 'arena-human-preference-140k', name: 'Arena human preference (140k)',
      url: `${huggingFace}/lmarena-ai/arena-human-preference-140k`,
      licence: 'CC BY 4.0 (prompts); answers under the terms of the models’ makers',
    },
  },
  {
    knownBy: (fields) => typeof fields.get('question_id') === 'number' && fields.has('conversation_a'),
    facts: {
      slug: 'mt-bench-human', name: 'MT-bench human judgments', url: `${huggingFace}/lmsys/mt_bench_human_judgments`,
      licence: 'CC BY 4.0',
    },
  },
  { knownBy: (fields) => fields.has('turns'), facts: votesWithPrompts },
]

function collectionOf(file: SourceFile): CollectionFacts {
  const layout = layoutOf(file)
  if (layout === 'csv') {
    return {
      slug: 'lmsys-55k', name: 'LMSYS human preference (55k)',
      url: `${huggingFace}/lmsys/lmsys-arena-human-preference-55k`, licence: 'Apache-2.0',
    }
  }
  if (layout === 'log') return { slug: 'arena-log', name: 'Arena server log' }
  const fields = firstJsonFields(file.head)
  return releases.find((release) => release.knownBy(fields))?.facts ?? { slug: 'arena-battles', name: 'Arena battles' }
}
