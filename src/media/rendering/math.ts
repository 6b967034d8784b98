import temml, { type Options } from 'temml'
import { escapeHtml } from './escape-html.ts'

/** A longer formula is shown as its source. The longest honest ones, whole derivations, stay well below. */
export const maxFormulaCharacters = 4000

/** A formula that defines macros could make millions of tokens of a line, before any other bound is reached. */
const definition = /\\(?:[egx]?def|(?:re)?newcommand|providecommand|let|futurelet|global|long)(?![a-zA-Z])/

/** A deeper or larger tree than any honest one is shown as its source: browsers need more than linear time for it. */
const maxDepth = 60
const maxNodes = 5000

/** Longer lengths, in em, would let a formula paint over the page around it; upwards and downwards least is needed. */
const maxWidth = 20
const maxHeight = 4
const minLength = -2

/** What Temml builds. Its types leave the tree open. */
interface MathTree {
  type?: string
  text?: string
  children?: MathTree[]
  attributes?: Record<string, unknown>
  style?: Record<string, unknown>
  classes?: string[]
}

/**
 * TeX as MathML without any style attribute, or undefined where the formula is broken, untrusted or too big; then the
 * page shows its source. What Temml builds is not trusted: only elements, attributes and values listed here come out.
 */
export function renderMath(tex: string, displayMode: boolean): string | undefined {
  if (tex.length > maxFormulaCharacters || definition.test(tex)) return undefined
  try {
    return markup(buildTree(tex, { ...options, displayMode }), 0, { nodes: 0 })
  } catch {
    return undefined
  }
}

const maxSize: [em: number, pt: number] = [maxWidth, maxWidth * 10]
const options = { throwOnError: true, trust: false, maxExpand: 200, maxSize }

/** The package's types name this function otherwise than the package does. */
const { __renderToMathMLTree: buildTree } = temml as unknown as {
  __renderToMathMLTree: (tex: string, settings: Options) => MathTree
}

class TooBig extends Error {}

function markup(node: MathTree, depth: number, seen: { nodes: number }): string {
  seen.nodes++
  if (depth > maxDepth || seen.nodes > maxNodes) throw new TooBig()
  if (node.text !== undefined && node.type === undefined) return escapeHtml(node.text)
  const children = (node.children ?? []).map((child) => markup(child, depth + 1, seen)).join('')
  if (node.type === undefined || !elements.has(node.type)) return children
  return `<${node.type}${attributeMarkup(node)}>${children}</${node.type}>`
}

function attributeMarkup(node: MathTree): string {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (attributes[name]?.test(String(value)) && !isFarLength(name, String(value))) kept[name] = String(value)
  }
  const colour = String(node.style?.color ?? '')
  if (attributes.mathcolor!.test(colour)) kept.mathcolor = colour
  const classes = [...(node.classes ?? []).filter((name) => /^[a-z][a-z0-9-]*$/.test(name)), ...styleClasses(node)]
  if (classes.length > 0) kept.class = classes.join(' ')
  return Object.entries(kept).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('')
}

const elements = new Set([
  'math', 'menclose', 'mfrac', 'mi', 'mmultiscripts', 'mn', 'mo', 'mover', 'mpadded', 'mphantom', 'mprescripts',
  'mroot', 'mrow', 'mspace', 'msqrt', 'mstyle', 'msub', 'msubsup', 'msup', 'mtable', 'mtd', 'mtext', 'mtr', 'munder',
  'munderover', 'none',
])

const isBoolean = /^(?:true|false)$/
const isLength = /^-?\d{0,4}(?:\.\d{1,6})?(?:em|ex|px|pt|mu|%)?$/
const isColour = /^(?:#[0-9a-fA-F]{3,8}|(?!undefined$)[a-zA-Z]{3,20})$/
const isWord = /^[a-z -]{1,60}$/

/** The attributes that may come out, and what their values look like. */
const attributes: Record<string, RegExp> = {
  accent: isBoolean, accentunder: isBoolean, columnalign: isWord, depth: isLength, display: /^(?:block|inline)$/,
  displaystyle: isBoolean, fence: isBoolean, form: isWord, height: isLength, largeop: isBoolean,
  linethickness: isLength, lspace: isLength, mathbackground: isColour, mathcolor: isColour, mathsize: isLength,
  mathvariant: isWord, maxsize: isLength, minsize: isLength, movablelimits: isBoolean, notation: isWord,
  rowspacing: isLength, rspace: isLength, scriptlevel: /^[0-3]$/, separator: isBoolean, stretchy: isBoolean,
  symmetric: isBoolean,
  voffset: isLength, width: isLength,
}

function isFarLength(name: string, value: string): boolean {
  const [, amount, unit = 'em'] = /^(-?[\d.]+)(em|ex|px|pt|mu|%)?$/.exec(value) ?? []
  if (amount === undefined) return false
  const length = Number(amount) / unitsPerEm[unit]!
  return !(length >= minLength && length <= (horizontal.has(name) ? maxWidth : maxHeight))
}

const horizontal = new Set(['width', 'lspace', 'rspace'])

/** Roughly: this only tells honest lengths from outrageous ones. */
const unitsPerEm: Record<string, number> = { 'em': 1, 'ex': 2, 'px': 10, 'pt': 10, 'mu': 18, '%': 100 }

/** The few styles that carry meaning, as classes, so that a page may forbid every style attribute. */
function styleClasses(node: MathTree): string[] {
  const classes: string[] = []
  for (const [property, value] of Object.entries(node.style ?? {})) {
    const name = styleClass(property, String(value))
    if (name !== undefined) classes.push(name)
  }
  const inline = String(node.attributes?.style ?? '')
  if (inline.includes('font-weight:bold')) classes.push('math-bold')
  if (inline.includes('text-align: left')) classes.push('tml-left')
  return classes
}

type Classes = Record<string, string | undefined>

function styleClass(property: string, value: string): string | undefined {
  const line = /^[\d.]+em (solid|dashed|double)/.exec(value)?.[1]
  switch (property) {
    case 'borderTop': return line && `math-top-${line}`
    case 'borderBottom': return line && `math-bottom-${line}`
    case 'borderLeft': return line && `math-left-${line}`
    case 'borderRight': return line && `math-right-${line}`
    case 'border': return 'math-box'
    case 'padding': return ({ '0': 'math-tight', '3pt': 'math-padded', '0.3em': 'math-padded' } as Classes)[value]
    case 'paddingLeft': return cellPadding('left', value)
    case 'paddingRight': return cellPadding('right', value)
    case 'width': return ({ '100%': 'math-full', '50%': 'math-half' } as Classes)[value]
    case 'fontWeight': return value === 'bold' ? 'math-bold' : undefined
    case 'transform': return value === 'scaleX(-1)' ? 'math-mirrored' : undefined
    case 'mathDepth': case 'math-depth': return value === '0' ? 'math-large' : undefined
    case 'textAlign': return value === 'left' ? 'tml-left' : undefined
    default: return undefined
  }
}

function cellPadding(side: 'left' | 'right', value: string): string | undefined {
  const amount = Number.parseFloat(value)
  if (amount === 0) return `math-no-${side}`
  return value.endsWith('em') && amount >= 1 ? `math-wide-${side}` : undefined
}
