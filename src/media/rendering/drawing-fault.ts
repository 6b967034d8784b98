const namespace = /\sxmlns(?::[\w.-]+)?\s*=\s*(?:"http:\/\/www\.w3\.org\/2000\/svg"|'http:\/\/www\.w3\.org\/2000\/svg')/
const cutShort = 'Browsers do not draw this: it ends before all of its tags are closed.'
const crossed = 'Browsers do not draw this: its tags are not closed in the order in which they were opened.'
const nameless = 'Browsers do not draw this: it lacks the line that makes it SVG (xmlns="http://www.w3.org/2000/svg").'
const noDrawing = 'Browsers do not draw this: it is not SVG alone.'

/**
 * Why browsers, which are strict with XML, will draw nothing of an SVG; undefined where no such fault is found. It looks
 * for what models do wrong: answers that were cut short, crossed tags, a root without its namespace, words around it.
 */
export function drawingFault(source: string): string | undefined {
  const open: string[] = []
  let root: string | undefined
  if (!/^\s*</.test(source)) return noDrawing
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at)) {
    const end = endOfMarkup(source, at)
    if (end < 0) return cutShort
    const markup = source.slice(at, end)
    const [, slash, name] = /^<(\/?)([^\s/>!?][^\s/>]*)/.exec(markup) ?? []
    at = end
    if (name === undefined) continue
    root ??= markup
    if (slash && open.pop() !== name) return crossed
    if (!slash && !markup.endsWith('/>')) open.push(name)
  }
  if (open.length > 0) return cutShort
  if (root === undefined || !/^<(?:[\w.-]+:)?svg[\s/>]/.test(root)) return noDrawing
  return namespace.test(root) ? undefined : nameless
}

/** Where the tag, comment, section or declaration that begins here ends; -1 where it does not. */
function endOfMarkup(source: string, start: number): number {
  for (const [opening, closing] of sections) {
    if (!source.startsWith(opening, start)) continue
    const at = source.indexOf(closing, start + opening.length)
    return at < 0 ? -1 : at + closing.length
  }
  return endOfTag(source, start)
}

const sections = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const

/** A `>` inside quotation marks, or inside the brackets of a document type, ends nothing. */
function endOfTag(source: string, start: number): number {
  let quote = ''
  let depth = 0
  for (let at = start; at < source.length; at++) {
    const character = source[at]!
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '[') depth++
    else if (character === ']') depth--
    else if (character === '>' && depth <= 0) return at + 1
  }
  return -1
}
