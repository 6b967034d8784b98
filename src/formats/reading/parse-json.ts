import { isUtf8 } from 'node:buffer'
import { endOfValue, startWalk } from './json-walk.ts'

export type ParsedJson = { value: unknown } | { error: string }

/** Deeper values are refused: whoever writes them again would run out of stack. */
const deepestNesting = 512

/**
 * Reads one JSON value, or says why it is none. `NaN`, `Infinity` and `-Infinity`, which Python writes although JSON
 * has no such words, are read as null.
 */
export function parseJson(bytes: Buffer, nesting = nestingOf(bytes)): ParsedJson {
  if (!isUtf8(bytes)) return { error: 'not valid UTF-8' }
  if (nesting > deepestNesting) return { error: `nested deeper than ${deepestNesting} levels` }
  const text = bytes.toString('utf8')
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return parsePythonJson(text) ?? { error: `not valid JSON: ${messageOf(error)}` }
  }
}

const stringOrBareWord = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

function parsePythonJson(text: string): { value: unknown } | undefined {
  if (!text.includes('NaN') && !text.includes('Infinity')) return undefined
  const strict = text.replace(stringOrBareWord, (found) => found.startsWith('"') ? found : 'null')
  try {
    return { value: JSON.parse(strict) }
  } catch {
    return undefined
  }
}

/** How deep the value goes, told from its bytes. */
function nestingOf(bytes: Buffer): number {
  const walk = startWalk()
  endOfValue(bytes, 0, walk)
  return walk.deepest
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.length > 120 ? `${message.slice(0, 120)}…` : message
}
