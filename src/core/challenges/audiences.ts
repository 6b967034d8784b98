import { fenceAfter, ruledLines, withoutIndent } from '../text/ruled-lines.ts'
import { slugify } from '../text/slug.ts'
import type { Audience } from './challenge.ts'

export interface AudiencePart {
  audience: Audience
  /** The heading as the answer has it, without its marks: `2. PhD Physicist`. */
  heading: string
  /** What stands below the heading. Below a drawn rule it is moved to the left, where its author indents it. */
  text: string
}

export interface SplitAnswer {
  /** What stands above the first part. */
  preamble: string
  /** One part for each audience, in the order of the answer. */
  parts: AudiencePart[]
  /** What stands below the last part under a heading of the same kind that names no audience, as a conclusion does. */
  epilogue: string
}

/** The line a heading begins on and the last it takes, and how it is marked: `#`, `##`, `bold`, `numbered`, `ruled`. */
interface Heading {
  kind: string
  title: string
  firstLine: number
  lastLine: number
}

/**
 * The parts of an answer for each audience, by its headings: markdown headings, bold or numbered lines, lines between
 * drawn rules. Undefined unless exactly one heading of one kind names each audience.
 */
export function splitByAudience(text: string, audiences: Audience[]): SplitAnswer | undefined {
  if (audiences.length < 2) return undefined
  const lines = text.split('\n')
  const headings = findHeadings(lines)
  for (const kind of new Set(headings.map((heading) => heading.kind))) {
    const alike = headings.filter((heading) => heading.kind === kind)
    const named = namedHeadings(alike, audiences)
    if (named !== undefined) return split(lines, alike, named)
  }
  return undefined
}

function findHeadings(lines: string[]): Heading[] {
  const { headings } = ruledLines(lines.map((line) => line.trimEnd()))
  const ruled = headings.map((heading) => ({ kind: 'ruled', ...heading }))
  const marked: Heading[] = []
  let fence: string | undefined
  lines.forEach((line, index) => {
    fence = fenceAfter(line, fence)
    const heading = fence === undefined ? markedHeading(line) : undefined
    if (heading !== undefined) marked.push({ ...heading, firstLine: index, lastLine: index })
  })
  return [...ruled, ...marked]
}

/** Numbered lines come last: a numbered line may be bold as well. */
const headingPatterns: Array<[kind: (mark: string) => string, pattern: RegExp]> = [
  [(mark) => mark, /^ {0,3}(#{1,6})[ \t]+(\S.{0,150})$/],
  [() => 'bold', /^ {0,3}(\*\*|__)(\S[^*\n]{0,150}?)(?:\*\*|__):?$/],
  [() => 'numbered', /^ {0,3}(\d{1,2}[.)])[ \t]+(\S.{0,100})$/],
]

function markedHeading(line: string): Pick<Heading, 'kind' | 'title'> | undefined {
  const trimmed = line.trimEnd()
  for (const [kind, pattern] of headingPatterns) {
    const [, mark, title] = pattern.exec(trimmed) ?? []
    if (title !== undefined) return { kind: kind(mark!), title: title.replace(/\*\*|__|#+$/g, '').trim() }
  }
  return undefined
}

/** For each audience the one heading that names it, or undefined where one has none or several. */
function namedHeadings(headings: Heading[], audiences: Audience[]): Map<Heading, Audience> | undefined {
  const named = new Map<Heading, Audience>()
  for (const heading of headings) {
    const audience = audienceNamedBy(heading.title, audiences)
    if (audience !== undefined) named.set(heading, audience)
  }
  const distinct = new Set(named.values())
  return distinct.size === audiences.length && named.size === audiences.length ? named : undefined
}

/** The audience that most keywords in a title belong to, if it is one alone. */
function audienceNamedBy(title: string, audiences: Audience[]): Audience | undefined {
  const words = new Set(wordsOf(title).flatMap((word) => [word, word.replace(/s$/, '')]))
  const scores = audiences.map(({ keywords }) => keywords.filter((keyword) => words.has(keyword)).length)
  const best = Math.max(...scores)
  const isUnique = best > 0 && scores.filter((score) => score === best).length === 1
  return isUnique ? audiences[scores.indexOf(best)] : undefined
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function split(lines: string[], alike: Heading[], named: Map<Heading, Audience>): SplitAnswer {
  const inOrder = [...named].sort(([first], [second]) => first.firstLine - second.firstLine)
  const afterLast = inOrder.at(-1)![0].lastLine
  const end = alike.find((heading) => heading.firstLine > afterLast)?.firstLine ?? lines.length
  const textBetween = (from: number, to: number) => lines.slice(from, to).join('\n')
  return {
    preamble: textBetween(0, inOrder[0]![0].firstLine),
    parts: inOrder.map(([heading, audience], index) => ({
      audience,
      heading: heading.title,
      text: body(heading, lines.slice(heading.lastLine + 1, inOrder[index + 1]?.[0].firstLine ?? end)),
    })),
    epilogue: textBetween(end, lines.length),
  }
}

function body({ kind }: Heading, lines: string[]): string {
  return (kind === 'ruled' ? withoutIndent(lines) : lines).join('\n')
}

/**
 * The audiences that a prompt lists by number, each in bold and with its article: `1. **A PhD physicist** who …`.
 * Undefined where the prompt does not speak of an audience, or lists fewer than two.
 */
export function audiencesFromPrompt(prompt: string): Audience[] | undefined {
  if (!/\b(?:audiences?|readers?|listeners?|personas?)\b/i.test(prompt)) return undefined
  const items = [...prompt.matchAll(/(?:^|\s)(\d{1,2})[.)]\s+\*\*(?:an?|the|your)\s+([^*\n]{2,80})\*\*/gi)]
  const isCounted = items.every(([, number], index) => Number(number) === index + 1)
  if (items.length < 2 || !isCounted) return undefined
  return items.map(([, , name]) => audienceCalled(name!.trim()))
}

function audienceCalled(name: string): Audience {
  const keywords = wordsOf(name).filter((word) => word.length > 2)
  return { slug: slugify(name), name: name.charAt(0).toUpperCase() + name.slice(1), keywords }
}
