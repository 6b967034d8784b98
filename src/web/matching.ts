import type { Page } from './page.ts'

export interface Match {
  page: Page
  params: Record<string, string>
}

/** Finds the page for a path. Optional parts stand in brackets: `/compare/{a}/{b}[/{c}[/{d}]]`. */
export function makeMatcher(pages: readonly Page[]): (path: string) => Match | undefined {
  const compiled = pages.map((page) => ({ page, pattern: patternOf(page.path) }))
  return (path) => {
    for (const { page, pattern } of compiled) {
      const groups = pattern.exec(path)?.groups
      if (groups || pattern.test(path)) return { page, params: decodeAll(groups ?? {}) }
    }
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replaceAll('[', '(?:').replaceAll(']', ')?')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')
  return new RegExp(`^${source}/?$`)
}

function decodeAll(groups: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).flatMap(([name, text]) => (text === undefined ? [] : [[name, decode(text)]])))
}

/** A broken escape is left as it stands, and finds nothing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
