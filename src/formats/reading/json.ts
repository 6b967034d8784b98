import { DomainError } from '../../core/errors.ts'
import type { SourceFile } from '../format.ts'
import { longestValueBytes, readChunks, withoutByteOrderMark } from './chunks.ts'
import { JsonCursor } from './json-cursor.ts'
import { readLineBytes } from './lines.ts'
import { parseJson } from './parse-json.ts'
import { readBytes } from './text.ts'

export type JsonElement = { index: number; value: unknown } | { index: number; error: string }
export type JsonLine = { line: number; value: unknown } | { line: number; error: string }

export interface JsonArrayOptions {
  /** Where the array lies in the top-level object, key by key: `['results', 'results']`. None: the file is the array. */
  path?: string[]
  /** The file may do without this array: then there are no elements, instead of an error. */
  optional?: boolean
  /** Longer elements are reported and skipped; 128 MiB unless said otherwise. */
  maxBytes?: number
}

/**
 * The elements of a JSON array, numbered from 0, one at a time: the file is never held. An element that is no JSON is
 * reported, and reading goes on behind its closing bracket. Throws where there is no such array.
 */
export async function* readJsonArray(
  file: Pick<SourceFile, 'open'>, { path = [], optional = false, maxBytes = longestValueBytes }: JsonArrayOptions = {},
): AsyncGenerator<JsonElement> {
  const cursor = new JsonCursor(readChunks(file), maxBytes)
  try {
    if (await arrayAt(cursor, path)) yield* elementsOf(cursor)
    else if (!optional) throw noArray(path)
  } finally {
    await cursor.close()
  }
}

async function* elementsOf(cursor: JsonCursor): AsyncGenerator<JsonElement> {
  cursor.skip()
  for (let index = 0; ; index++) {
    const sign = await cursor.next()
    if (sign === ']' && index === 0) return
    if (sign === undefined) return yield { index, error: 'the file ends before the array does' }
    yield { index, ...await cursor.readValue() }
    const separator = await cursor.next()
    if (separator === ']') return
    if (separator === ',') cursor.skip()
    else return yield { index: index + 1, error: separatorProblem(separator) }
  }
}

function separatorProblem(sign: string | undefined): string {
  return sign === undefined ? 'the file ends before the array does' : `expected , or ] here, but found ${sign}`
}

/** Moves to the array at this path; false where there is none. */
async function arrayAt(cursor: JsonCursor, path: string[]): Promise<boolean> {
  for (const key of path) if (!await descend(cursor, key)) return false
  return await cursor.next() === '['
}

/** Moves into the value of `key` in the object at the cursor; false where there is none. */
async function descend(cursor: JsonCursor, key: string): Promise<boolean> {
  if (await cursor.next() !== '{') return false
  cursor.skip()
  while (await cursor.next() === '"') {
    const found = await cursor.readValue()
    if (await cursor.next() !== ':') return false
    cursor.skip()
    if ('value' in found && found.value === key) return true
    await cursor.next()
    await cursor.skipValue()
    if (await cursor.next() === ',') cursor.skip()
  }
  return false
}

function noArray(path: string[]): DomainError {
  const isTopLevel = path.length === 0
  return new DomainError(
    'invalid', isTopLevel ? 'This file is not a JSON array.' : `This file has no JSON array at ${path.join('.')}.`)
}

/** One JSON value per line, as the lines are numbered in the file; empty lines hold none. */
export async function* readJsonLines(
  file: Pick<SourceFile, 'open'>, options: { maxBytes?: number } = {},
): AsyncGenerator<JsonLine> {
  for await (const row of readLineBytes(file, options)) {
    if ('tooLong' in row) yield { line: row.line, error: 'this line is too long' }
    else if (!isBlank(row.bytes)) yield { line: row.line, ...parseJson(row.bytes) }
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}

/** The value of a small JSON file. Throws where it is longer than `maxBytes` or no JSON. */
export async function readJson(file: Pick<SourceFile, 'open'>, maxBytes: number): Promise<unknown> {
  const parsed = parseJson(withoutByteOrderMark(await readBytes(file, maxBytes)))
  if ('error' in parsed) throw new DomainError('invalid', `This file is no JSON: ${parsed.error}.`)
  return parsed.value
}
