import { isUtf8 } from 'node:buffer'

/** Deeper values are refused: whoever writes them again would run out of stack. */
const deepestNesting = 512

/**
 * Reads one JSON value, or says why it is none. `NaN`, `Infinity` and `-Infinity`, which Python writes although JSON
 * has no such words, are read as null.
 */
export function parseJson(bytes: Buffer): { value: unknown } | { error: string } {
  if (!isUtf8(bytes)) return { error: 'not valid UTF-8' }
  const text = bytes.toString('utf8')
  if (nestingOf(bytes) > deepestNesting) return { error: `nested deeper than ${deepestNesting} levels` }
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

/** Upper bound of the nesting: how many more brackets were opened than closed, wherever they stand. */
function nestingOf(bytes: Buffer): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.length > 120 ? `${message.slice(0, 120)}…` : message
}
