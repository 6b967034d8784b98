import { languages, unspaced, type Language } from './languages.ts'
import { anyMask, classOfMask, isModelClass, modelMask, type NameClass } from './names.ts'

/** A statement about who speaks, in a masked text: from its first word to the name. */
export interface Statement {
  start: number
  end: number
}

/** How far to either side of a name its sentence is looked at. */
const longestSentence = 600

/** So many words and marks may stand between "I am" and a name. */
const mostBetween = 40

/** What separates words on the way to a name. */
const separators = `[\\s,，、;:(（)"“”„«»「」『』'’‘|/_-]`

interface Grammar {
  /** How a statement may begin: told faster than whether one is there. */
  begins: RegExp
  statements: RegExp[]
  ai: RegExp
  origin: RegExp
  originAfter: RegExp
  after: RegExp
  firstPerson: RegExp | undefined
}

function grammarOf(language: Language): Grammar {
  const isSpaced = !unspaced.includes(language)
  const boundary = isSpaced ? '(?![\\p{L}\\p{M}\\p{N}])' : ''
  const before = isSpaced ? '(?<![\\p{L}\\p{M}\\p{N}])' : ''
  const between = language.between.replaceAll(/\s*\n\s*/g, '')
  const way = `((?:${separators}|(?:${between})${boundary}){0,${mostBetween}}?)([${anyMask}])`
  const whole = (words: string) => new RegExp(`${before}(?:${words})${boundary}`, 'iu')
  return {
    begins: new RegExp(`${before}(?:${language.as === undefined ? language.self : `${language.self}|${language.as}`})`, 'iu'),
    statements: [
      new RegExp(`${before}(?<self>${language.self})${boundary}(?:\\s*[:–—-])?${way}`, 'giu'),
      ...(language.as ? [new RegExp(`${before}(?<as>${language.as})${isSpaced ? '(?:(?<=[\'’;])|(?![\\p{L}\\p{M}\\p{N}]))' : ''}${way}`, 'giu')] : []),
    ],
    ai: whole(language.ai),
    origin: whole(language.origin),
    originAfter: new RegExp(`^${separators}*(?:${language.originAfter ?? '(?!)'})`, 'iu'),
    after: new RegExp(`^\\s*(?:${language.after ?? '(?!)'})`, 'iu'),
    firstPerson: language.firstPerson === undefined ? undefined : whole(language.firstPerson),
  }
}

const grammars = languages.map(grammarOf)

/** What goes on after a model's own name: nothing, a mark, or a word that no name continues with. */
const endsName = /^(?:[ -](?:sonnet|opus|haiku|pro|flash|ultra|turbo|mini|nano|instruct|chat|large|medium|small|preview|plus|max|o|bot|advanced))*(?:\s*$|\s*[^\p{L}\p{N}\p{M}\s.'’_-]|\.(?:\s|$)|['’"]*$|\s*[–—-]\s|-based|\s+(?:and|but|or|by|from|here|created|developed|trained|made|built|designed|an?|the|your|your|ai|language|large|model|based|powered|assistant|chat ?bot|running|i|y|e|et|und|en|и)(?![\p{L}]))/iu

/** Names that an article makes a thing: "I am a Gemini", but "I am a Gemini model". */
const article = /^\s*(?:an?|the|une?|una?|um|uma|eine?|een|il|un)\s*$/iu
const isModelNoun = /^[ -]?(?:\S+ ){0,2}?(?:ai|language|large|llm|models?|based|powered|assistant|chat ?bot|bot|instance)(?![\p{L}])/iu

/** "Google's language model" */
const ownsModel = /^(?:['’]s|s['’])?\s+(?:[\w-]+\s+){0,4}?(?:ai|llm|language model|assistant|chat ?bot|model)(?![\p{L}])/iu

/** Somebody else's words, or a case that is only thought of. */
const isSupposed = /(?:^|[^\p{L}])(?:if|imagine|pretend|suppose|supposing|whether|as if|as though|wenn|falls|si|se|als of|jeśli|если)[\s,:]*$/iu

/** Talk of AI in any of the languages, near a name that is a common word. */
const talksOfAi = new RegExp(grammars.map(({ ai }) => ai.source).join('|'), 'iu')

/** Verbs by which a company's people are made what they are, too. */
const ambiguousOrigin = /(?:train|provid|releas|launch|produc|hosted|owned|operated|maintained|introduced)/iu

/** Says who speaks, with other words than "I am": each names the whole of it, and the name in brackets. */
const otherStatements: RegExp[] = [
  // "OpenAI created me", "Anthropic, who trained me"
  new RegExp(`([${anyMask}])(?:['’]s \\w+)?,?\\s+(?:who |which |has |have |had |originally |first ){0,3}(?:created|developed|made|built|trained|designed|programmed|fine-tuned|released) me(?![\\p{L}])`, 'giu'),
  // "my creators at Anthropic", "my underlying model is GPT-4"
  new RegExp(`(?<![\\p{L}])my (?:\\w+ )?(?:creators?|developers?|makers?|trainers?|parent company|programmers?|architecture|(?:underlying|base) (?:\\w+ ){0,2}model|language model|training|programming)(?: team)?(?:${separators}|(?:at|is|are|was|were|from|by|based|built|on|the|called|named|company|team|developed|created|an?|ai|language|model|architecture)(?![\\p{L}])){1,10}?([${anyMask}])`, 'giu'),
  // "I use a language model called GPT-3"
  new RegExp(`(?<![\\p{L}])i (?:use|utilize|utilise|run on|rely on|operate on|leverage|employ)(?![\\p{L}])(?=[^${anyMask}]*(?:model|architecture|llm))(?:${separators}|(?:an?|the|same|foundational|machine|learning|large|language|ai|deep|neural|model|architecture|technology|llm|called|named|known|as|based|on|of|developed|by|version|from)(?![\\p{L}])){1,24}?([${modelMask}])`, 'giu'),
  // "Hello, this is Claude", "ChatGPT here"
  new RegExp(`^\\s*(?:hi|hello|hey|greetings)[\\s,!.]+(?:there[\\s,!.]+)?(?:this is|it['’]s)\\s+([${modelMask}])`, 'giu'),
  new RegExp(`^\\s*(?:(?:hi|hello|hey|greetings)[\\s,!.]+(?:there[\\s,!.]+)?)?([${modelMask}]) here(?![\\p{L}])`, 'giu'),
]

/** The statements of a masked text in which the speaker says who they are or who made them, up to `most`. */
export function findStatements(text: string, { most, quotesCount }: { most: number; quotesCount: boolean }): Statement[] {
  const found: Statement[] = []
  for (const sentence of sentencesOf(text)) {
    if (found.length >= most) break
    const isSaid = (start: number) => !isSupposed.test(sentence.text.slice(Math.max(0, start - 24), start)) && !(quotesCount && isQuoted(text, sentence.start + start))
    const nearby = () => text.slice(Math.max(0, sentence.start - longestSentence / 2), sentence.start + sentence.text.length + longestSentence / 2)
    const [start, end] = firstStatement(sentence.text, nearby, isSaid) ?? []
    if (start !== undefined) found.push({ start: sentence.start + start, end: sentence.start + end! })
  }
  return found
}

const names = new RegExp(`[${anyMask}]`)

function firstStatement(sentence: string, nearby: () => string, isSaid: (start: number) => boolean): [start: number, end: number] | undefined {
  for (const grammar of grammars) {
    if (!grammar.begins.test(sentence)) continue
    for (const pattern of grammar.statements) {
      for (const match of sentence.matchAll(pattern)) {
        if (saysWho(match, sentence, grammar, nearby) && isSaid(match.index)) return [match.index, match.index + match[0].length]
      }
    }
  }
  for (const pattern of otherStatements) {
    for (const match of sentence.matchAll(pattern)) {
      const isTold = !isDoubtful(classOfMask(match[1]!)) || talksOfAi.test(nearby())
      if (isTold && isSaid(match.index)) return [match.index, match.index + match[0].length]
    }
  }
}

function saysWho(match: RegExpExecArray, sentence: string, grammar: Grammar, nearby: () => string): boolean {
  const [, , between, mask] = match as unknown as [string, string, string, string]
  const nameClass = classOfMask(mask)
  const rest = sentence.slice(match.index + match[0].length)
  const isAi = grammar.ai.test(between)
  const hasOrigin = grammar.origin.test(between) || grammar.originAfter.test(rest)
  // Whoever wants to be called by a maker's name has told it.
  const isName = isModelClass(nameClass) || (nameClass === 'lab' && /\b(?:call|name|refer)\b/i.test(match[0]))
  const told = isName ? isNaming({ nameClass, between, rest, isAi, hasOrigin }, grammar) : isAi || hasOrigin || ownsModel.test(rest)
  if (!told) return false
  if (match.groups?.as !== undefined && !isOwnRole({ nameClass, before: sentence.slice(0, match.index), rest, isAi, hasOrigin }, grammar)) return false
  return isAi || !needsContext(nameClass, between + rest.slice(0, 40)) || talksOfAi.test(nearby())
}

interface Told {
  nameClass: NameClass
  between: string
  rest: string
  isAi: boolean
  hasOrigin: boolean
}

function isNaming({ nameClass, between, rest, isAi, hasOrigin }: Told, { after }: Grammar): boolean {
  // "a different model from ChatGPT"
  if (/\bfrom[\s"'“]*$/i.test(between) && !hasOrigin) return false
  if (hasOrigin || after.test(rest)) return true
  if (article.test(between)) return isModelNoun.test(rest) || (nameClass === 'sure' && endsName.test(rest))
  return isAi || endsName.test(rest)
}

interface Role extends Omit<Told, 'between'> {
  before: string
}

/** "As an AI developed by OpenAI, I …", and neither "…, ChatGPT has …" nor "the same as ChatGPT". */
function isOwnRole({ nameClass, before, rest, isAi, hasOrigin }: Role, { firstPerson }: Grammar): boolean {
  if (!isAi && !hasOrigin) return nameClass === 'sure' && /^[^\p{L}]*$/u.test(before) && /^,?\s+(?:i|my)(?![\p{L}])/iu.test(rest)
  const subject = /^[^,，]{0,120}[,，]\s*([^\s,]+)/u.exec(rest.slice(0, 200))?.[1]
  if (subject !== undefined && names.test(subject)) return false
  return firstPerson === undefined || firstPerson.test(rest.slice(0, 200))
}

function isDoubtful(nameClass: NameClass): boolean {
  return nameClass === 'doubtful'
}

function needsContext(nameClass: NameClass, words: string): boolean {
  return isDoubtful(nameClass) || (nameClass === 'company' && ambiguousOrigin.test(words))
}

/** Whether a place stands inside of quotation marks of its line. */
function isQuoted(text: string, at: number): boolean {
  let from = at
  while (from > 0 && from > at - longestSentence && text[from - 1] !== '\n') from -= 1
  let [straight, curly] = [false, 0]
  for (let index = from; index < at; index++) {
    const character = text[index]!
    if (character === '"') straight = !straight
    else if ('“„«「『'.includes(character)) curly += 1
    else if ('”»」』'.includes(character)) curly = Math.max(0, curly - 1)
  }
  return straight || curly > 0
}

interface Sentence {
  start: number
  text: string
}

/** The sentences that hold a name: parts of lines, and of markup between tags. */
function* sentencesOf(text: string): Generator<Sentence> {
  const name = new RegExp(names, 'g')
  for (let match = name.exec(text); match; match = name.exec(text)) {
    let [start, end] = [match.index, match.index + 1]
    while (start > 0 && match.index - start < longestSentence && !endsSentence(text, start - 1)) start -= 1
    while (end < text.length && end - match.index < longestSentence && !endsSentence(text, end)) end += 1
    yield { start, text: text.slice(start, end) }
    name.lastIndex = end
  }
}

function endsSentence(text: string, at: number): boolean {
  const character = text[at]!
  if ('\n<>。！？'.includes(character)) return true
  return '.!?…'.includes(character) && (at + 1 === text.length || /[\s"'”’)\]]/.test(text[at + 1]!))
}
