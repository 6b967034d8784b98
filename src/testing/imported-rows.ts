import type { ImportedRecord, ImportedResponse, ImportedRow, ImportedVote } from '../core/imports/records.ts'
import type { RowOutcome } from '../core/imports/sink.ts'
import { openBlobs } from '../media/blobs.ts'
import type { Store } from '../store/database.ts'
import { createImportWriter } from '../store/import.ts'
import type { ImportOptions, ImportWriter } from '../store/import.ts'

/** Each argument is a row, of one record or several. */
export function rowsOf(...rows: Array<ImportedRecord | ImportedRecord[]>): ImportedRow[] {
  return rows.map((records, index) => ({ at: { line: index + 1 }, records: [records].flat() }))
}

export function anAnswer(model: string, body: ImportedResponse['body'], more: Partial<ImportedResponse> = {}): ImportedResponse {
  return { kind: 'response', model, body, outputType: 'text', challenge: { kind: 'challenge', turns: ['Say hello.'] }, ...more }
}

export function aVote(key: string, more: Partial<ImportedVote> = {}): ImportedVote {
  return {
    kind: 'vote', key, left: { model: 'a' }, right: { model: 'b' }, verdict: 'left', blind: true, sidesKnown: true,
    judgeKind: 'human', ...more,
  }
}

/** A bit of everything, each with an answer and a vote: 8 models, 50 challenges, up to 900 different texts. */
export function manyRows(count: number): ImportedRow[] {
  return rowsOf(...Array.from({ length: count }, (_, index): ImportedRecord[] => {
    const challenge = { kind: 'challenge' as const, key: `q${index % 50}`, turns: [`Question ${index % 50}?`] }
    const left = anAnswer(`model ${index % 7}`, `text ${index % 900}`, { challenge, sample: index + 1 })
    return [left, aVote(`vote ${index}`, { left: { model: left.model, response: left }, right: { model: 'other' }, challenge })]
  }))
}

export function testWriter(store: Store, options: Partial<ImportOptions> = {}): Promise<ImportWriter> {
  return createImportWriter(store.write, {
    collection: { slug: 'tests', name: 'Tests' }, now: () => new Date('2026-01-02T03:04:05.678Z'),
    putBlob: openBlobs(store.blobsFolder).put, ...options,
  })
}

/** Imports the rows and answers in a word, or a reason, what became of each. */
export async function importRows(store: Store, ...rows: Array<ImportedRecord | ImportedRecord[]>): Promise<string[]> {
  const writer = await testWriter(store)
  return (await writer.write(rowsOf(...rows))).map(tellOutcome)
}

export function tellOutcome(outcome: RowOutcome): string {
  return outcome.outcome === 'rejected' ? `rejected: ${outcome.reason}` : outcome.outcome
}
