import { stripControls } from '../../core/text/measure.ts'

/** How much of an answer is looked at for each character of its excerpt: enough to get past a page's styles. */
const lookedAtPerCharacter = 100

/** How much is looked at at most, and at least. */
const maxLookedAt = 40_000
const minLookedAt = 4000

/**
 * A plain-text preview of an answer in markdown, HTML, SVG or code, at most so many characters long and cut at a word:
 * markup off, white space as single spaces, no characters that deceive. For lists and meta tags; escape it as any text.
 */
export function excerpt(text: string, maxCharacters: number): string {
  const lookedAt = Math.min(maxLookedAt, Math.max(minLookedAt, maxCharacters * lookedAtPerCharacter))
  const head = stripControls(text.slice(0, lookedAt))
  const plain = markupStart.test(head) ? withoutTags(head) : withoutMarkdown(head)
  const readable = withoutPiles(plain).replace(/\s+/g, ' ').trim()
  return cutAtWord(readable, maxCharacters, text.length > lookedAt)
}

/** A preview of code or data: its first lines as they stand, without the fences around them. */
export function excerptOfLines(text: string, maxCharacters: number): string {
  const head = stripControls(text.slice(0, maxCharacters + minLookedAt)).replace(/^ {0,3}(?:```|~~~).*\n?/gm, '')
  const readable = withoutPiles(head).trim()
  return readable.length <= maxCharacters ? readable : `${readable.slice(0, wholeCharacters(readable.slice(0, maxCharacters - 1)))}…`
}

const markupStart = /^\s*(?:```[a-z]*\s+)?<(?:\?xml|!doctype|(?:html|head|body|svg|div|style|script|main)[\s>])/i

/** What is inside these is not read by people. */
const hiddenBlocks = [
  ['<!--', '-->'], ['<head', '</head>'], ['<script', '</script>'], ['<style', '</style>'], ['<defs', '</defs>'],
] as const

function withoutTags(text: string): string {
  const title = /<title>([^<]{1,200})<\/title>/i.exec(text)?.[1] ?? ''
  const visible = hiddenBlocks.reduce((rest, [open, close]) => withoutBlocks(rest, open, close), text)
  return decodeEntities(`${title} ${visible.replace(/<[^<>]*>?/g, ' ')}`.replace(/```[a-z]*/g, ' '))
}

/** Not by a pattern: openings without an end would each search to the end of the text. */
function withoutBlocks(text: string, open: string, close: string): string {
  const lower = text.toLowerCase()
  if (lower.length !== text.length) return text
  let kept = ''
  let from = 0
  for (let start = lower.indexOf(open); start >= 0; start = lower.indexOf(open, from)) {
    const end = lower.indexOf(close, start)
    kept += `${text.slice(from, start)} `
    if (end < 0) return kept
    from = end + close.length
  }
  return kept + text.slice(from)
}

const entities: Record<string, string> = {
  'amp': '&', 'lt': '<', 'gt': '>', 'quot': '"', 'apos': "'", '#39': "'", 'nbsp': ' ', 'mdash': '—', 'ndash': '–',
  'hellip': '…',
}

function decodeEntities(text: string): string {
  return text.replace(/&(#?\w{2,6});/g, (entity, name: string) => entities[name] ?? entity)
}

/** Tags that HTML knows, in lower case: `Array<T>` and `Map<string, number>` are words of a programmer. */
const htmlTag = new RegExp(`</?(?:${[
  'a', 'abbr', 'b', 'blockquote', 'body', 'br', 'button', 'center', 'cite', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure',
  'font', 'footer', 'form', 'h[1-6]', 'head', 'header', 'hr', 'html', 'i', 'iframe', 'img', 'input', 'ins', 'kbd', 'label', 'li', 'main', 'mark', 'nav', 'ol',
  'p', 'pre', 'q', 's', 'samp', 'script', 'section', 'small', 'span', 'strong', 'style', 'sub', 'summary', 'sup', 'svg', 'table', 'tbody', 'td', 'th', 'thead',
  'title', 'tr', 'u', 'ul', 'var',
].join('|')})(?:[\\s/][^<>\\n]{0,300})?>`, 'g')

/** In this order; each pattern stops at what it starts with, so that none searches far in vain. */
const markdownMarks: Array<[RegExp, string]> = [
  [/^(?=[^\n]*-{3})[|:\- \t]+$/gm, ''],
  [/^[ \t]*(?:[*_=─━═]{3,})[ \t]*/gm, ''],
  [/^(?:[ \t]*>)+[ \t]?/gm, ''],
  [/^[ \t]*(?:[-*+]|#{1,6})[ \t]+(?:\[[ xX]\][ \t]+)?/gm, ''],
  [/!?\[([^[\]\n]{0,500})\]\([^()\s]{0,2000}(?:[ \t]+"[^"\n]{0,200}")?\)/g, '$1'],
  [htmlTag, ' '],
  [/(?<!\\)\*{1,3}(?=\S)|(?<=[^\s\\])\*{1,3}|~~|`+/g, ''],
  [/(?<![\p{L}\p{N}\\])_{1,2}(?=\S)|(?<=[^\s\\])_{1,2}(?![\p{L}\p{N}])/gu, ''],
  [/\\[()[\]]|\$\$|\\$/gm, ''],
  [/(?<![ \t])[ \t]*\|[ \t]*/g, ' '],
  [/\\([!-/:-@[-`{-~])/g, '$1'],
]

/** Stands for a piece of code while the marks around it are taken off: in code, `<T>` and `*` are no marks. */
const stand = '\ue000'

function withoutMarkdown(text: string): string {
  const { prose, code } = codeApart(text)
  const plain = markdownMarks.reduce((rest, [mark, replacement]) => rest.replace(mark, replacement), prose)
  return plain.replaceAll(stand, () => code.shift() ?? '')
}

/** The text with a stand-in for each piece of code, fenced or between backquotes, and these pieces. */
function codeApart(text: string): { prose: string; code: string[] } {
  const code: string[] = []
  const keep = (piece: string) => {
    code.push(piece)
    return stand
  }
  const prose: string[] = []
  let fenced: string[] | undefined
  for (const line of text.replaceAll(stand, '').split('\n')) {
    const isFence = /^ {0,3}(?:```|~~~)/.test(line)
    if (isFence && fenced) prose.push(keep(fenced.join('\n')))
    if (isFence) fenced = fenced ? undefined : []
    else if (fenced) fenced.push(line)
    else prose.push(line.replace(/(?<!`)`{1,3}([^`]+)`{1,3}(?!`)/g, (_, piece: string) => keep(piece)))
  }
  if (fenced) prose.push(keep(fenced.join('\n')))
  return { prose: prose.join('\n'), code }
}

function cutAtWord(text: string, maxCharacters: number, isCutAlready: boolean): string {
  if (text.length <= maxCharacters) return isCutAlready && text !== '' ? `${text.slice(0, maxCharacters - 1)}…` : text
  const head = text.slice(0, maxCharacters - 1)
  const lastSpace = text[head.length] === ' ' ? head.length : head.lastIndexOf(' ')
  const end = lastSpace > maxCharacters / 2 ? lastSpace : wholeCharacters(head)
  return `${head.slice(0, end).trimEnd()}…`
}

/** The length without half a pair at the end. */
function wholeCharacters(text: string): number {
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
}

/** A few marks on a letter are a language; more of them cover the lines around. */
function withoutPiles(text: string): string {
  return text.replace(/(\p{M}{3})\p{M}+/gu, '$1')
}
