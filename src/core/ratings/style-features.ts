/** What style control counts in an answer. Code blocks are left out of headers, lists and bold. */
export interface StyleCounts {
  tokens: number
  headers: number
  lists: number
  bold: number
}

export const styleFeatures = ['tokens', 'headers', 'lists', 'bold'] as const satisfies Array<keyof StyleCounts>

const codeBlock = /^[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]{0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm
const header = /^#{1,6}\s/gm
const listItem = /^\s*(?:\d+\.|[-*+])\s/gm
const boldRun = /\*\*[^*\n]+\*\*|__[^_\n]+__/g

/**
 * The features of Chatbot Arena's style control (lmsys.org/blog/2024-08-28): length, headers, list items, bold. Length is
 * in tokens where they are known; otherwise about four UTF-8 bytes each, which style control, looking at the relative
 * difference of two answers, does not tell from a tokenizer's count.
 */
export function styleCountsOf(text: string, tokens?: number): StyleCounts {
  const prose = text.includes('```') || text.includes('~~~') ? text.replace(codeBlock, '') : text
  return {
    tokens: tokens ?? Math.ceil(byteLength(text) / 4),
    headers: count(prose, header),
    lists: count(prose, listItem),
    bold: count(prose, boldRun),
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function byteLength(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // A character outside the basic plane is two units of two bytes each.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
