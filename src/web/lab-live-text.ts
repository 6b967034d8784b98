import { mostShown, wordsIn } from './lab-answer.ts'

/** A text that arrives in pieces: how long it is, how many words it has, and as much of it as is shown. */
export class LiveText {
  length = 0
  words = 0
  shown = ''
  #endsWithinWord = false

  /** Takes a piece that belongs at `from`. Answers whether it brought anything: what is there is not taken again, and nothing after a gap. */
  take(from: number, piece: string): boolean {
    if (from > this.length || from + piece.length <= this.length) return false
    const fresh = piece.slice(this.length - from)
    this.words += wordsIn(fresh) - (this.#endsWithinWord && /^\S/.test(fresh) ? 1 : 0)
    this.#endsWithinWord = /\S$/.test(fresh)
    if (this.length < mostShown) this.shown += fresh.slice(0, mostShown - this.length)
    this.length += fresh.length
    return true
  }
}

/** `end`, or one further where it would part the two halves of a character. */
export function wholeEnd(text: string, end: number): number {
  return end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end + 1 : end
}
