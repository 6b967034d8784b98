import type { ChallengeFacts } from './challenge.ts'

/** The title a challenge is listed under: its own, or else the beginning of its first prompt that says something. */
export function titleOf({ title, turns }: ChallengeFacts): string {
  if (title?.trim()) return title
  const line = turns.flatMap((turn) => turn.split(/[\r\n\u2028\u2029]+/)).map(oneLine).find((text) => text !== '')
  return line === undefined ? 'Untitled' : firstWords(line, 80)
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a title never holds control characters
  return text.toWellFormed().replace(/[\s\0-\x1f\x7f-\x9f]+/g, ' ').trim()
}

function firstWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const cut = text.lastIndexOf(' ', maxLength)
  return `${text.slice(0, cut > maxLength / 2 ? cut : maxLength).toWellFormed().replace(/\ufffd$/, '')}…`
}
