import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { escapeHtml } from './escape-html.ts'
import { maxFormulaCharacters, renderMath } from './math.ts'
import { renderState, type RenderState } from './render-state.ts'

/** Formulas of one answer that are set, and their source in all; the rest is shown as source. Papers have fewer. */
const maxFormulas = 2000
const maxSourceCharacters = 80_000

/** Lines that a display formula may span. It also keeps the search for its end linear in a text full of openings. */
const maxFormulaLines = 200

/**
 * `\(..\)` and `$..$` in a line, `\[..\]` and `$$..$$` in a line or as a block of their own. Prices stay text: a
 * dollar sign opens only before something that is no space and not after a letter or digit, and closes only after
 * something that is no space and not before a digit (the rule of pandoc's tex_math_dollars, and a little stricter).
 */
export function mathRules(markdown: MarkdownIt): void {
  const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  markdown.block.ruler.before('fence', 'math_block', mathBlock, interrupts)
  markdown.inline.ruler.before('escape', 'math_inline', mathInline)
  markdown.renderer.rules.math = (tokens, index, _options, env) => {
    const token = tokens[index]!
    return formula(token.content, token.markup, token.block, renderState(env))
  }
}

/** The formula as MathML, or its source as written where it cannot be set. */
function formula(tex: string, opener: string, block: boolean, state: RenderState): string {
  state.formulas++
  state.formulaCharacters += tex.length
  const isDisplay = opener === '$$' || opener === '\\['
  const isBeyond = state.formulas > maxFormulas || state.formulaCharacters > maxSourceCharacters
  const math = isBeyond ? undefined : renderMath(tex, isDisplay)
  const shown = math ?? `<code class="math-source" dir="ltr">${escapeHtml(opener + tex + closers[opener])}</code>`
  if (!isDisplay) return shown
  return block ? `<div class="math-block" tabindex="0">${shown}</div>\n` : `<span class="math-block" tabindex="0">${shown}</span>`
}

const closers: Record<string, string> = { '$': '$', '$$': '$$', '\\(': '\\)', '\\[': '\\]' }

function mathBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  const start = state.bMarks[startLine]! + state.tShift[startLine]!
  const opener = state.src.slice(start, start + 2)
  if (opener !== '$$' && opener !== '\\[') return false
  const lastLine = closingLine(state, startLine, endLine, closers[opener]!)
  if (lastLine === undefined) return false
  const tex = state.getLines(startLine, lastLine + 1, state.blkIndent, false).trim().slice(2, -2)
  if (tex.trim() === '' || tex.includes(closers[opener]!) || isBracketed(opener, tex)) return false
  if (silent) return true
  const token = state.push('math', '', 0)
  token.block = true
  token.content = tex
  token.markup = opener
  token.map = [startLine, lastLine + 1]
  state.line = lastLine + 1
  return true
}

/** The first line, from the opening one on, that ends with the closer, before a blank line and the end of the block. */
function closingLine(state: StateBlock, startLine: number, endLine: number, closer: string): number | undefined {
  const bound = Math.min(endLine, startLine + maxFormulaLines)
  for (let line = startLine; line < bound; line++) {
    const start = state.bMarks[line]! + state.tShift[line]!
    const end = state.skipSpacesBack(state.eMarks[line]!, start)
    if (start >= end || state.sCount[line]! < state.blkIndent) return undefined
    const earliest = line === startLine ? start + 2 : start
    if (end - 2 >= earliest && state.src.startsWith(closer, end - 2)) return line
  }
  return undefined
}

function mathInline(state: StateInline, silent: boolean): boolean {
  const opener = openerAt(state.src, state.pos)
  if (opener === undefined) return false
  const start = state.pos + opener.length
  const end = nextCloser(state, closers[opener]!, start)
  if (end === undefined || end - start > maxFormulaCharacters) return false
  const tex = state.src.slice(start, end)
  if (end + opener.length > state.posMax || !isFormula(opener, tex, state.src, state.pos, end)) return false
  if (!silent) {
    const token = state.push('math', '', 0)
    token.content = tex
    token.markup = opener
  }
  state.pos = end + opener.length
  return true
}

function openerAt(source: string, position: number): string | undefined {
  const first = source[position]
  const second = source[position + 1]
  if (first === '$') return second === '$' ? '$$' : '$'
  return first === '\\' && (second === '(' || second === '[') ? first + second : undefined
}

function isFormula(opener: string, tex: string, source: string, start: number, end: number): boolean {
  if (tex.trim() === '') return false
  if (opener === '$') return isDollarFormula(tex, source, start, end)
  return !isBracketed(opener, tex) && (opener !== '\\[' || source[end + 2] !== '(')
}

/** Escaped brackets around a number or plain words in a line are brackets, as in `\[1\]`. */
function isBracketed(opener: string, tex: string): boolean {
  return opener === '\\[' && !/[\\^_=<>+\n]/.test(tex)
}

function isDollarFormula(tex: string, source: string, start: number, end: number): boolean {
  if (/^\s|\s$|\*\*|^\d[\d.,]*[kKmMbB]?\s+\p{L}{2}/u.test(tex)) return false
  return !/[A-Za-z0-9]/.test(source[start - 1] ?? '') && !/\d/.test(source[end + 1] ?? '')
}

/** Where each closer stands in a text, found once: every opening of a hostile text would else search to its end. */
const closersOf = new WeakMap<StateInline, Map<string, number[]>>()

function nextCloser(state: StateInline, closer: string, from: number): number | undefined {
  const known = closersOf.get(state) ?? new Map<string, number[]>()
  closersOf.set(state, known)
  const positions = known.get(closer) ?? positionsOf(state.src, closer)
  known.set(closer, positions)
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (positions[middle]! < from) low = middle + 1
    else high = middle
  }
  return positions[low]
}

function positionsOf(source: string, closer: string): number[] {
  const positions: number[] = []
  for (let at = source.indexOf(closer); at >= 0; at = source.indexOf(closer, at + 1)) {
    if (!isEscaped(source, at)) positions.push(at)
  }
  return positions
}

function isEscaped(source: string, position: number): boolean {
  let backslashes = 0
  while (source[position - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}
