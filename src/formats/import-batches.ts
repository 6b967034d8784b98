import type { CollectionFacts, ImportedRecord, ImportedResponse, ImportedRow } from '../core/imports/records.ts'
import type { ImportSink, RowOutcome, RowWriter } from '../core/imports/sink.ts'

export interface BatchLimits {
  rows: number
  bytes: number
}

/**
 * Small enough that a transaction is short, large enough that its cost is shared: a batch of 2,000 rows costs a quarter
 * less for each than one of 500, because the indices' pages are written once.
 */
export const defaultBatch: BatchLimits = { rows: 2_000, bytes: 8 * 1024 * 1024 }

/** Gathers rows into batches, one collection each and of as many files as it takes, and writes them. */
export class Batches {
  readonly #sink: ImportSink
  readonly #limits: BatchLimits
  readonly #writers = new Map<string, Promise<RowWriter>>()
  #rows: ImportedRow[] = []
  /** For each of the rows, who wants to know what became of it. */
  #tells: Array<(outcome: RowOutcome) => void> = []
  #bytes = 0
  #collection: CollectionFacts | undefined

  constructor(sink: ImportSink, limits: BatchLimits) {
    this.#sink = sink
    this.#limits = limits
  }

  /** Takes a row; `tell` learns what became of it once it is written, which may be with a later file's rows. */
  async add(row: ImportedRow, collection: CollectionFacts, tell: (outcome: RowOutcome) => void): Promise<void> {
    if (this.#collection?.slug !== collection.slug) await this.flush()
    this.#collection = collection
    this.#rows.push(row)
    this.#tells.push(tell)
    this.#bytes += weightOf(row)
    const isFull = this.#rows.length >= this.#limits.rows || this.#bytes >= this.#limits.bytes
    if (isFull) await this.flush()
  }

  /** Writes what has been gathered. */
  async flush(): Promise<void> {
    if (this.#rows.length === 0) return
    const writer = await this.#writerFor(this.#collection!)
    const [rows, tells] = [this.#rows, this.#tells]
    this.#rows = []
    this.#tells = []
    this.#bytes = 0
    const outcomes = await writer.write(rows)
    for (const [index, tell] of tells.entries()) tell(outcomes[index]!)
  }

  #writerFor(collection: CollectionFacts): Promise<RowWriter> {
    const writer = this.#writers.get(collection.slug) ?? this.#sink.writerFor(collection)
    this.#writers.set(collection.slug, writer)
    return writer
  }
}

/** About how many bytes a row keeps in memory; answers are what weighs. */
function weightOf(row: ImportedRow): number {
  return 'records' in row ? row.records.reduce((total, record) => total + 200 + weightOfRecord(record), 0) : 0
}

function weightOfRecord(record: ImportedRecord): number {
  if (record.kind === 'response') return weightOfBody(record)
  if (record.kind === 'vote') return weightOfBody(record.left.response) + weightOfBody(record.right.response)
  return 0
}

function weightOfBody(response: ImportedResponse | undefined): number {
  if (response === undefined) return 0
  const { body } = response
  return typeof body === 'string' || body instanceof Uint8Array ? body.length : 0
}
