import { isUtf8 } from 'node:buffer'
import type { SourceFile } from '../format.ts'
import { longestValueBytes } from '../reading/chunks.ts'
import { readJsonArray } from '../reading/json.ts'
import { parseJson } from '../reading/parse-json.ts'
import { readBlocks } from './blocks.ts'
import { JsonScanner } from './json-scanner.ts'
import type { PlainRows } from './plain-rows.ts'
import { reasons, type Rejections } from './rejections.ts'
import type { Layout } from './roles.ts'
import { RowFields } from './row-fields.ts'

const newline = 0x0a

/** Reads plain votes from JSON lines on their bytes; only lines that the scanner leaves to it meet JSON.parse. */
export async function readPlainLines(
  file: SourceFile, layout: Layout, rows: PlainRows, rejections: Rejections, maxBytes = longestValueBytes,
): Promise<void> {
  const scanner = new JsonScanner(layout)
  const row = new RowFields(layout)
  let line = 0
  const parse = (bytes: Buffer): void => {
    const parsed = parseJson(bytes)
    if ('error' in parsed) rejections.add(isUtf8(bytes) ? reasons.noJson : reasons.noUtf8, line)
    else takeValue(parsed.value, row, line, rows, rejections)
  }
  await readBlocks(file, {
    take(bytes, end) {
      const isText = isUtf8(bytes.subarray(0, end))
      for (let start = 0; start < end;) {
        line++
        const scanned = isText ? scanner.scan(bytes, start, row) : -1
        const lineEnd = scanned < 0 ? bytes.indexOf(newline, start) : scanned
        if (lineEnd - start > maxBytes) rejections.add(reasons.tooLong, line)
        else if (scanned >= 0) rows.take(row, line)
        else if (!isBlank(bytes, start, lineEnd)) parse(bytes.subarray(start, lineEnd))
        start = lineEnd + 1
      }
      return end
    },
    tooLong: () => rejections.add(reasons.tooLong, ++line),
  }, maxBytes)
}

/** Reads plain votes from a JSON array. Rows are numbered from 0. */
export async function readPlainArray(file: SourceFile, layout: Layout, rows: PlainRows, rejections: Rejections): Promise<void> {
  const row = new RowFields(layout)
  for await (const element of readJsonArray(file)) {
    if ('error' in element) rejections.add(reasons.noJson, element.index)
    else takeValue(element.value, row, element.index, rows, rejections)
  }
}

function takeValue(value: unknown, row: RowFields, line: number, rows: PlainRows, rejections: Rejections): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return rejections.add(reasons.noObject, line)
  row.fill(value)
  rows.take(row, line)
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09 && bytes[at] !== 0x0d) return false
  return true
}
