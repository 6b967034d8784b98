/** As much of a text as is searched, in UTF-16 units; all but a few answers are shorter. */
export const searchedLength = 200_000

/** A longer run of letters and digits (a key, encoded bytes) is cut: PostgreSQL takes no term above 2 kB. */
export const longestTerm = 64

/**
 * Scripts written without spaces between words. Their runs are indexed as overlapping pairs of characters, so that any
 * part of a run is found; Hangul too, because endings are written onto words.
 */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u

/** Accents and vowel points of Latin, Greek, Cyrillic, Hebrew and Arabic; signs of other scripts are letters. */
const accents =
  // oxlint-disable-next-line no-misleading-character-class -- these characters are what it is about
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g

// oxlint-disable-next-line no-control-regex -- ASCII as a whole
const ascii = /^[\0-\x7f]*$/

/**
 * The words of a text as they are indexed and searched, in order: without case, accents and compatibility forms
 * (`𝓓`, `ｆｕｌｌ`, `ﬁ`). A run of an unspaced script comes as its pairs of characters and its last character:
 * `東京都` is `東京`, `京都`, `都`, so every character begins one term.
 */
export function termsOf(text: string): string[] {
  return split(foldText(text), true)
}

/** The terms to look for where the text is what a person typed: runs of unspaced scripts come as pairs only. */
export function searchTermsOf(text: string): string[] {
  return split(foldText(text), false)
}

/** Whether a term is made of characters of a script without spaces. */
export function isUnspaced(term: string): boolean {
  return unspaced.test(term)
}

/** The same terms for an index that splits at everything in ASCII but letters and digits, and folds the case of ASCII. */
export function indexTextOf(text: string): string {
  const searched = text.length > searchedLength ? text.slice(0, searchedLength) : text
  if (ascii.test(searched)) return searched
  const folded = foldText(searched)
  return hasUnspaced(folded) ? folded.replace(splitWords, (word) => split(word, true).join(' ')) : folded
}

/** Words that are no term as they stand, told from where they begin: with something beyond ASCII, or too long. */
const splitWords = new RegExp(String.raw`(?<![a-z0-9\u0080-\uffff])(?:[a-z0-9]*[\u0080-\uffff][a-z0-9\u0080-\uffff]*|[a-z0-9]{${longestTerm + 1},})`, 'g')

/** Without case, accents and compatibility forms; beyond ASCII, letters, digits and signs are all that is left. */
function foldText(text: string): string {
  // Run by run, because most characters of most texts are ASCII. Marks that would join an ASCII letter are accents.
  return ascii.test(text) ? text.toLowerCase() : text.replace(beyondAscii, foldRun).toLowerCase()
}

// oxlint-disable-next-line no-control-regex -- everything but ASCII
const beyondAscii = /[^\0-\x7f]+/g
const separators = /[^\0-\x7f\p{L}\p{N}\p{M}\p{Co}]+/gu

/** Runs that were folded, as most texts have the same few: quotation marks, dashes, letters with accents. Bounded. */
const foldedRuns = new Map<string, string>()
const mostFoldedRuns = 2_000
/** Up to here a part of a text is a copy of its own, which does not keep the whole text. */
const longestFoldedRun = 12

function foldRun(run: string): string {
  const known = foldedRuns.get(run)
  if (known !== undefined) return known
  const folded = foldNew(run)
  if (run.length > longestFoldedRun) return folded
  if (foldedRuns.size >= mostFoldedRuns) foldedRuns.clear()
  foldedRuns.set(run, folded)
  return folded
}

function foldNew(run: string): string {
  return run.normalize('NFKD').toLowerCase().replace(accents, '').replaceAll('ς', 'σ').normalize('NFC').replace(separators, ' ')
}

function split(folded: string, withLast: boolean): string[] {
  const words: string[] = folded.match(/[a-z0-9\u0080-\uffff]+/g) ?? []
  if (hasUnspaced(folded)) return words.flatMap((word) => (unspaced.test(word) ? [...pieces(word, withLast)] : [word.slice(0, longestTerm)]))
  return words.some((word) => word.length > longestTerm) ? words.map((word) => word.slice(0, longestTerm)) : words
}

/** Asked of what is not ASCII alone: the question is dear, and most of most texts is. */
function hasUnspaced(folded: string): boolean {
  return unspaced.test(folded.match(beyondAscii)?.join('') ?? '')
}

/** Splits a word where it changes between spaced and unspaced scripts (`GPT模型`), and unspaced runs into pairs. */
function* pieces(word: string, withLast: boolean): Generator<string> {
  let spaced = ''
  let run: string[] = []
  for (const character of word) {
    if (unspaced.test(character)) {
      if (spaced) yield spaced.slice(0, longestTerm)
      spaced = ''
      run.push(character)
    } else {
      yield* pairs(run, withLast)
      run = []
      spaced += character
    }
  }
  if (spaced) yield spaced.slice(0, longestTerm)
  yield* pairs(run, withLast)
}

function* pairs(run: string[], withLast: boolean): Generator<string> {
  for (let index = 0; index + 1 < run.length; index++) yield run[index]! + run[index + 1]!
  if (run.length > 0 && (withLast || run.length === 1)) yield run.at(-1)!
}
