import { parseCsvRecord } from './reading/csv.ts'
import { endOfValue, startWalk } from './reading/json-walk.ts'
import { parseJson } from './reading/parse-json.ts'

const quote = 0x22
const colon = 0x3a
const comma = 0x2c
const openingBracket = 0x5b
const openingBrace = 0x7b

/**
 * The fields of the first object in a file of JSON lines or in a JSON array, told from the file's head. The value of a
 * field that the head does not hold to its end is undefined. Empty where the file does not begin with an object.
 */
export function firstJsonFields(head: string): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  const bytes = Buffer.from(head)
  let at = afterBlank(bytes, 0)
  if (bytes[at] === openingBracket) at = afterBlank(bytes, at + 1)
  if (bytes[at] !== openingBrace) return fields
  for (at = afterBlank(bytes, at + 1); bytes[at] === quote; at = afterBlank(bytes, at + 1)) {
    const keyEnd = endOfValue(bytes, at, startWalk())
    if (keyEnd === undefined) return fields
    const key = valueIn(bytes.subarray(at, keyEnd))
    at = afterBlank(bytes, keyEnd)
    if (typeof key !== 'string' || bytes[at] !== colon) return new Map()
    at = afterBlank(bytes, at + 1)
    const end = endOfValue(bytes, at, startWalk())
    fields.set(key, end === undefined ? undefined : valueIn(bytes.subarray(at, end)))
    if (end === undefined) return fields
    at = afterBlank(bytes, end)
    if (bytes[at] !== comma) return fields
  }
  return fields
}

/** The column names of a CSV file, told from the file's head; empty where its first line is none. */
export function csvHeader(head: string, delimiter = ','): string[] {
  const line = /^\r?\n*([^\r\n]*)/.exec(head)![1]!
  const parsed = parseCsvRecord(Buffer.from(line), delimiter)
  return 'fields' in parsed ? parsed.fields : []
}

/** Whether the file is one JSON array; otherwise it may be JSON lines. */
export function isJsonArray(head: string): boolean {
  return /^\s*\[/.test(head)
}

/** Whether all these fields are there. */
export function hasAll(fields: { has(name: string): boolean }, ...names: string[]): boolean {
  return names.every((name) => fields.has(name))
}

function valueIn(bytes: Buffer): unknown {
  const parsed = parseJson(bytes)
  return 'value' in parsed ? parsed.value : undefined
}

function afterBlank(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  return at
}
