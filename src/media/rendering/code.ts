import highlighter from 'highlight.js/lib/common'
import { escapeHtml } from './escape-html.ts'

/**
 * The most characters that are coloured, by language. Longer code is shown plain. Grammars are regular expressions, and
 * most take quadratic time on code written to that end; these bounds hold each block below a fraction of a second.
 */
const maxColoured: Record<string, number> = {
  xml: 100_000, json: 100_000, css: 100_000, python: 100_000, csharp: 4000, ini: 4000, shell: 4000, bash: 6000,
}
const maxColouredOtherwise = 15_000

/** Shapes that no person writes and that most grammars choke on: endless words and gaps, and endless lines. */
const chokingShape = /[\w$-]{200}|\s{200}/
const maxLineCharacters = 1000

/** This grammar takes cubic time on brackets, and markdown inside markdown is read well without colours. */
highlighter.unregisterLanguage('markdown')

/**
 * A scrolling block of code, coloured where its language is named and known. A language is never guessed: guessing
 * costs twenty times as much and is often wrong.
 */
export function highlightCode(code: string, language?: string): string {
  const name = knownLanguage(language)
  const open = '<pre class="code" dir="ltr" tabindex="0"><code class="hljs'
  if (name === undefined) return `${open}">${escapeHtml(code)}</code></pre>\n`
  return `${open} language-${name}">${coloured(code, name)}</code></pre>\n`
}

function coloured(code: string, name: string): string {
  if (code.length > (maxColoured[name] ?? maxColouredOtherwise) || chokes(code)) return escapeHtml(code)
  return highlighter.highlight(code, { language: name, ignoreIllegals: true }).value
}

function chokes(code: string): boolean {
  return chokingShape.test(code) || code.split('\n').some((line) => line.length > maxLineCharacters)
}

/** The first of these names that is a language. */
export function firstKnownLanguage(names: string[]): string | undefined {
  return names.map(knownLanguage).find((name) => name !== undefined)
}

/** `js`, `JS` and `JavaScript` are one language; a name that no grammar has is none. */
function knownLanguage(language: string | undefined): string | undefined {
  return language === undefined ? undefined : canonicalNames.get(language.toLowerCase())
}

const canonicalNames = new Map(highlighter.listLanguages().flatMap((name) => {
  const aliases = highlighter.getLanguage(name)?.aliases ?? []
  return [name, ...aliases].map((spelling): [string, string] => [spelling.toLowerCase(), name])
}))
