import { isUnspaced, longestTerm, searchTermsOf } from './terms.ts'

/** Terms that follow one another in the text; with `prefix` the last one may go on. */
export interface Phrase {
  terms: string[]
  prefix: boolean
}

/** Work that one query may ask for. */
const mostPhrases = 16
const mostTerms = 32
const longestQuery = 1_000

/** Shorter beginnings are words themselves (`the`, `con`) and would stand for a large part of all words. */
const shortestPrefix = 4

/**
 * What a person typed, as phrases that must all be found: "quoted words" follow one another; the last word may be the
 * beginning of one. There is no other syntax. A word with punctuation inside (`state-of-the-art`) is a phrase.
 */
export function parseSearchQuery(typed: string, shortest = shortestPrefix): Phrase[] {
  const query = typed.slice(0, longestQuery)
  const parts = [...query.matchAll(/["“”„]([^"“”„]*)["“”„]?|[^\s"“”„]+/g)]
  const phrases: Phrase[] = []
  let left = mostTerms
  for (const part of parts) {
    const terms = searchTermsOf(part[1] ?? part[0]).slice(0, left)
    if (terms.length === 0) continue
    left -= terms.length
    const isLast = part[1] === undefined && part.index + part[0].length === query.length
    const last = terms.at(-1)!
    phrases.push({ terms, prefix: mayGoOn(last, isLast ? shortest : Infinity) })
    if (left === 0 || phrases.length === mostPhrases) break
  }
  return phrases
}

/** Long terms were cut; a lone character of a script without spaces begins the pairs that it stands first in. */
function mayGoOn(term: string, shortest: number): boolean {
  const length = [...term].length
  return isUnspaced(term) ? length === 1 : length >= Math.min(shortest, longestTerm)
}

/** How often the phrase stands in these terms. */
export function countPhrase(terms: string[], { terms: wanted, prefix }: Phrase): number {
  let count = 0
  for (let at = 0; at + wanted.length <= terms.length; at++) if (standsAt(terms, at, wanted, prefix)) count++
  return count
}

/** Whether the phrase stands in these terms at this place. */
export function standsAt(terms: string[], at: number, wanted: string[], prefix: boolean): boolean {
  const last = wanted.length - 1
  for (let index = 0; index < last; index++) if (terms[at + index] !== wanted[index]) return false
  const term = terms[at + last]
  return term === wanted[last] || (prefix && term !== undefined && term.startsWith(wanted[last]!))
}

/** A term found this often counts nearly as much as it ever can; Robertson and Zaragoza, BM25 and Beyond, 2009. */
const saturation = 1.2
const lengthWeight = 0.75
const usualLength = 300

/**
 * How well a text answers a query, comparable between texts that hold all its phrases: BM25 without the weight of rare
 * words, and a bonus where the whole query stands there word by word. 0 where a phrase is not found.
 */
export function scoreOf(terms: string[], phrases: Phrase[]): number {
  const norm = saturation * (1 - lengthWeight + lengthWeight * terms.length / usualLength)
  let score = 0
  for (const phrase of phrases) {
    const count = countPhrase(terms, phrase)
    if (count === 0) return 0
    score += count * (saturation + 1) / (count + norm)
  }
  if (phrases.length < 2) return score
  const whole: Phrase = { terms: phrases.flatMap((phrase) => phrase.terms), prefix: phrases.at(-1)!.prefix }
  return countPhrase(terms, whole) > 0 ? score * 1.5 : score
}
