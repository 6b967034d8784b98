import type { MarkdownIt, StateInline, Token } from 'markdown-it'

/** The only tags of an answer that count: bare, and in pairs but for `<br>`. All other markup is shown as text. */
const tagPattern = /<(?:(br) ?\/?|(\/?)(sub|sup|kbd))>/iy

/** Emphasis, links and tags nested deeper than this are shown without markup; browsers give up at some hundred. */
const maxInlineDepth = 12

/** Tags that models write for want of a markdown spelling, and a bound on how deep inline markup nests. */
export function inlineTags(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('autolink', 'inline_tag', inlineTag)
  markdown.inline.ruler2.before('fragments_join', 'pair_tags', pairTags)
}

function inlineTag(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '<') return false
  tagPattern.lastIndex = state.pos
  const match = tagPattern.exec(state.src)
  if (match === null || tagPattern.lastIndex > state.posMax) return false
  if (!silent) pushTag(state, match)
  state.pos += match[0].length
  return true
}

function pushTag(state: StateInline, [source, lineBreak, slash, name]: RegExpExecArray): void {
  if (lineBreak !== undefined) {
    state.push('hardbreak', 'br', 0)
    return
  }
  const token = state.push('text', '', 0)
  token.content = source
  token.info = slash === '/' ? 'tag-end' : 'tag-start'
  token.tag = name!.toLowerCase()
}

/**
 * Turns tags that open and close within the same element into elements, leaves the others as the text they are, and
 * takes the markup off what nests too deep. One pass with a stack, so the result is always properly nested.
 */
function pairTags(state: StateInline): void {
  const open: Token[] = []
  for (const token of state.tokens) {
    if (token.info === 'tag-start' && open.length < maxInlineDepth) open.push(token)
    else if (token.info === 'tag-end') endTag(token, open)
    else if (token.nesting > 0) startElement(token, open)
    else if (token.nesting < 0) endElement(token, open)
  }
}

function endTag(token: Token, open: Token[]): void {
  const start = open.at(-1)
  if (start?.info !== 'tag-start' || start.tag !== token.tag) return
  open.pop()
  becomeElement(start, 1)
  becomeElement(token, -1)
}

function becomeElement(token: Token, nesting: 1 | -1): void {
  token.type = nesting === 1 ? 'tag_open' : 'tag_close'
  token.nesting = nesting
}

function startElement(token: Token, open: Token[]): void {
  if (open.length >= maxInlineDepth) token.hidden = true
  open.push(token)
}

/** Tags still open inside the ending element stay text. */
function endElement(token: Token, open: Token[]): void {
  let start = open.pop()
  while (start?.info === 'tag-start') start = open.pop()
  token.hidden = start?.hidden ?? false
}
