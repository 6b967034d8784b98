import type { OutputType } from '../../core/responses/output-type.ts'
import { breakLongWords, hasLongWord } from '../../core/text/long-words.ts'
import { highlightCode } from './code.ts'
import { renderCsv } from './csv.ts'
import { drawingFault } from './drawing-fault.ts'
import { wholeFence } from './embedded-document.ts'
import { renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { normaliseRuledHeadings } from './ruled-headings.ts'

/** Longer answers are rendered up to here, with a note. The longest of 164,000 collected answers has 65,477. */
export const maxRenderedCharacters = 400_000

export interface Rendered {
  html: string
  /** Sentences for the reader about what the view leaves out or could not do. */
  notes: string[]
}

/** An answer and what is known of it. `language` names the language of code that does not name its own. */
export interface Answer {
  text?: string
  bytes?: Uint8Array
  outputType: OutputType
  language?: string
}

/**
 * The answer as HTML that is safe inside our own pages. The HTML is empty for web pages, pictures, sound and film: a
 * page shows those in a frame or as media, from an address of their own. Whoever changes what comes out changes
 * `rendererVersion` (`cached.ts`) too.
 */
export function renderAnswer(answer: Answer): Rendered {
  const text = answer.text ?? decodeText(answer.bytes)
  if (answer.outputType === 'svg') return { html: '', notes: [faultOf(text) ?? []].flat() }
  const shown = text.slice(0, maxRenderedCharacters).toWellFormed()
  const notes = text.length > shown.length ? [tooLongNote(text.length)] : []
  const rendered = renderText(shown.replace(markPile, '$1'), answer, notes)
  return hasLongWord(shown) ? { ...rendered, html: breakLongWords(rendered.html) } : rendered
}

/** Why browsers will draw nothing of an answer that is to be a drawing; undefined where no such fault is found. */
export function faultOf(drawing: string): string | undefined {
  return drawingFault(unfenced(drawing))
}

/** No language piles up more marks on a letter; browsers take seconds for piles of thousands. */
const markPile = /(\p{M}{16})\p{M}+/gu

function decodeText(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes)
}

function tooLongNote(length: number): string {
  const [shown, all] = [maxRenderedCharacters, length].map((count) => count.toLocaleString('en'))
  return `Only the first ${shown} of ${all} characters are shown here. The raw answer has all of them.`
}

function renderText(text: string, { outputType, language }: Answer, notes: string[]): Rendered {
  switch (outputType) {
    case 'text': return { html: renderMarkdown(normaliseRuledHeadings(text)), notes }
    case 'code': return { html: renderCode(text, language), notes }
    case 'json': return withNotes(renderJson(unfenced(text)), notes)
    case 'csv': return withNotes(renderCsv(unfenced(text)), notes)
    default: return { html: '', notes: [] }
  }
}

/** Models asked for code often explain it, with the code in fences: that is markdown. */
function renderCode(text: string, language: string | undefined): string {
  const hasFences = /^ {0,3}(?:```|~~~)/m.test(text)
  return hasFences ? renderMarkdown(text) : highlightCode(text, language)
}

/** Data in one fence is data; the fence is no part of it. */
function unfenced(text: string): string {
  return wholeFence(text)?.source ?? text
}

function withNotes({ html, notes }: Rendered, earlier: string[]): Rendered {
  return { html, notes: [...earlier, ...notes] }
}
