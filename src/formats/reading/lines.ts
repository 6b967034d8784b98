import type { SourceFile } from '../format.ts'
import { Gathering, longestValueBytes, readChunks } from './chunks.ts'

export type LineBytes = { line: number; bytes: Buffer } | { line: number; tooLong: true }
export type Line = { line: number; text: string } | { line: number; tooLong: true }

export interface LineOptions {
  /** Longer lines are named and skipped; 128 MiB unless said otherwise. */
  maxBytes?: number
}

const newline = 0x0a
const carriageReturn = 0x0d

/**
 * The lines of a file, numbered from 1, without their line ends (`\n` or `\r\n`). Empty lines are lines; the end of
 * the file after the last line end is not. Bytes that are not UTF-8 become U+FFFD: use `readLineBytes` to see them.
 */
export async function* readLines(file: Pick<SourceFile, 'open'>, options: LineOptions = {}): AsyncGenerator<Line> {
  for await (const row of readLineBytes(file, options)) {
    yield 'tooLong' in row ? row : { line: row.line, text: row.bytes.toString('utf8') }
  }
}

/** Like `readLines`, with the bytes as they are. A line's bytes are only good until the next line is asked for. */
export async function* readLineBytes(
  file: Pick<SourceFile, 'open'>, { maxBytes = longestValueBytes }: LineOptions = {},
): AsyncGenerator<LineBytes> {
  const gathering = new Gathering(maxBytes)
  let line = 1
  for await (const chunk of readChunks(file)) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      gathering.add(chunk.subarray(start, end))
      yield lineOf(line++, gathering.take())
      start = end + 1
    }
    gathering.add(chunk.subarray(start))
  }
  if (!gathering.empty) yield lineOf(line, gathering.take())
}

function lineOf(line: number, bytes: Buffer | undefined): LineBytes {
  if (bytes === undefined) return { line, tooLong: true }
  return { line, bytes: bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes }
}
