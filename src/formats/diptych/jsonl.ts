import type { CollectionFacts, ImportedRow } from '../../core/imports/records.ts'
import { firstJsonFields } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { known } from '../catalogue-facts.ts'
import { readJsonLines } from '../reading/json.ts'
import { readRecord } from './read-record.ts'
import { collectionSchema, isRowKind } from './schema.ts'

/** Where rows go that name no collection. */
export const ownCollection: CollectionFacts = { slug: 'diptych-rows', name: 'Rows in Diptych\'s own form' }

/** Diptych's own JSON lines, as `export` writes them. */
export const diptychJsonl: Format = {
  name: 'diptych-jsonl',
  title: 'Diptych (JSON lines)',
  summary: 'Models, challenges, responses and votes as Diptych exports them, one JSON object per line with its ' +
    '`kind`. A line `{"kind":"collection", …}` says where the following rows come from. Nothing is lost.',
  detect: ({ head }) => {
    const fields = firstJsonFields(head)
    return !head.trimStart().startsWith('[') && (fields.has('diptych') || fields.get('kind') === 'collection' || isRowKind(fields.get('kind'))) ? 'rows' : 'no'
  },
  hasVotes: () => true,
  collection: () => ownCollection,
  read: readDiptychJsonl,
}

async function* readDiptychJsonl(file: SourceFile): AsyncGenerator<ImportedRow> {
  let collection: CollectionFacts | undefined
  for await (const row of readJsonLines(file)) {
    const value = 'value' in row ? row.value as { kind?: unknown; slug?: unknown } | null : undefined
    if (value?.kind === 'header') continue
    if (value?.kind !== 'collection') {
      yield readRecord(row, collection)
      continue
    }
    const parsed = collectionSchema.safeParse(value)
    collection = parsed.success ? known(parsed.data) : undefined
    if (!parsed.success && value.slug !== undefined) {
      const rejected = 'a collection needs a slug and a name; the following rows are without one'
      yield { at: { line: row.line }, rejected }
    }
  }
}
