import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

/**
 * What may stand in a rendered answer, listed again and apart from the renderer: an HTML parser reads the output as a
 * browser would, and every element, attribute and address of the tree has to be on this list.
 */
const htmlElements: Record<string, string[]> = {
  a: ['href', 'rel', 'class'], blockquote: ['dir'], br: [], wbr: [], code: ['class', 'dir'],
  div: ['class', 'tabindex', 'role', 'aria-label'], em: [], h1: ['dir'], h2: ['dir'], h3: ['dir'], h4: ['dir'],
  h5: ['dir'], h6: ['dir'], hr: [], kbd: [], li: ['class'], ol: ['start', 'dir'], p: ['dir'],
  pre: ['class', 'dir', 'tabindex'], s: [], span: ['class', 'role', 'aria-label', 'tabindex'], strong: [], sub: [], sup: [],
  table: ['dir'], tbody: [], td: ['class'], th: ['class'], thead: [], tr: [], ul: ['dir'],
}

const mathElements = new Set(words(`
  math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub
  msubsup msup mtable mtd mtext mtr munder munderover none`))

const mathAttributes = new Set(words(`
  accent accentunder class columnalign depth display displaystyle fence form height largeop linethickness lspace
  mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel
  separator stretchy symmetric voffset width`))

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

const mathNamespace = 'http://www.w3.org/1998/Math/MathML'

const values: Record<string, RegExp> = {
  'href': /^(?:https?:\/\/|mailto:)/i,
  'rel': /^noopener noreferrer nofollow ugc$/,
  'class': /^[a-z][\w-]*(?: [a-z][\w-]*)*$/,
  'dir': /^(?:auto|ltr)$/,
  'tabindex': /^0$/,
  'role': /^(?:group|img)$/,
  'aria-label': /^[A-Za-z ]+$/,
  'start': /^\d+$/,
}

/** Deeper trees are cut by browsers at some hundred levels. */
const maxDepth = 200

/** Everything in the HTML that may not be there; empty where it is safe. */
export function unsafeParts(html: string): string[] {
  const found = new Set<string>()
  const children = containerChildren(html, found)
  const open: Array<[Node, number]> = children.map((child) => [child, 1])
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next
    if (depth > maxDepth) found.add('nests too deep')
    if (node.nodeName === '#text') continue
    if (!('tagName' in node)) found.add(`a node ${node.nodeName}`)
    else {
      checkElement(node, found)
      for (const child of node.childNodes) open.push([child, depth + 1])
    }
  }
  return [...found]
}

/** The answer in a container, as pages have it: it must neither leave the container nor swallow what follows. */
function containerChildren(html: string, found: Set<string>): Node[] {
  const { childNodes } = parseFragment(`<article>${html}</article><footer></footer>`)
  const [container, after] = childNodes
  const isWhole = childNodes.length === 2 && container?.nodeName === 'article' && after?.nodeName === 'footer'
  if (!isWhole) found.add('leaves its container')
  return container !== undefined && 'childNodes' in container ? container.childNodes : []
}

function checkElement(element: Element, found: Set<string>): void {
  const isMath = element.namespaceURI === mathNamespace
  const allowed = isMath ? mathElements.has(element.tagName) : Object.hasOwn(htmlElements, element.tagName)
  if (!allowed) found.add(`<${element.tagName}>`)
  for (const { name, value } of element.attrs) {
    const isKnown = isMath ? mathAttributes.has(name) : htmlElements[element.tagName]?.includes(name)
    if (!isKnown) found.add(`${element.tagName}[${name}]`)
    const isWrong = values[name]?.test(value) === false || (isMath && !isPlainMathValue(value))
    if (isWrong) found.add(`${name}="${value.slice(0, 80)}"`)
  }
  if (element.tagName === 'a') checkLink(element, found)
}

function isPlainMathValue(value: string): boolean {
  return !/[^\w#.% -]/.test(value) && !(Math.abs(Number.parseFloat(value)) > 300)
}

/** The address as a browser understands it, not as it is written. */
function checkLink({ attrs }: Element, found: Set<string>): void {
  const href = attrs.find(({ name }) => name === 'href')?.value
  if (href === undefined) return
  const { protocol } = URL.parse(href, 'invalid://base/') ?? { protocol: 'http:' }
  if (!['http:', 'https:', 'mailto:'].includes(protocol)) found.add(`a link to ${protocol}`)
  if (!attrs.some(({ name }) => name === 'rel')) found.add('a link without rel')
}
