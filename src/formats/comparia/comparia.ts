import type { CollectionFacts } from '../../core/imports/records.ts'
import { csvHeader, firstJsonFields, hasAll } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { importRow, readJsonRows, type SourceRow } from '../import-row.ts'
import { readCsv } from '../reading/csv.ts'
import { Reaction, readReaction } from './reactions.ts'
import { readVote, Vote } from './votes.ts'

/** The votes and reactions of compar:IA, the arena of the French state, as CSV, tab-separated values, JSON or JSON lines. */
export const comparia: Format = {
  name: 'comparia',
  title: 'compar:IA votes and reactions',
  summary: 'Votes on whole conversations with both models’ answers, the voter’s words for each, and its pseudonym; and ' +
    'reactions to single answers, which are facts about them and no votes. Old data has no “both bad”; rows marked as ' +
    'holding personal data are rejected; session hashes and counts are lost. Totals of pairs are no votes.',
  detect: (file) => (layoutOf(file) ? 'rows' : 'no'),
  order: () => 2,
  hasVotes: (file) => layoutOf(file)?.kind === 'votes',
  collection: (file) => collections[layoutOf(file)?.kind ?? 'votes'],
  async* read(file) {
    const isVotes = layoutOf(file)?.kind !== 'reactions'
    for await (const row of rowsOf(file)) {
      yield isVotes ? importRow(row, Vote, readVote) : importRow(row, Reaction, readReaction)
    }
  },
}

const columns = {
  votes: ['model_a_name', 'model_b_name', 'chosen_model_name', 'both_equal'],
  reactions: ['refers_to_model', 'model_pos', 'response_content', 'question_content', 'liked', 'disliked'],
}

const collections: Record<keyof typeof columns, CollectionFacts> = {
  votes: collectionOf('votes'), reactions: collectionOf('reactions'),
}

function collectionOf(kind: keyof typeof columns): CollectionFacts {
  return {
    slug: `comparia-${kind}`, name: `compar:IA ${kind}`,
    url: `https://huggingface.co/datasets/ministere-culture/comparia-${kind}`, licence: 'Etalab-2.0',
  }
}

interface Layout { kind: keyof typeof columns; form: 'json' | 'csv' | 'tsv' }

function layoutOf({ head }: SourceFile): Layout | undefined {
  const forms = {
    json: firstJsonFields(head), csv: new Set(csvHeader(head)), tsv: new Set(csvHeader(head, '\t')),
  }
  for (const form of ['json', 'csv', 'tsv'] as const) {
    for (const kind of ['votes', 'reactions'] as const) if (hasAll(forms[form], ...columns[kind])) return { kind, form }
  }
  return undefined
}

async function* rowsOf(file: SourceFile): AsyncGenerator<SourceRow> {
  const form = layoutOf(file)?.form
  if (form === 'json') return yield* readJsonRows(file)
  for await (const row of readCsv(file, { delimiter: form === 'tsv' ? '\t' : ',' })) {
    yield 'error' in row ? row : { line: row.line, value: row.record }
  }
}
