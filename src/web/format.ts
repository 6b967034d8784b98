const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** `2025-07-11` → `11 July 2025`, as exact as the date is: `2025-07` → `July 2025`, `2025` → `2025`. */
export function formatDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split('-')
  const name = months[Number(month) - 1]
  if (!name) return date
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`
}

/** For tables: `2025-07-11` → `11 Jul 2025`. */
export function formatShortDate(date: string): string {
  return formatDate(date).replace(/[A-Z][a-z]+/, (month) => month.slice(0, 3))
}

/** A moment, as exact as it is: `2025-07-11T09:05:00.000Z` → `11 Jul 2025, 09:05 UTC`. */
export function formatMoment(time: string): string {
  const [, clock] = /T(\d\d:\d\d)\S*Z$/.exec(time) ?? []
  return clock === undefined ? formatShortDate(time) : `${formatShortDate(time)}, ${clock} UTC`
}

/** Made once: `toLocaleString` took ten times as long, on pages with hundreds of numbers. */
const numbers = new Intl.NumberFormat('en')

/** `164212` → `164,212`. */
export function formatNumber(value: number): string {
  return numbers.format(value)
}

/** A whole number of rating points, with a real minus; `?` where there is none. */
export function formatPoints(points: number | null): string {
  return points === null ? '?' : formatNumber(Math.round(points)).replace('-', '−')
}

/** `950 to 1,040`: a dash would stand beside a minus. */
export function formatInterval(lo: number | null, hi: number | null): string {
  return lo === null || hi === null ? '?' : `${formatPoints(lo)} to ${formatPoints(hi)}`
}

/** Tokens in thousands or millions: `131072` → `131K`, `1048576` → `1.05M`. */
export function formatTokens(tokens: number): string {
  if (tokens >= 1_000_000) return `${trim(tokens / 1_000_000, 2)}M`
  return tokens >= 1_000 ? `${trim(tokens / 1_000, 0)}K` : String(tokens)
}

/** Dollars, with as many digits as a small price needs: `0.075` → `$0.075`, `2.5` → `$2.50`, `15` → `$15`. */
export function formatDollars(dollars: number): string {
  if (Number.isInteger(dollars)) return `$${formatNumber(dollars)}`
  return `$${dollars < 0.1 ? trim(dollars, 4) : dollars.toFixed(2)}`
}

export function formatBytes(bytes: number): string {
  return bytes < 1_024 ? `${bytes} bytes` : bytes < 1_048_576 ? `${trim(bytes / 1_024, 1)} KB` : `${trim(bytes / 1_048_576, 1)} MB`
}

export function formatDuration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${trim(ms / 1_000, 1)} s`
}

/** What took long, to two units: `125400` → `2 min 5 s`, `11520000` → `3 h 12 min`; below a minute as `formatDuration`. */
export function formatLongDuration(ms: number): string {
  if (ms < 60_000) return formatDuration(ms)
  const seconds = Math.round(ms / 1_000)
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600)]
  return hours > 0 ? `${formatNumber(hours)} h ${minutes % 60} min` : `${minutes} min ${seconds % 60} s`
}

/** `1 answer`, `2 answers`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`
}

/** A model answers every turn of a challenge: `8 answers over 2 turns`, where four of them did. */
export function countAnswers({ answers, turns }: { answers: number; turns: number }): string {
  return turns > 1 ? `${count(answers, 'answer')} over ${turns} turns` : count(answers, 'answer')
}

/** Models, and beside them the house authors, who are none: `729 models and 4 house authors`. */
export function countModels(models: number, houseAuthors: number): string {
  if (houseAuthors === 0) return count(models, 'model')
  const authors = count(houseAuthors, 'house author')
  return models === 0 ? authors : `${count(models, 'model')} and ${authors}`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

/** The words people read for our slugs: `tool-call` → `tool call`, `html` → `web page`. */
export function label(slug: string): string {
  return labels[slug] ?? slug.replaceAll('-', ' ')
}

const labels: Record<string, string> = {
  html: 'web page', svg: 'SVG drawing', json: 'JSON', csv: 'CSV table', pdf: 'PDF', 'tool-call': 'tool calls', 'structured-output': 'structured output',
  attachment: 'attachments', temperature: 'adjustable temperature', xlarge: 'very large',
}

/** As long as a name may be where it stands among others. */
const longestName = 90

/** A name that would fill a page, cut at a whole character; the page of its own tells it in full. */
export function shortName(name: string, longest = longestName): string {
  return name.length <= longest ? name : `${Array.from(name.slice(0, longest)).slice(0, -1).join('').trimEnd()}…`
}

/** An address in the parts between which it may be broken: after `//`, `/` and `&`, before `?`. */
export function addressPieces(address: string): string[] {
  return address.split(/(?<=[/&])(?!\/)|(?=\?)/)
}

export interface PromptPiece {
  text: string
  kind: 'plain' | 'stressed' | 'code'
}

/** What stands in a fence or between backquotes, and what is stressed (`**so**`). */
const markedPiece = /(^ {0,3}```[^\n]*\n[^]*?^ {0,3}```|`[^`\n]+`|(?<![\p{L}\p{N}*])\*\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*\*(?![\p{L}\p{N}*]))/mu

/** A prompt in pieces: its code and what it stresses apart from the rest, no character lost. */
export function promptPieces(text: string): PromptPiece[] {
  return text.split(markedPiece).map((piece, index): PromptPiece => ({ text: piece, kind: index % 2 === 0 ? 'plain' : piece.startsWith('**') ? 'stressed' : 'code' })).filter((piece) => piece.text !== '')
}
