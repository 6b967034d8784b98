import type { CollectionFacts, ImportedRow, Position } from './records.ts'
import type { FactDifference } from './report.ts'

/** What became of a row: it added something (though not what is known otherwise), nothing, or it could not be taken in. */
export type RowOutcome =
  | { at: Position; outcome: 'imported' | 'duplicate'; differing?: FactDifference[] }
  | { at: Position; outcome: 'rejected'; reason: string }

/** Takes in the rows of one collection. */
export interface RowWriter {
  /** Writes a batch and answers one outcome per row, in their order. Throws where nothing could be written at all. */
  write(rows: ImportedRow[]): Promise<RowOutcome[]>
}

/** Where imported rows go. Importing a row twice adds nothing, so an interrupted import can simply be run again. */
export interface ImportSink {
  /** Asked once for every collection an import meets. */
  writerFor(collection: CollectionFacts): Promise<RowWriter>
}
