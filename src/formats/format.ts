import type { CollectionFacts, ImportedRow } from '../core/imports/records.ts'

/** A file to import: from a folder, an archive, or standard input. */
export interface SourceFile {
  /** Path inside its tree, with `/`; for a single file, its name. Compression endings (`.gz`, `.zst`) are taken off. */
  path: string
  /** Decompressed size in bytes, where it is known beforehand. */
  size?: number
  /** Size of a compressed file as it lies on the disk: what its progress is counted in. */
  packedSize?: number
  /** The first 64 KiB, decoded as UTF-8 (a broken last character is left off), without a byte order mark. */
  head: string
  /** Where the very bytes of `open` lie on the disk, if they do: for a reader that wants them in memory of its own. */
  diskPath?: string
  /** The decompressed bytes from the start. May be called more than once. `onPacked` hears how many packed ones were read. */
  open(onPacked?: (bytesRead: number) => void): AsyncIterable<Uint8Array>
}

/** The files that were given together: one path of the command line, unpacked. A lone file is a tree of one. */
export interface SourceTree {
  files: SourceFile[]
  /** The file at exactly this path, if the tree has it. */
  find(path: string): SourceFile | undefined
}

/** What a format says of a file: its own, a helper file that is read along with others and holds no rows, or not its own. */
export type Detection = 'rows' | 'auxiliary' | 'no'

/** One outside format: how to recognise it and how to turn its rows into ours. Nothing of a file is ever executed. */
export interface Format {
  /** Short name for `--format` and reports: `alpaca-eval`. */
  name: string
  title: string
  /** One sentence for docs/formats.md: what it carries, and what is lost. */
  summary: string
  /** Recognises a file by its content first, its path only where the content is not enough. Cheap: looks at `head`. */
  detect(file: SourceFile, tree: SourceTree): Detection
  /** Files are read in ascending order: questions (0) before answers (1) before votes (2). Default 1. */
  order?(file: SourceFile): number
  /** Whether the rows of this file are votes, or hold some. Without it none are. */
  hasVotes?(file: SourceFile): boolean
  /** Which collection the rows of this file belong to, unless the person names another. */
  collection(file: SourceFile, tree: SourceTree): CollectionFacts
  /** Reads the file as a stream. A row that cannot be read is yielded as rejected; only an unreadable file throws. */
  read(file: SourceFile, tree: SourceTree): AsyncIterable<ImportedRow>
}
