import highlighter from 'highlight.js/lib/common'
import { escapeHtml } from './escape-html.ts'

/** Longer code is shown without colours: highlighting is the slowest step, and some grammars are worse than linear. */
export const maxHighlightedCharacters = 30_000

/**
 * A scrolling block of code, coloured where its language is named and known. A language is never guessed: guessing
 * costs twenty times as much and is often wrong.
 */
export function highlightCode(code: string, language?: string): string {
  const name = knownLanguage(language)
  const open = '<pre class="code" dir="ltr" tabindex="0"><code class="hljs'
  if (name === undefined) return `${open}">${escapeHtml(code)}</code></pre>\n`
  return `${open} language-${name}">${highlighted(code, name)}</code></pre>\n`
}

function highlighted(code: string, name: string): string {
  if (code.length > maxHighlightedCharacters) return escapeHtml(code)
  return highlighter.highlight(code, { language: name, ignoreIllegals: true }).value
}

/** `js`, `JS` and `JavaScript` are one language; a name that no grammar has is none. */
function knownLanguage(language: string | undefined): string | undefined {
  const name = language?.toLowerCase()
  if (name === undefined || !/^[a-z0-9+#.-]{1,20}$/.test(name)) return undefined
  const grammar = highlighter.getLanguage(name)
  return grammar && (grammar.aliases?.includes(name) ? canonicalName(name) : name)
}

const canonicalNames = new Map<string, string>()

function canonicalName(alias: string): string {
  if (canonicalNames.size === 0) {
    for (const name of highlighter.listLanguages()) {
      for (const other of highlighter.getLanguage(name)?.aliases ?? []) canonicalNames.set(other, name)
    }
  }
  return canonicalNames.get(alias) ?? alias
}
