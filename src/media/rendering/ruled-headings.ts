import { ruledLines, withoutIndent, type RuledHeading } from '../../core/text/ruled-lines.ts'

/**
 * Writes headings and rules drawn with box characters as markdown, for the view only: models that answer in plain text
 * set `──────` above and below a heading, sometimes on its own line, and indent what follows, which markdown would take
 * for code. A text without such rules comes back as it is.
 */
export function normaliseRuledHeadings(text: string): string {
  if (!/[─━═]{3}/.test(text)) return text
  const lines = text.split(/\r\n?|\n/)
  const { headings, rules } = ruledLines(lines)
  if (headings.length === 0 && rules.length === 0) return text
  for (const line of rules) lines[line] = markdownRule
  headings.forEach((heading, index) => writeHeading(lines, heading, headings[index + 1]?.firstLine ?? lines.length))
  return lines.join('\n')
}

/** Asterisks: hyphens would make a heading of the line above. */
const markdownRule = '\n***\n'

function writeHeading(lines: string[], { title, firstLine, lastLine }: RuledHeading, end: number): void {
  lines.fill('', firstLine, lastLine + 1)
  lines[firstLine] = `${markdownRule}\n# ${title}\n`
  withoutIndent(lines.slice(lastLine + 1, end)).forEach((line, index) => {
    lines[lastLine + 1 + index] = line
  })
}
