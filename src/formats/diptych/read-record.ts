import type { z } from 'zod'
import type { CollectionFacts, ImportedRecord, ImportedRow } from '../../core/imports/records.ts'
import { known } from '../catalogue-facts.ts'
import { importRow, type SourceRow } from '../import-row.ts'
import { isRowKind, rowSchemas } from './schema.ts'

/** One of our own rows, checked: what does not fit its kind is rejected with the field's name. */
export async function readRecord(source: SourceRow, collection: CollectionFacts | undefined): Promise<ImportedRow> {
  const kind = 'value' in source ? (source.value as { kind?: unknown } | null)?.kind : undefined
  if ('value' in source && !isRowKind(kind)) {
    const kinds = Object.keys(rowSchemas).join(', ')
    return { at: 'line' in source ? { line: source.line } : { index: source.index }, rejected: `kind is none of ${kinds}` }
  }
  const schema: z.ZodObject = rowSchemas[isRowKind(kind) ? kind : 'model']
  const row = await importRow(source, schema, (record) => ({ records: [withoutUnknown(record) as ImportedRecord] }))
  return 'records' in row && collection ? { ...row, collection } : row
}

/** The same value without fields that are unknown, at every depth where a schema may have put them. */
function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnknown)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return known(Object.fromEntries(Object.entries(value).map(([field, held]) => [field, withoutUnknown(held)])))
}
