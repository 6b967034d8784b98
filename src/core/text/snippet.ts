import { standsAt } from './search-query.ts'
import type { Phrase } from './search-query.ts'
import { isUnspaced, termsOf } from './terms.ts'

/** A piece of plain text and where in it (from, to) words of the query stand. */
export interface Snippet {
  text: string
  matches: Array<[from: number, to: number]>
}

/** As far into a text as matches are looked for; beyond, a snippet shows the beginning. */
const lookedAt = 50_000

/**
 * The stretch of about `length` characters with the most different phrases of the query, on one line, with `…` where
 * something was left out.
 */
export function snippetOf(text: string, phrases: Phrase[], length = 200): Snippet {
  const places = findPhrases(text.slice(0, lookedAt), phrases)
  const start = places.length === 0 ? 0 : Math.max(0, bestPlace(places, length).from - length / 4)
  return cutOut(text, wordStart(text, start), length, places)
}

interface Place {
  phrase: number
  from: number
  to: number
}

function findPhrases(text: string, phrases: Phrase[]): Place[] {
  const { terms, from, to } = locateTerms(text)
  const places: Place[] = []
  for (let at = 0; at < terms.length; at++) {
    phrases.forEach(({ terms: wanted, prefix }, phrase) => {
      if (standsAt(terms, at, wanted, prefix)) places.push({ phrase, from: from[at]!, to: to[at + wanted.length - 1]! })
    })
  }
  return places
}

/** The terms of a text with their places in it. A word that folding makes longer or shorter is placed as a whole. */
function locateTerms(text: string): { terms: string[]; from: number[]; to: number[] } {
  const located = { terms: [] as string[], from: [] as number[], to: [] as number[] }
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)) {
    const terms = termsOf(word)
    const spans = terms.length === 1 ? undefined : spansIn(word, terms)
    terms.forEach((term, place) => {
      const [from, to] = spans?.[place] ?? [0, word.length]
      located.terms.push(term)
      located.from.push(index + from)
      located.to.push(index + to)
    })
  }
  return located
}

/** Where pairs of characters, and the words beside them, stand in a run of letters; undefined where folding moved them. */
function spansIn(word: string, terms: string[]): Array<[from: number, to: number]> | undefined {
  const offsets = [0]
  for (const character of word) offsets.push(offsets.at(-1)! + character.length)
  let character = 0
  const spans = terms.map((term): [number, number] => {
    const length = [...term].length
    const span: [number, number] = [offsets[character]!, offsets[character + length]!]
    character += isUnspaced(term) ? 1 : length
    return span
  })
  return character === offsets.length - 1 ? spans : undefined
}

function bestPlace(places: Place[], length: number): Place {
  let best = places[0]!
  let most = 0
  for (let first = 0, last = 0; first < places.length; first++) {
    while (last < places.length && places[last]!.to <= places[first]!.from + length * 3 / 4) last++
    const different = new Set(places.slice(first, Math.min(last, first + 50)).map(({ phrase }) => phrase)).size
    if (different > most) [best, most] = [places[first]!, different]
  }
  return best
}

/** Goes back to the beginning of the word at this place, if that is near. */
function wordStart(text: string, at: number): number {
  const start = Math.floor(at)
  for (let back = start; back > 0 && back > start - 20; back--) if (/\s/.test(text[back - 1]!)) return back
  return isSecondHalf(text, start) ? start - 1 : start
}

function isSecondHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

function cutOut(text: string, start: number, length: number, places: Place[]): Snippet {
  let end = Math.min(text.length, start + length)
  if (end < text.length && isSecondHalf(text, end)) end++
  const before = start > 0 ? '…' : ''
  const after = end < text.length ? '…' : ''
  const matches = places.filter(({ from, to }) => from >= start && to <= end)
    .map(({ from, to }): [number, number] => [from - start + before.length, to - start + before.length])
  return { text: before + onOneLine(text.slice(start, end)) + after, matches: merged(matches) }
}

/** Character by character, so that places stay: what breaks lines, turns or hides text becomes a space. */
function onOneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these characters are what it is about
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ')
}

function merged(matches: Array<[number, number]>): Array<[number, number]> {
  const result: Array<[number, number]> = []
  for (const [from, to] of matches.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = result.at(-1)
    if (last && from < last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}
