import { hash } from 'node:crypto'
import { DomainError } from '../core/errors.ts'
import type { ImportedChallenge, ImportedResponse, ImportedRow, ImportedVote } from '../core/imports/records.ts'
import { slugify } from '../core/text/slug.ts'
import type { Verdict } from '../core/votes/vote.ts'
import { csvHeader } from './first-row.ts'
import type { Format, SourceFile } from './format.ts'
import { readCsv, type CsvRecord } from './reading/csv.ts'

/** VibeCheck's tables: a question, the answers of two models under their names, and which was preferred. */
export const vibecheck: Format = {
  name: 'vibecheck',
  title: 'VibeCheck',
  summary: 'Answers of two models to each question, and the preference as a vote where there is one. Further columns are ' +
    'lost; who voted, and on which side an answer stood, are not in the file.',
  // Without the preference, any table that begins with a question would look the same.
  detect: ({ head }) => (columnsOf(csvHeader(head))?.preference ? 'rows' : 'no'),
  order: () => 2,
  hasVotes: () => true,
  collection: ({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.csv$/, '')
    return { slug: `vibecheck-${slugify(name) || 'table'}`, name: `VibeCheck: ${name}` }
  },
  read: readVibecheck,
}

interface Columns { models: [string, string]; preference: boolean; others: string[] }

/** Names that no model has: a table with one of them in a model's place is something else. */
const neverModels = /^(id|index|answer|answers|response|prompt|question_id|model|category|text|label|output|score)$/i

/** The two columns right after `question` are the models; undefined where the header does not read so. */
function columnsOf(header: string[]): Columns | undefined {
  const at = header.indexOf('question')
  const [a, b, ...others] = at < 0 ? [] : header.slice(at + 1)
  const before = header.slice(0, Math.max(at, 0)).filter((name) => name !== '' && name !== 'Unnamed: 0')
  if (!a || !b || before.length > 0 || [a, b].some((name) => neverModels.test(name) || name === 'preference')) return undefined
  return { models: [a, b], preference: others.includes('preference'), others: others.filter((name) => name !== 'preference') }
}

async function* readVibecheck(file: SourceFile): AsyncGenerator<ImportedRow> {
  const columns = columnsOf(csvHeader(file.head))
  if (!columns) throw new DomainError('invalid', 'This table has no column question with two models right after it.')
  for await (const row of readCsv(file)) {
    if ('error' in row) yield { at: { line: row.line }, rejected: row.error }
    else yield { at: { line: row.line }, ...readRow(row.record, columns) }
  }
}

function readRow(record: CsvRecord, { models: [a, b], preference, others }: Columns) {
  const question = record['question']!
  if (question === '') return { rejected: 'question is empty' }
  const challenge: ImportedChallenge = { kind: 'challenge', turns: [question] }
  const [left, right] = [a, b].map((model): ImportedResponse =>
    ({ kind: 'response', model, challenge, body: record[model]!, outputType: 'text' })) as [ImportedResponse, ImportedResponse]
  const lost = others.filter((name) => name !== '' && record[name] !== '')
  const written = preference ? record['preference']! : ''
  if (written === '') return { records: [left, right], ...lost.length > 0 && { lost } }
  const verdict = verdictOf(written, a, b)
  if (!verdict) return { rejected: `preference: ${written} is neither of the two models nor a tie` }
  const vote: ImportedVote = {
    kind: 'vote', key: hash('sha256', JSON.stringify([question, a, b, left.body, right.body])).slice(0, 32), challenge,
    left: { model: a, response: left }, right: { model: b, response: right },
    verdict, blind: null, sidesKnown: false, judgeKind: 'unknown',
  }
  return { records: [vote], ...lost.length > 0 && { lost } }
}

function verdictOf(preference: string, a: string, b: string): Verdict | undefined {
  if (preference === a) return 'left'
  if (preference === b) return 'right'
  return /^tie$/i.test(preference) ? 'tie' : undefined
}
