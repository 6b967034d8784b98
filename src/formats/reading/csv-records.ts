import { Gathering } from './chunks.ts'

const quote = 0x22
const newline = 0x0a
const carriageReturn = 0x0d

/** The bytes of one record without its line end, or none where it is too long, and the line on which it starts. */
export interface CsvRecordBytes { line: number; bytes: Buffer | undefined }

/**
 * Cuts CSV into records on its bytes. Quotes count only where a field begins with one, so that a stray quote spoils
 * its own record and not the rest of the file. Empty lines hold no record.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer>, delimiter: string, maxBytes: number,
): AsyncGenerator<CsvRecordBytes> {
  const gathering = new Gathering(maxBytes)
  const delimiterByte = delimiter.charCodeAt(0)
  let inQuotes = false
  let atFieldStart = true
  let line = 1
  let firstLine = 1
  const finish = (): CsvRecordBytes => ({ line: firstLine, bytes: withoutCarriageReturn(gathering.take()) })
  for await (const chunk of chunks) {
    let start = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte === newline) line++
      if (byte === quote) {
        if (!inQuotes && !atFieldStart) continue
        inQuotes = !inQuotes
        // A doubled quote leaves the quotes and enters them again at once.
        atFieldStart = !inQuotes
      } else if (!inQuotes && byte === newline) {
        gathering.add(chunk.subarray(start, i))
        const record = finish()
        if (record.bytes?.length !== 0) yield record
        start = i + 1
        firstLine = line
        atFieldStart = true
      } else if (!inQuotes) atFieldStart = byte === delimiterByte
    }
    gathering.add(chunk.subarray(start))
  }
  const last = finish()
  if (last.bytes?.length !== 0) yield last
}

function withoutCarriageReturn(bytes: Buffer | undefined): Buffer | undefined {
  return bytes?.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes
}
