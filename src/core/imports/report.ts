import type { Position } from './records.ts'

/** A row that was not taken in, and why. `file` says where it lies when several files were given together. */
export type Rejection = Partial<{ line: number; index: number }> & { file?: string; reason: string }

/** What a source says of a model or a challenge, where it is known otherwise here: what is here stays. */
export interface FactDifference {
  /** Slug. */
  model?: string
  /** Slug. */
  challenge?: string
  field: string
  /** What is known here; absent where another known fact rules the offered one out. */
  kept?: string
  offered: string
}

/** What became of one given path, or of one file inside it. `read` = `imported` + `duplicates` + `rejectedCount`. */
export interface FileReport {
  /** As it was given; for an entry, its path inside. */
  file: string
  /** Name of the format, or several with commas; null where no format knows the file. */
  format: string | null
  read: number
  imported: number
  duplicates: number
  /** The first thousand rejected rows. */
  rejected: Rejection[]
  rejectedCount: number
  /** Fields of the source that have no place with us, and facts (`model.released`) that are known otherwise. */
  lost: string[]
  /** Those facts, the first thousand; absent where there are none. */
  differing?: FactDifference[]
  /** Why this file was not read, or not to its end. */
  error?: string
  /** A helper file of its format, which holds no rows. */
  auxiliary?: true
  /** The files inside a folder or an archive. */
  entries?: FileReport[]
}

/** How far an import is. Bytes are those of all its files; of a compressed file, as it lies on the disk. */
export interface ImportProgress {
  /** The file that is being read. */
  file: string
  bytesRead: number
  bytesTotal: number
  /** Rows of the whole import so far. */
  rows: number
  rowsPerSecond: number
}

/** The place of a row, as a report writes it. */
export function placeOf(at: Position): { line: number } | { index: number } {
  return 'line' in at ? { line: at.line } : { index: at.index }
}
