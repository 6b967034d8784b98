import type { EncodedBody } from './encode.ts'
import type { RowKind } from './schema.ts'

/** How a cell holds its value. An empty cell is an unknown value, except in `body`, where it is an empty answer. */
type Cell = 'text' | 'number' | 'boolean' | 'json' | 'turns' | 'body' | 'encoding'

/** One column: its name, and where its value lies in the row's record. */
export interface Column {
  name: string
  path: string[]
  cell: Cell
}

function column(name: string, path: string, cell: Cell = 'text'): Column {
  return { name, path: path.split('.'), cell }
}

/** Where the rows of a file come from stands in every row, because a spreadsheet may be sorted. */
export const collectionColumns: Column[] = [
  column('collection', 'slug'), column('collection_name', 'name'), column('collection_url', 'url'),
  column('collection_licence', 'licence'),
]

function challengeColumns(prefix: string, path: string): Column[] {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`)
  return [
    column(`${prefix}key`, at('key')), column(`${prefix}slug`, at('slug')), column(`${prefix}title`, at('title')),
    column(`${prefix}description`, at('description')), column(`${prefix}category`, at('category')),
    column(`${prefix}difficulty`, at('difficulty')), column(`${prefix}output_type`, at('outputType')),
    column(`${prefix}tags`, at('tags'), 'json'), column(`${prefix}audiences`, at('audiences'), 'json'),
    column(`${prefix}criteria`, at('criteria'), 'json'), column(`${prefix}language`, at('language')), column(`${prefix}system`, at('system')),
    column(`${prefix}prompt`, at('turns'), 'turns'), column(`${prefix}version`, at('version'), 'number'),
    column(`${prefix}reference`, at('reference'), 'json'),
  ]
}

/** The columns of each kind, in the order in which they are written. Read in any order. */
export const columnsOf: Record<RowKind, Column[]> = {
  model: [
    column('model', 'name'), column('slug', 'facts.slug'), column('name', 'facts.name'),
    column('creator', 'facts.creator', 'json'), column('family', 'facts.family'), column('base', 'facts.base'),
    column('variant', 'facts.variant'), column('released', 'facts.released'), column('retired', 'facts.retired'),
    column('knowledge', 'facts.knowledge'), column('input', 'facts.input', 'json'),
    column('output', 'facts.output', 'json'),
    column('capabilities', 'facts.capabilities', 'json'), column('categories', 'facts.categories', 'json'),
    column('context_tokens', 'facts.contextTokens', 'number'), column('output_tokens', 'facts.outputTokens', 'number'),
    column('size_class', 'facts.sizeClass'), column('open_weights', 'facts.openWeights', 'boolean'),
    column('licence', 'facts.licence'), column('url', 'facts.url'), column('prices', 'facts.prices', 'json'),
    column('aliases', 'facts.aliases', 'json'), column('source', 'facts.source'),
    column('source_date', 'facts.sourceDate'),
  ],
  challenge: challengeColumns('', ''),
  response: [
    column('id', 'id'),
    column('model', 'model'), ...challengeColumns('challenge_', 'challenge'), column('body', 'body', 'body'),
    column('body_encoding', 'body', 'encoding'), column('output_type', 'outputType'), column('media_type', 'mediaType'),
    column('turn', 'turn', 'number'), column('sample', 'sample', 'number'), column('asked_prompt', 'askedPrompt'),
    column('source_id', 'sourceId'), column('title', 'title'), column('answered_at', 'answeredAt'),
    column('settings', 'settings', 'json'), column('input_tokens', 'inputTokens', 'number'),
    column('output_tokens', 'outputTokens', 'number'), column('reasoning_tokens', 'reasoningTokens', 'number'),
    column('ttft_ms', 'timeToFirstTokenMs', 'number'), column('duration_ms', 'durationMs', 'number'),
    column('cost_usd', 'costUsd', 'number'), column('finish_reason', 'finishReason'),
    column('transformed', 'transformed', 'boolean'), column('sealed', 'sealed', 'boolean'),
    column('provenance', 'provenance', 'json'),
  ],
  vote: [
    column('key', 'key'), column('left_model', 'left.model'), column('right_model', 'right.model'),
    column('verdict', 'verdict'), column('strength', 'strength'),
    column('probability_right', 'probabilityRight', 'number'), column('pool', 'pool'),
    column('blind', 'blind', 'boolean'), column('sides_known', 'sidesKnown', 'boolean'),
    column('judge_kind', 'judgeKind'), column('judge', 'judge'), column('turn', 'turn', 'number'),
    column('language', 'language'), column('category', 'category'), column('voted_at', 'votedAt'),
    column('reasons', 'reasons', 'json'), column('comment', 'comment'), column('criteria', 'criteria', 'json'),
    column('provenance', 'provenance', 'json'), ...challengeColumns('challenge_', 'challenge'),
    column('left_response', 'left.response', 'json'), column('right_response', 'right.response', 'json'),
  ],
}

/** The text of a cell. */
export function writeCell({ cell }: Column, value: unknown): string {
  if (value === undefined || value === null) return ''
  switch (cell) {
    case 'json': return JSON.stringify(value)
    case 'turns': return writeTurns(value as string[])
    case 'body': return bodyText(value as EncodedBody)
    case 'encoding': return encodingOf(value as EncodedBody)
    default: return String(value)
  }
}

/** The value of a cell; undefined where it is empty. What cannot be read is left as text for the schema to refuse. */
export function readCell({ cell }: Column, text: string): unknown {
  if (text === '') return undefined
  switch (cell) {
    case 'number': return Number.isNaN(Number(text)) ? text : Number(text)
    case 'boolean': return text === 'true' ? true : text === 'false' ? false : text
    case 'json': return parsed(text)
    case 'turns': return text.startsWith('[') ? parsed(text) : [text]
    default: return text
  }
}

/** One prompt stands as it is; several, or one that looks like a list, stand as a JSON list. */
function writeTurns(turns: string[]): string {
  const [only] = turns
  return turns.length === 1 && only !== '' && !only!.startsWith('[') ? only! : JSON.stringify(turns)
}

function bodyText(body: EncodedBody): string {
  if (typeof body === 'string') return body
  return 'base64' in body ? body.base64 : body.missing
}

function encodingOf(body: EncodedBody): string {
  if (typeof body === 'string') return 'text'
  return 'base64' in body ? 'base64' : 'missing'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
