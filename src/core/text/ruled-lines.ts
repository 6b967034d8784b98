/** A heading that an answer in plain text sets between rules of box-drawing characters. Lines are counted from 0. */
export interface RuledHeading {
  title: string
  /** The rule above, which may hold the title itself. */
  firstLine: number
  /** The rule below, or the title where there is none. */
  lastLine: number
}

export interface RuledLines {
  headings: RuledHeading[]
  /** Rules that belong to no heading. */
  rules: number[]
}

const ruleLine = /^\s*[─━═]{5,}\s*$/
const titledRule = /^\s*[─━═]{3,}[ \t]+(\S[^─━═│┃║]{0,98}?)(?:[ \t]+[─━═]+)?\s*$/
const title = /^\s*([^\s│┃║][^│┃║]{0,98})$/
const fenceLine = /^ {0,3}(`{3,}|~{3,})/

/**
 * The rules of box-drawing characters (`──────`) in a text and the headings they frame: one short line between two
 * rules, or on the first rule itself. Fenced code is passed over; boxes, trees and tables drawn with other such
 * characters are no rules.
 */
export function ruledLines(lines: string[]): RuledLines {
  const found: RuledLines = { headings: [], rules: [] }
  let fence: string | undefined
  for (let line = 0; line < lines.length; line++) {
    fence = fenceAfter(lines[line]!, fence)
    if (fence !== undefined) continue
    const heading = headingAt(lines, line)
    if (heading !== undefined) {
      found.headings.push(heading)
      line = heading.lastLine
    } else if (ruleLine.test(lines[line]!)) found.rules.push(line)
  }
  return found
}

/** The marks of the code fence that is open after this line, if one is; `fence` is the one open before it. */
export function fenceAfter(line: string, fence: string | undefined): string | undefined {
  const marks = fenceLine.exec(line)?.[1]
  if (marks === undefined) return fence
  if (fence === undefined) return marks
  return marks.startsWith(fence) ? undefined : fence
}

function headingAt(lines: string[], line: number): RuledHeading | undefined {
  const onRule = titledRule.exec(lines[line]!)?.[1]
  if (onRule !== undefined && isTitle(onRule)) {
    return { title: onRule.trim(), firstLine: line, lastLine: ruleBelow(lines, line) ?? line }
  }
  if (!ruleLine.test(lines[line]!)) return undefined
  const titleLine = nextTextLine(lines, line)
  if (titleLine === undefined || ruleLine.test(lines[titleLine]!)) return undefined
  const between = title.exec(lines[titleLine]!)?.[1]
  const lastLine = ruleBelow(lines, titleLine)
  if (between === undefined || lastLine === undefined || !isTitle(between)) return undefined
  return { title: between.trim(), firstLine: line, lastLine }
}

/** Not a sentence, and not a row of a drawn table, whose columns stand apart. */
function isTitle(text: string): boolean {
  return !/[.;,]\s*$|\S(?: {2,}|\t)\S/.test(text)
}

function ruleBelow(lines: string[], line: number): number | undefined {
  const below = nextTextLine(lines, line)
  return below !== undefined && ruleLine.test(lines[below]!) ? below : undefined
}

/** The next line that is not blank, at most two blank lines away. */
function nextTextLine(lines: string[], line: number): number | undefined {
  for (let next = line + 1; next <= line + 3 && next < lines.length; next++) {
    if (lines[next]!.trim() !== '') return next
  }
  return undefined
}

/**
 * A section below a framed heading, moved to the left as far as its first line stands in: who draws rules also indents,
 * which markdown would take for code. Fenced code keeps its own indent.
 */
export function withoutIndent(lines: string[]): string[] {
  const first = lines.slice(0, 4).find((line) => line.trim() !== '') ?? ''
  const indent = /^[ \t]*/.exec(first)![0].length
  if (indent === 0) return lines
  const leading = new RegExp(`^[ \\t]{1,${indent}}`)
  let fence: string | undefined
  return lines.map((line) => {
    fence = fenceAfter(line, fence)
    return fence === undefined ? line.replace(leading, '') : line
  })
}
