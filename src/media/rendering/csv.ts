import { parse } from 'csv-parse/sync'
import { highlightCode } from './code.ts'
import { escapeHtml } from './escape-html.ts'

export const maxShownRows = 200
export const maxShownColumns = 50

export interface ShownCsv {
  html: string
  notes: string[]
}

/**
 * CSV as a scrolling table whose first row is its head. Fields may be parted by commas, semicolons, tabs or bars. Text
 * that is not CSV is shown as it is, with a note.
 */
export function renderCsv(text: string): ShownCsv {
  let rows: string[][]
  try {
    rows = parse(text, { delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: true, bom: true })
  } catch (error) {
    return { html: highlightCode(text), notes: [`This is not valid CSV (${(error as Error).message.slice(0, 120)}).`] }
  }
  if (rows.length === 0) return { html: highlightCode(text), notes: ['This CSV is empty.'] }
  return { html: table(rows), notes: leftOut(rows) }
}

/** The sign that the first line holds most of, outside quotes. */
function delimiterOf(text: string): string {
  const [firstLine = ''] = /^[^\n]{0,5000}/.exec(text.trimStart()) ?? []
  const plain = firstLine.replace(/"[^"]*"/g, '')
  const count = (sign: string) => plain.split(sign).length
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

function table([head = [], ...rows]: string[][]): string {
  const body = rows.slice(0, maxShownRows).map((row) => `<tr>${cells(row, 'td')}</tr>\n`).join('')
  return '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>\n'
    + `<thead>\n<tr>${cells(head, 'th')}</tr>\n</thead>\n<tbody>\n${body}</tbody>\n</table></div>\n`
}

function cells(row: string[], tag: 'td' | 'th'): string {
  return row.slice(0, maxShownColumns).map((cell) => {
    const name = cell === '' ? 'td' : tag
    return `<${name}>${escapeHtml(cell)}</${name}>`
  }).join('')
}

function leftOut(rows: string[][]): string[] {
  const moreRows = rows.length - 1 - maxShownRows
  const moreColumns = rows.reduce((most, row) => Math.max(most, row.length), 0) - maxShownColumns
  return [more(moreRows, 'row'), more(moreColumns, 'column')].filter((note) => note !== undefined)
}

function more(count: number, noun: string): string | undefined {
  if (count <= 0) return undefined
  return `${count} more ${noun}${count === 1 ? ' is' : 's are'} in the raw answer.`
}
