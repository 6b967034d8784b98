/** What the catalogue calls models and those who make them: names, slugs and other spellings. */
export interface CatalogueNames {
  models: Iterable<string>
  creators: Iterable<string>
}

/**
 * How much a name tells by itself. `sure` names mean a model and nothing else; `assistant` names are also names of people and
 * things, but assistants introduce themselves by them; `doubtful` ones are common words, which count only where the talk is
 * of AI. Makers likewise: some make nothing but models, others make everything.
 */
export const nameClasses = ['sure', 'assistant', 'doubtful', 'lab', 'company'] as const
export type NameClass = (typeof nameClasses)[number]

/** Characters that stand for names in a masked text, in the order of `nameClasses`. None of them is a letter of any script. */
const firstMask = 0xe000
export const anyMask = '\uE000-\uE004'
export const modelMask = '\uE000-\uE002'

export function classOfMask(mask: string): NameClass {
  return nameClasses[mask.charCodeAt(0) - firstMask]!
}

export function isModelClass(nameClass: NameClass): boolean {
  return nameClass !== 'lab' && nameClass !== 'company'
}

/** Names compiled for looking them up token by token. */
export interface IdentityNames {
  readonly root: Node
  /** How first tokens begin, to pass over nearly every word of a text at a glance. */
  readonly beginnings: Uint8Array
}

interface Node {
  next: Map<string, Node>
  /** A name ends here. */
  nameClass?: NameClass
}

/** By what assistants call themselves, and who they say has made them, whatever a catalogue holds. */
const known: Record<NameClass, string> = {
  sure: `chatgpt|chat gpt|gpt|instructgpt|deepseek|qwen|tongyi qianwen|通义千问|通义|文心一言|ernie bot|豆包|混元|chatglm|智谱清言|internlm|baichuan|
    openassistant|open assistant|vicuna|guanaco|wizardlm|openchat|mixtral|yandexgpt|gigachat|bing chat|google bard|google gemini|le chat|meta ai|
    github copilot|microsoft copilot|dall e|midjourney|stable diffusion|stablelm|codellama|hunyuan`,
  assistant: 'claude|gemini|bard|copilot|grok|kimi|llama|mistral|doubao|minimax',
  doubtful: 'koala|alpaca|falcon|dolly|zephyr|gemma|ernie|phi|nova|titan|granite|jamba|palm|lamda|starling|tulu|sydney|pi',
  lab: `openai|open ai|anthropic|deepmind|google deepmind|mistral ai|moonshot ai|月之暗面|zhipu ai|智谱|智谱ai|深度求索|alibaba cloud|阿里云|lmsys|
    large model systems organization|laion|nous research|xai|01.ai|零一万物|ai2|allen institute for ai|cohere|stability ai|aleph alpha|together ai|
    technology innovation institute|mosaicml|reka ai|inflection ai|perplexity ai|character ai`,
  company: `google|meta|facebook|microsoft|amazon|aws|apple|alibaba|阿里巴巴|baidu|百度|tencent|腾讯|bytedance|字节跳动|huawei|华为|nvidia|ibm|salesforce|
    stanford|stanford university|uc berkeley|tsinghua university|清华大学|yandex|яндекс|яндексом|sber|сбер|сбером|сбербанк|naver|네이버|kakao|카카오|samsung|
    databricks|snowflake|hugging face|adobe`,
}

/** First words of names that are no names by themselves: `text-davinci-003`. */
const commonWords = new Set((`text chat open code coder the large small mini tiny base pro plus fast new best model assistant llm ai instruct human user
  system first deep max super ultra edge flash preview next free auto router north seed step skyfall magnum maestro spotlight virtuoso together infinity
  higgs recycled causal writer`).split(/\s+/))

/** Reads names once, so that any number of answers can be searched for them in one pass each. */
export function compileNames({ models, creators }: CatalogueNames): IdentityNames {
  const root: Node = { next: new Map() }
  for (const name of models) addModel(root, name)
  for (const name of creators) addCreator(root, name)
  for (const nameClass of nameClasses) for (const name of known[nameClass].split('|')) add(root, tokensOf(name), nameClass)
  const beginnings = new Uint8Array(beginningCount)
  for (const first of root.next.keys()) beginnings[beginningOf(first, 0, first.length)] = 1
  return { root, beginnings }
}

const beginningCount = 2 ** 15

/** A number for the first two letters of a token, whatever their case, and its length; others may have the same. */
function beginningOf(text: string, start: number, length: number): number {
  const second = length > 1 ? text.charCodeAt(start + 1) & 31 : 0
  return ((text.charCodeAt(start) & 31) << 10) | (second << 5) | Math.min(length, 31)
}

function addModel(root: Node, name: string): void {
  const tokens = tokensOf(name)
  const firstDigits = tokens.findIndex(isDigits)
  if (firstDigits > 0) addNew(root, tokens, 'sure')
  else if (firstDigits < 0) addNew(root, tokens, 'doubtful')
  // What the names of a family have in common: `Claude`, `Claude Opus`.
  const brand = firstDigits < 0 ? tokens : tokens.slice(0, firstDigits)
  while ((brand.at(-1)?.length ?? 2) < 2) brand.pop()
  addNew(root, brand, 'doubtful')
  addNew(root, brand.slice(0, 1), 'doubtful')
}

/** A maker's name may stand with another in brackets: `Alibaba (Qwen)`. */
function addCreator(root: Node, name: string): void {
  for (const part of name.split(/[()]/)) {
    const tokens = tokensOf(part)
    addNew(root, tokens, tokens.some((token) => token === 'ai' || token === 'labs') ? 'lab' : 'company')
  }
}

/** Leaves alone what is too short or too common to be a name. */
function addNew(root: Node, tokens: string[], nameClass: NameClass): void {
  const length = tokens.reduce((sum, token) => sum + token.length, 0)
  const isCommon = tokens.length === 1 && commonWords.has(tokens[0]!)
  if (isCommon || (length < 3 && nameClass !== 'sure') || length < 2) return
  const isKnown = find(root, tokens)?.nameClass
  if (!isKnown) add(root, tokens, nameClass)
}

function find(root: Node, tokens: string[]): Node | undefined {
  return tokens.reduce<Node | undefined>((node, token) => node?.next.get(token), root)
}

function add(root: Node, tokens: string[], nameClass: NameClass): void {
  if (tokens.length === 0) return
  let node = root
  for (const token of tokens) {
    if (!node.next.has(token)) node.next.set(token, { next: new Map() })
    node = node.next.get(token)!
  }
  node.nameClass = nameClass
}

/** Letters of one script, digits, and each character of scripts that write without spaces. `GPT-4o` has three. */
const tokenSource = [
  String.raw`\p{sc=Latin}+`, String.raw`\d+`, String.raw`\p{sc=Han}`, String.raw`[\p{sc=Hiragana}\p{sc=Katakana}]`, String.raw`\p{sc=Hangul}+`,
  String.raw`[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Devanagari}\p{sc=Armenian}\p{sc=Georgian}\p{M}]+`, String.raw`[\p{L}\p{M}]`,
].join('|')

const tokenHere = new RegExp(tokenSource, 'uy')

function tokensOf(name: string): string[] {
  return name.normalize('NFKC').toLowerCase().match(new RegExp(tokenSource, 'gu')) ?? []
}

function isDigits(text: string): boolean {
  return /^\d/.test(text)
}

/** A text made from another, with where each of its characters stood. */
export interface Derived {
  text: string
  /** Positions in the text at which what follows stood elsewhere than before … */
  at: number[]
  /** … and where it stood. */
  stood: number[]
}

/** Where a character of the derived text stood in the one it was made from. */
export function stoodAt({ at, stood }: Derived, index: number): number {
  let [low, high] = [0, at.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (at[middle]! <= index) low = middle
    else high = middle - 1
  }
  return stood[low]! + index - at[low]!
}

/** Collects what is kept of a text. */
class Derivation {
  readonly #source: string
  readonly #pieces: string[] = []
  readonly #at: number[] = []
  readonly #stood: number[] = []
  #length = 0

  constructor(source: string) {
    this.#source = source
  }

  keep(from: number, to: number): void {
    this.#add(this.#source.slice(from, to), from)
  }

  replace(by: string, from: number): void {
    this.#add(by, from)
  }

  #add(piece: string, from: number): void {
    this.#at.push(this.#length)
    this.#stood.push(from)
    this.#pieces.push(piece)
    this.#length += piece.length
  }

  result(): Derived {
    return { text: this.#pieces.join(''), at: this.#at, stood: this.#stood }
  }
}

/** What is no part of what is said: emphasis, code marks, link brackets, invisible characters, and our own masks. */
const noise = /[*~`[\]\u200B-\u200F\u2060\uFEFF\u00AD\uE000-\uE004]+/g

/** The text without marks that stand between words and names. */
export function withoutNoise(text: string): Derived {
  const derivation = new Derivation(text)
  let from = 0
  for (const { index, 0: marks } of text.matchAll(noise)) {
    derivation.keep(from, index)
    from = index + marks.length
  }
  derivation.keep(from, text.length)
  return derivation.result()
}

/** Puts a character for each name. */
export function maskNames(text: string, { root, beginnings }: IdentityNames): Derived {
  const derivation = new Derivation(text)
  let from = 0
  for (let at = 0; at < text.length;) {
    const end = endOfToken(text, at)
    const found = end > at && beginnings[beginningOf(text, at, end - at)] ? longestName(text, at, end, root) : undefined
    if (found) {
      derivation.keep(from, at)
      derivation.replace(String.fromCharCode(firstMask + nameClasses.indexOf(found.nameClass)), at)
      from = found.end
    }
    at = found?.end ?? Math.max(end, at + 1)
  }
  derivation.keep(from, text.length)
  return derivation.result()
}

const [otherMark, letter, digit, beyond] = [0, 1, 2, 3]

/** Of ASCII characters, which nearly all texts are made of; all others are `beyond`. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[a-z]/i.test(character) ? letter : /\d/.test(character) ? digit : otherMark
})

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? kinds[code]! : at < text.length ? beyond : otherMark
}

/** The end of the token that begins here, or here where none does. */
function endOfToken(text: string, at: number): number {
  const first = kindAt(text, at)
  if (first === otherMark) return at
  let end = at
  if (first !== beyond) while (kindAt(text, end) === first) end += 1
  // An accent goes on a word of plain letters.
  if (first === digit || (first === letter && kindAt(text, end) !== beyond)) return end
  tokenHere.lastIndex = at
  return tokenHere.test(text) ? tokenHere.lastIndex : at
}

/** Where the token begins that goes on from one that ends here: `GPT-4`, `Claude 3.5`, `Chat GPT`. Undefined where none does. */
function joinedAt(text: string, end: number): number | undefined {
  if (endOfToken(text, end) > end) return end
  return end + 1 < text.length && /[\s._\-·:+/‐‑–]/.test(text[end]!) && endOfToken(text, end + 1) > end + 1 ? end + 1 : undefined
}

interface FoundName {
  nameClass: NameClass
  end: number
}

/** The longest name that begins with this token, together with a version number that follows it. */
function longestName(text: string, start: number, firstEnd: number, root: Node): FoundName | undefined {
  let node = root.next.get(text.slice(start, firstEnd).toLowerCase())
  let [found, end] = [undefined as FoundName | undefined, firstEnd]
  while (node) {
    if (node.nameClass) found = { nameClass: node.nameClass, end }
    const next = joinedAt(text, end)
    if (next === undefined) break
    end = endOfToken(text, next)
    node = node.next.get(text.slice(next, end).toLowerCase())
  }
  return found && isWritten(text[start]!, found) ? withVersion(text, found) : undefined
}

/** Whether it is written as a name: where the word may be a common one, with a capital letter. */
function isWritten(first: string, { nameClass }: FoundName): boolean {
  const hasCase = first.toLowerCase() !== first.toUpperCase()
  return nameClass === 'sure' || nameClass === 'lab' || !hasCase || first !== first.toLowerCase()
}

/** `Gemini 2.0` is surely no sign of the zodiac. */
function withVersion(text: string, { nameClass, end }: FoundName): FoundName {
  if (!isModelClass(nameClass)) return { nameClass, end }
  for (let next = joinedAt(text, end); next !== undefined; next = joinedAt(text, end)) {
    const token = text.slice(next, endOfToken(text, next)).toLowerCase()
    if (!/^(\d+|[bkv])$/.test(token)) break
    if (isDigits(token) && nameClass === 'assistant') nameClass = 'sure'
    end = next + token.length
  }
  return { nameClass, end }
}
