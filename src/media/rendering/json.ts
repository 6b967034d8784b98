import { highlightCode } from './code.ts'

export interface ShownJson {
  html: string
  /** Why the text is shown as it is, where it is not JSON. */
  notes: string[]
}

/** Indentation can make deeply nested JSON thousands of times longer; then it is shown as it was written. */
const maxGrowth = 8

/**
 * JSON with line breaks and indentation, every value as it was written: numbers keep their digits, doubled keys stay,
 * because only the white space between tokens is new. Text that is not JSON is shown as it is, with a note.
 */
export function renderJson(text: string): ShownJson {
  const reason = whyNotJson(text)
  if (reason !== undefined) return { html: highlightCode(text, 'json'), notes: [`This is not valid JSON (${reason}).`] }
  return { html: highlightCode(indentJson(text) ?? text, 'json'), notes: [] }
}

function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return 'it nests too deep'
    return text.trim() === '' ? 'it is empty' : (error as Error).message.replace(/\s+/g, ' ').slice(0, 120)
  }
}

const jsonToken = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g

/** The tokens of valid JSON on lines of their own, or undefined where that would grow it beyond reason. */
function indentJson(text: string): string | undefined {
  const bound = text.length * maxGrowth + 1000
  let depth = 0
  let shown = ''
  let last = ''
  for (const [token] of text.matchAll(jsonToken)) {
    const closes = token === ']' || token === '}'
    if (closes) depth--
    const isEmptyPair = closes && (last === '[' || last === '{')
    const startsLine = last === '[' || last === '{' || last === ',' || closes
    if (startsLine && !isEmptyPair) shown += `\n${'  '.repeat(depth)}`
    shown += token === ':' ? ': ' : token
    if (token === '[' || token === '{') depth++
    if (shown.length > bound) return undefined
    last = token
  }
  return shown
}
