import type { ImportedRow } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import { isDomainError } from '../../core/errors.ts'
import { firstJsonFields, hasAll } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { readJsonArray, readJsonLines } from '../reading/json.ts'
import { EvaluationReader, type SourceResult } from './results.ts'
import { readTable } from './table.ts'

/** Results of promptfoo: the JSON of versions 2 and 3, and its JSON lines. */
export const promptfoo: Format = {
  name: 'promptfoo',
  title: 'promptfoo results',
  summary: 'Answers with prompt, variables, tokens, cost and latency. Scores, passed assertions and thumbs are kept as ' +
    'facts about an answer, never as votes; errors are no answers; assertions are never run and are lost.',
  detect: ({ head }) => (layoutOf(head) ? 'rows' : 'no'),
  collection: (file) => {
    const name = evaluationOf(file) ?? file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.jsonl?$/, '')
    return { slug: `promptfoo-${slugify(name) || 'results'}`, name: `promptfoo: ${name}` }
  },
  read: readPromptfoo,
}

function layoutOf(head: string): 'lines' | 'summary' | undefined {
  const fields = firstJsonFields(head)
  if (hasAll(fields, 'promptIdx', 'testIdx', 'provider')) return 'lines'
  const results = fields.has('results') && !fields.has('model_scores')
  return results && summaryMarks.some((mark) => mark.test(head)) ? 'summary' : undefined
}

/** Keys that only promptfoo's results have, near the beginning of the file. */
const summaryMarks = [
  /"results"\s*:\s*\{\s*"version"\s*:\s*[23]\b/, /"promptIdx"\s*:/, /"testPassCount"\s*:/, /"gradingResult"\s*:/,
]

async function* readPromptfoo(file: SourceFile): AsyncGenerator<ImportedRow> {
  const reader = new EvaluationReader(dateOf(evaluationOf(file)))
  if (layoutOf(file.head) === 'lines') return yield* reader.rows(readJsonLines(file))
  const results = await startOf(readJsonArray(file, { path: ['results', 'results'] }))
  if (results) yield* reader.rows(results)
  else yield* readTable(file, reader)
}

/** The same elements, if there is one: version 2 may have its answers in the table alone. */
async function startOf(elements: AsyncGenerator<SourceResult>): Promise<AsyncIterable<SourceResult> | undefined> {
  try {
    const first = await elements.next()
    if (first.done) return undefined
    return (async function* () {
      yield first.value
      yield* elements
    })()
  } catch (error) {
    if (isDomainError(error)) return undefined
    throw error
  }
}

function evaluationOf({ head }: SourceFile): string | undefined {
  const id = firstJsonFields(head).get('evalId')
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** An evaluation's id ends with the moment at which it began: `eval-abc-2025-01-01T00:00:00`. */
function dateOf(evaluation: string | undefined): string | undefined {
  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.exec(evaluation ?? '')?.[0]
  return time && !Number.isNaN(Date.parse(`${time}Z`)) ? `${time}Z` : undefined
}
