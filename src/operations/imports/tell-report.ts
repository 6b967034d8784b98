import type { FactDifference, FileReport, Rejection } from '../../core/imports/report.ts'
import { stripControls } from '../../core/text/measure.ts'

/** How many lines of one kind are shown; `--json` has more. */
const mostLines = 20

/** What an import did, for a person at a terminal. */
export function tellReports(reports: FileReport[]): string {
  return reports.map(tellReport).join('\n\n')
}

function tellReport(report: FileReport): string {
  const { file, format, read, imported, duplicates, rejectedCount, entries = [] } = report
  const unknown = entries.filter(({ format: known }) => known === null)
  return stripControls([
    `${file}  ${format ?? 'unknown format'}`,
    `  ${amount(read, 'row')} read: ${amount(imported)} imported, ${amount(duplicates)} there already, ${amount(rejectedCount)} rejected`,
    ...(report.error === undefined ? [] : [`  Not read${read > 0 ? ' to its end' : ''}: ${report.error}`]),
    ...block('Rejected:', report.rejected.map(tellRejection), rejectedCount),
    ...block('Known otherwise here, and left as it is:', (report.differing ?? []).map(tellDifference)),
    ...(report.lost.length > 0 ? [`  Fields without a place here: ${shortList(report.lost)}`] : []),
    ...(unknown.length > 0 ? [`  ${amount(unknown.length, 'file')} left out: ${shortList(unknown.map(({ file: name, error }) => `${name} (${error})`))}`] : []),
  ].join('\n'))
}

function block(heading: string, lines: string[], count = lines.length): string[] {
  if (lines.length === 0) return []
  const more = count - Math.min(lines.length, mostLines)
  return [`  ${heading}`, ...lines.slice(0, mostLines).map((line) => `    ${line}`), ...(more > 0 ? [`    … and ${amount(more)} more`] : [])]
}

function tellRejection({ file, line, index, reason }: Rejection): string {
  const place = line === undefined ? (index === undefined ? '' : `index ${index}`) : `line ${line}`
  return `${[file, place].filter(Boolean).join(' ')}: ${reason}`
}

function tellDifference({ model, challenge, field, kept, offered }: FactDifference): string {
  return `${model ?? challenge} ${field}: ${kept ?? 'unknown (another fact rules it out)'}, not ${offered}`
}

function shortList(names: string[]): string {
  const more = names.length - mostLines
  return `${names.slice(0, mostLines).join(', ')}${more > 0 ? ` and ${amount(more)} more` : ''}`
}

function amount(number: number, noun = ''): string {
  return `${number.toLocaleString('en')}${noun && ` ${noun}${number === 1 ? '' : 's'}`}`
}
