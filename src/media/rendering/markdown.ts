import MarkdownItCallable, { type MarkdownIt, type StateBlock, type StateCore, type Token } from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { highlightCode } from './code.ts'
import { inlineTags } from './inline-tags.ts'
import { safeLinks } from './links.ts'
import { mathRules } from './math-rules.ts'
import { newRenderState, renderState } from './render-state.ts'

export interface MarkdownOptions {
  /** How many levels the answer's headings sink, to nest below the page's own. Default 2: `#` becomes `<h3>`. */
  headingOffset?: number
}

/**
 * The HTML of an untrusted markdown answer: CommonMark, GFM's tables, strikethrough and task lists, formulas, coloured
 * code. No tag of the answer comes through but `<br>`, `<sub>`, `<sup>` and `<kbd>`; links lead to http, https and
 * mailto only; pictures become links; there is no style attribute, no id and no script. A line break is shown as one:
 * models write verse and lists that way. Time is linear in the length, whatever the text.
 */
export function renderMarkdown(text: string, { headingOffset = 2 }: MarkdownOptions = {}): string {
  return markdown.render(text, newRenderState(headingOffset))
}

/** Blocks in blocks deeper than this are shown as plain paragraphs. A list in a list counts two. */
const maxBlockDepth = 24

/** Code that is coloured in one answer; see `code.ts`. */
const maxHighlightedCharacters = 60_000

const markdown = createMarkdown()

function createMarkdown(): MarkdownIt {
  const parser = MarkdownItCallable({ html: false, linkify: true, breaks: true, maxNesting: maxBlockDepth + 6 })
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  for (const plugin of [cjkFriendly, safeLinks, mathRules, inlineTags, boundDepth, tables, code, taskLists, blocks]) {
    parser.use(plugin)
  }
  return parser
}

/** Keeps the text of blocks that nest too deep, where markdown-it would drop it, and of pictures within pictures. */
function boundDepth(parser: MarkdownIt): void {
  parser.block.ruler.before('table', 'too_deep', (state: StateBlock, startLine, endLine) => {
    if (state.level < maxBlockDepth) return false
    pushParagraph(state, startLine, endLine)
    return true
  })
}

function pushParagraph(state: StateBlock, startLine: number, endLine: number): void {
  state.push('paragraph_open', 'p', 1)
  const inline = state.push('inline', '', 0)
  inline.content = state.getLines(startLine, endLine, state.blkIndent, false).trim()
  inline.children = []
  state.push('paragraph_close', 'p', -1)
  state.line = endLine
}

/** Wider tables are shown as text: markdown completes short rows, so three bytes would become thousands of cells. */
const maxColumns = 64

const scrollRegion = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'

function tables(parser: MarkdownIt): void {
  parser.block.ruler.before('table', 'too_wide', tooWideTable)
  const { rules } = parser.renderer
  rules.table_open = (tokens, index, options, _env, renderer) =>
    scrollRegion + renderer.renderToken(tokens, index, options)
  rules.table_close = () => '</table></div>\n'
  for (const cell of ['th', 'td']) {
    rules[`${cell}_open`] = (tokens, index) => `<${cell}${alignment(tokens[index]!)}>`
  }
  parser.core.ruler.push('empty_headers', ({ tokens }: StateCore) => emptyHeadersToCells(tokens))
}

/** The empty corner of a table heads nothing. */
function emptyHeadersToCells(tokens: Token[]): void {
  for (const [index, open] of tokens.entries()) {
    if (open.type !== 'th_open' || tokens[index + 1]!.content !== '') continue
    open.type = 'td_open'
    Object.assign(tokens[index + 2]!, { type: 'td_close', tag: 'td' })
  }
}

function tooWideTable(state: StateBlock, startLine: number, endLine: number): boolean {
  const below = startLine + 1
  if (below >= endLine || !/^[ |:-]+$/.test(lineAt(state, below))) return false
  if (lineAt(state, below).split('|').length <= maxColumns + 2) return false
  let end = below
  while (end < endLine && !state.isEmpty(end)) end++
  pushParagraph(state, startLine, end)
  return true
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])
}

/** markdown-it asks for a style; a strict policy would block it. */
function alignment(token: Token): string {
  const side = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style')))?.[1]
  return side === undefined ? '' : ` class="align-${side}"`
}

function code(parser: MarkdownIt): void {
  parser.renderer.rules.fence = (tokens, index, _options, env) => {
    const { content, info } = tokens[index]!
    const state = renderState(env)
    state.highlightedCharacters += content.length
    const language = /^[^\s{]+/.exec(info.trim())?.[0]
    return highlightCode(content, state.highlightedCharacters > maxHighlightedCharacters ? undefined : language)
  }
  parser.renderer.rules.code_block = (tokens, index) => highlightCode(tokens[index]!.content)
}

const taskMark = /^\[([ xX])\][ \t]+/

/** `- [x] done`: the box becomes a sign that says its state, no form control. */
function taskLists(parser: MarkdownIt): void {
  parser.core.ruler.after('inline', 'task_lists', ({ tokens }: StateCore) => {
    for (let index = 2; index < tokens.length; index++) {
      const [item, paragraph, inline] = [tokens[index - 2]!, tokens[index - 1]!, tokens[index]!]
      if (inline.type === 'inline' && paragraph.type === 'paragraph_open' && item.type === 'list_item_open') {
        markTask(item, inline)
      }
    }
  })
  parser.renderer.rules.task = (tokens, index) => tokens[index]!.content === ' '
    ? '<span class="task-mark" role="img" aria-label="to do">☐</span> '
    : '<span class="task-mark" role="img" aria-label="done">☑</span> '
}

function markTask(item: Token, inline: Token): void {
  const first = inline.children?.[0]
  const match = first?.type === 'text' ? taskMark.exec(first.content) : null
  if (match === null || first === undefined) return
  first.content = first.content.slice(match[0].length)
  const mark = Object.assign(Object.create(Object.getPrototypeOf(first)), first, { type: 'task', content: match[1]! })
  inline.children!.unshift(mark)
  item.attrSet('class', 'task')
}

/** Headings sink below the page's own; text that is written from right to left reads so, block by block. */
function blocks(parser: MarkdownIt): void {
  parser.core.ruler.push('blocks', ({ tokens, env }: StateCore) => {
    sinkHeadings(tokens, renderState(env).headingOffset)
    markDirections(tokens)
  })
}

/** An outline has no gaps: an answer that begins with `##`, or goes from `#` to `####`, still nests level by level. */
function sinkHeadings(tokens: Token[], offset: number): void {
  const above: number[] = []
  for (const token of tokens) {
    if (!token.type.startsWith('heading_')) continue
    if (token.nesting === 1) {
      const level = Number(token.tag.slice(1))
      while (above.length > 0 && above.at(-1)! >= level) above.pop()
      above.push(level)
    }
    token.tag = `h${Math.min(6, above.length + offset)}`
  }
}

/** Inline parts of a block that are looked at for a letter. */
const maxPartsLookedAt = 50

/**
 * The browser finds the direction of a block by its first letter. It looks again with every element it reads until it
 * has found one, in quadratic time, so blocks that do not begin with letters are not marked.
 */
function markDirections(tokens: Token[]): void {
  let unmarked: Token | undefined
  let partsLeft = 0
  for (const token of tokens) {
    if (token.level === 0 && token.nesting === 1) {
      unmarked = token
      partsLeft = maxPartsLookedAt
    }
    if (unmarked === undefined || token.type !== 'inline') continue
    const parts = token.children!.slice(0, partsLeft)
    partsLeft -= parts.length
    if (!parts.some((part) => firstLetter.test(shownText(part)))) continue
    unmarked.attrSet('dir', 'auto')
    unmarked = undefined
  }
}

function shownText({ type, content, children }: Token): string {
  if (type === 'image') return children!.map(shownText).join('').trim() || 'address'
  return type === 'text' || type === 'text_special' || type === 'code_inline' ? content : ''
}

/** Only near the start of a part: a letter far behind would be searched for as often. */
const firstLetter = /^.{0,200}?[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]/su
