import { wholeEnd } from '../lab-live-text.ts'

/** Blocks end at the first end of a line after so many characters … */
const usualLength = 4_000
/** … or, where a text has no such lines, after so many. */
const mostLength = 16_000

/**
 * Writes more of a text at the end of its place, in blocks, so that a browser lays out anew only the last of them. The
 * text of the place stays what was written, to the letter.
 */
export function growText(place: HTMLElement, text: string): void {
  for (let rest = text; rest !== '';) {
    const block = openBlockOf(place)
    const { length } = block.textContent
    const line = rest.indexOf('\n', Math.max(0, usualLength - length))
    const end = wholeEnd(rest, Math.min(line === -1 ? rest.length : line + 1, mostLength - length))
    block.append(rest.slice(0, end))
    rest = rest.slice(end)
  }
}

function openBlockOf(place: HTMLElement): HTMLElement {
  const last = place.lastElementChild as HTMLElement | null
  if (last && !isFull(last.textContent)) return last
  const block = document.createElement('span')
  block.className = 'live-block'
  place.append(block)
  return block
}

function isFull(text: string): boolean {
  return text.length >= mostLength || (text.length > usualLength && text.endsWith('\n'))
}
